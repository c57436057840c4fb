// Gets a token with maskinporten-jwt: a registered key, and a grant that is good for 12 seconds.
const { getMaskinportToken } = require('maskinporten-jwt')

const { ISSUER, CLIENT_ID, SCOPE, KEY, KID } = process.env

getMaskinportToken({
  Audience: ISSUER,
  Endpoint: `${ISSUER}token`,
  Issuer: CLIENT_ID,
  Scopes: SCOPE,
  KID,
  PrivateKeyPath: KEY
}).then((token) => console.log(token.access_token))
