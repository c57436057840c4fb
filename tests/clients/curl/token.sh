#!/bin/sh
# Gets a token with nothing but openssl and curl. It wants ISSUER (with its last slash), CLIENT_ID,
# SCOPE, KEY (the client's private key), KID (the name that the key is registered under) and CA.
set -eu
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

now=$(date +%s)
header=$(printf '{"alg":"RS256","kid":"%s"}' "$KID" | base64url)
claims=$(printf '{"aud":"%s","iss":"%s","scope":"%s","iat":%d,"exp":%d,"jti":"%s"}' \
    "$ISSUER" "$CLIENT_ID" "$SCOPE" "$now" $((now + 120)) "$(openssl rand -hex 16)" | base64url)
signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign "$KEY" | base64url)

curl --silent --show-error --fail-with-body --cacert "$CA" "${ISSUER}token" \
    --data grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer \
    --data "assertion=$header.$claims.$signature"
