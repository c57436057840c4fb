// Gets a token with @vtfk/maskinporten-auth, as its README says: a business certificate in x5c.
const { readFileSync } = require('node:fs')
const maskinportenToken = require('@vtfk/maskinporten-auth')

const { ISSUER, CLIENT_ID, SCOPE, KEY, CERTIFICATE } = process.env
const base64 = (file) => readFileSync(file).toString('base64')

maskinportenToken({
  url: `${ISSUER}token`,
  pemcert: base64(CERTIFICATE),
  pemprivateKey: base64(KEY),
  audience: ISSUER,
  issuer: CLIENT_ID,
  scope: SCOPE
}).then((token) => console.log(token.access_token))
