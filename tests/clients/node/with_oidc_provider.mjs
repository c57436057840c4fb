// A certified OpenID provider (oidc-provider) set up as ID-porten is: code flow with PKCE, requests pushed,
// clients that prove themselves with a key, authentication levels, a pid in the id token, access tokens
// by value for an API, bound to a key by DPoP. Whoever comes is logged in at once as the person of PID.
// Prints its address when it listens, and runs until its input ends.
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import Provider, { interactionPolicy } from 'oidc-provider'

// The one warning is that nothing is kept, which is as it should be.
console.warn = () => {}

const { CERTIFICATE, CERTIFICATE_KEY, CLIENT_KEY, CLIENT_KID, PEOPLE, PID, API_SCOPE } = process.env

const server = createServer({
  cert: readFileSync(CERTIFICATE),
  key: readFileSync(CERTIFICATE_KEY)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const issuer = `https://localhost:${server.address().port}`

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const known = createPublicKey(readFileSync(CLIENT_KEY)).export({ format: 'jwk' })
const acrValues = ['idporten-loa-substantial', 'idporten-loa-high']
let acr = acrValues[0]

// Whoever is logged in at too low a level for what is asked now, logs in anew.
const policy = interactionPolicy.base()
const { Check } = interactionPolicy
policy.get('login').checks.add(new Check('level', 'another level is asked for', ({ oidc }) => {
  const asked = oidc.params.acr_values
  return !asked || asked.split(' ').includes(oidc.acr)
    ? Check.NO_NEED_TO_PROMPT
    : Check.REQUEST_PROMPT
}))

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'innsyn',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'RS256',
      jwks: { keys: [{ ...known, kid: CLIENT_KID, alg: 'RS256', use: 'sig' }] },
      redirect_uris: [`${PEOPLE}/login/callback`],
      post_logout_redirect_uris: [`${PEOPLE}/logged-out`],
      require_pushed_authorization_requests: true
    },
    {
      client_id: 'assistant',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['https://assistant.test/callback']
    }
  ],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'op-1', alg: 'RS256', use: 'sig' }] },
  cookies: { keys: ['only for a test'] },
  pkce: { required: () => true },
  acrValues,
  conformIdTokenClaims: false,
  claims: {
    openid: ['sub', 'pid', 'acr', 'amr', 'auth_time', 'sid'],
    acr: null, amr: null, auth_time: null, iss: null, sid: null
  },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, pid: PID }) }),
  extraTokenClaims: () => ({ pid: PID, acr }),
  interactions: {
    policy,
    url: (_, interaction) => `/interaction/${interaction.uid}`
  },
  ttl: { AccessToken: 600, Grant: 600, IdToken: 120, Interaction: 600, Session: 600 },
  features: {
    devInteractions: { enabled: false },
    dPoP: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: API_SCOPE,
        audience: PEOPLE,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } }
      })
    }
  }
})

// Logs in whoever comes, at the lowest level that is asked for, and lets the client have what it asks.
async function interact (request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response)
  if (prompt.name === 'login') {
    const asked = (params.acr_values ?? '').split(' ')
    acr = acrValues.find((level) => asked.includes(level)) ?? acrValues[0]
    const login = { accountId: 'pairwise-1', acr, amr: ['TestID'], remember: false }
    return provider.interactionFinished(request, response, { login })
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
  grant.addOIDCScope('openid')
  if (params.resource) grant.addResourceScope(params.resource, API_SCOPE)
  const consent = { grantId: await grant.save() }
  return provider.interactionFinished(request, response, { consent })
}

const answer = provider.callback()
server.on('request', (request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response)
  interact(request, response).catch((error) => {
    console.error(error)
    response.writeHead(500).end()
  })
})
provider.on('server_error', (_, error) => console.error(error))
for (const event of ['grant.error', 'authorization.error', 'pushed_authorization_request.error']) {
  provider.on(event, (_, error) => console.error(event, error.message, error.error_detail))
}

console.log(issuer)
process.stdin.resume().on('end', () => process.exit(0))
