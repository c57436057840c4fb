// Gets a token with openid-client: a general client that reads the metadata (RFC 8414) first, and
// checks it and the answer strictly. The grant is signed with jose, as its documentation shows.
import { createPrivateKey, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { SignJWT } from 'jose'
import * as client from 'openid-client'

const { ISSUER, CLIENT_ID, SCOPE, KEY, KID } = process.env

const config = await client.discovery(new URL(ISSUER), CLIENT_ID, undefined, client.None(), {
  algorithm: 'oauth2'
})
const { issuer } = config.serverMetadata()
const assertion = await new SignJWT({ scope: SCOPE })
  .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: KID })
  .setIssuer(CLIENT_ID)
  .setAudience(issuer)
  .setJti(randomUUID())
  .setIssuedAt()
  .setExpirationTime('2m')
  .sign(createPrivateKey(readFileSync(KEY)))
const token = await client.genericGrantRequest(
  config,
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  { assertion }
)
console.log(token.access_token)
