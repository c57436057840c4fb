#!/usr/bin/env bash
# What picking fields costs in nginx with lua-cjson: decode a document, keep the permitted fields, encode
# what is left; on one worker, without network, many times in one request. Beside it stands
# `cargo bench --bench redact`, which uses the same person. Needs nginx with its Lua module, and lua-cjson
# (Debian: libnginx-mod-http-lua lua-cjson), and curl.
# Usage: benches/lua_cjson.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-20000}
dir=$(mktemp -d "${TMPDIR:-/tmp}/sluse-lua.XXXXXX")
trap 'kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$dir"' EXIT
chmod 711 "$dir"
# The person of benches/redact.rs.
sed -n 's/^const PERSON: &str = r#"\(.*\)"#;$/\1/p' benches/redact.rs | tr -d '\n' >"$dir/person.json"
cat >"$dir/pick.lua" <<'LUA'
local cjson = require "cjson.safe"
local file = io.open(ngx.var.document, "rb")
local text = file:read("*a"); file:close()
-- The permitted fields of benches/redact.rs: members to keep at each place, for one or each of a list.
local keep = {
  navn = { fornavn = true, etternavn = true },
  bostedsadresse = { vegadresse = { kommunenummer = true, bruksenhetsnummer = true, bruksenhetstype = true,
    adressenavn = true, adressenummer = { husnummer = true, husbokstav = true }, adressekode = true,
    poststed = { poststedsnavn = true, postnummer = true } } },
  sivilstand = { erGjeldende = true, sivilstand = true, sivilstandsdato = true, relatertVedSivilstand = true },
  familierelasjon = { erGjeldende = true, relatertPerson = true, relatertPersonsRolle = true, minRolleForPerson = true },
  statsborgerskap = { statsborgerskap = true }, foedsel = { foedselsdato = true } }
local function pick(value, rule)
  if rule == true then return type(value) ~= "table" and value or nil end
  if type(value) ~= "table" then return nil end
  local out = {}
  if value[1] ~= nil then
    for at = 1, #value do out[at] = pick(value[at], rule) end
  else
    for name, inner in pairs(rule) do
      if value[name] ~= nil then out[name] = pick(value[name], inner) end
    end
  end
  return out
end
local rounds, bytes = tonumber(ngx.var.arg_rounds), 0
local begun = os.clock()
for _ = 1, rounds do bytes = bytes + #cjson.encode(pick(cjson.decode(text), keep)) end
local took = os.clock() - begun
ngx.say(string.format("%d bytes in, %d out, %.0f MB/s of processor time", #text, bytes / rounds, #text * rounds / took / 1e6))
LUA
module=$(find /usr/lib/nginx/modules /usr/share/nginx/modules -name 'ndk_http_module.so' 2>/dev/null | head -1)
load=""
if [ -n "$module" ]; then
    load="load_module $module; load_module $(dirname "$module")/ngx_http_lua_module.so;"
fi
cat >"$dir/nginx.conf" <<CONF
$load
worker_processes 1; pid $dir/nginx.pid; error_log $dir/nginx.err; daemon off;
events { worker_connections 64; }
http { access_log off;
  server { listen 127.0.0.1:19009;
    location / { set \$document $dir/person.json; default_type text/plain;
      content_by_lua_file $dir/pick.lua; } } }
CONF
nginx -c "$dir/nginx.conf" &
for _ in $(seq 50); do (exec 3<>/dev/tcp/127.0.0.1/19009) 2>/dev/null && break; sleep 0.1; done
for _ in 1 2 3; do curl -s "http://127.0.0.1:19009/?rounds=$rounds"; done
