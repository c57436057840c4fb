// Reads with a token that is bound to a key made for the occasion (DPoP, RFC 9449), with openid-client:
// it answers the service's nonces itself. Prints what it was given, URL being what it reads.
import { createPrivateKey, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { SignJWT } from 'jose'
import * as client from 'openid-client'

const { ISSUER, CLIENT_ID, SCOPE, KEY, KID, URL: url } = process.env

const config = await client.discovery(new URL(ISSUER), CLIENT_ID, undefined, client.None(), {
  algorithm: 'oauth2'
})
const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
const assertion = await new SignJWT({ scope: SCOPE })
  .setProtectedHeader({ alg: 'RS256', kid: KID })
  .setIssuer(CLIENT_ID)
  .setAudience(config.serverMetadata().issuer)
  .setJti(randomUUID())
  .setIssuedAt()
  .setExpirationTime('1m')
  .sign(createPrivateKey(readFileSync(KEY)))
const token = await client.genericGrantRequest(
  config,
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  { assertion },
  { DPoP }
)
const answer = await client.fetchProtectedResource(
  config, token.access_token, new URL(url), 'GET', undefined, undefined, { DPoP }
)
console.log(JSON.stringify({ type: token.token_type, status: answer.status, body: await answer.text() }))
