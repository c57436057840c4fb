#!/usr/bin/env bash
# The whole program beside its peers, in one run: nginx as the provider; then, one worker each,
#   nginx    TLS reverse proxy, nothing else;
#   haproxy  TLS reverse proxy that verifies the token (jwt_verify RS256);
#   sluse    everything: token, purpose, redaction, ledger on disk before the first byte.
# The same load generators on all: wrk (HTTP/1.1) and h2load (HTTP/2). Needs nginx, haproxy, wrk,
# h2load, openssl and a release build. Each is measured in turn, several rounds; the medians count,
# because shared machines are noisy.
# Usage: benches/side_by_side.sh [SECONDS] [CONNECTIONS] [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-5} connections=${2:-64} rounds=${3:-5}
for tool in nginx haproxy wrk h2load openssl curl python3; do
    command -v "$tool" >/dev/null || { echo "needs $tool"; exit 1; }
done
sluse=${SLUSE:-target/release/sluse}
dir=$(mktemp -d "${TMPDIR:-/tmp}/sluse-bench.XXXXXX")
trap 'kill $(jobs -p) 2>/dev/null; wait 2>/dev/null; rm -rf "$dir"' EXIT

chmod 711 "$dir" # nginx's worker is another user

# Keys, certificates, registry and policies of a demonstration.
"$sluse" demo --dir "$dir/demo" --port 0 --check >"$dir/check.log" 2>&1 || { cat "$dir/check.log"; exit 1; }
read -r person client <<<"$(python3 - "$dir/demo/demo.json" <<'PY'
import json, sys
demo = json.load(open(sys.argv[1]))
example = demo["examples"][0]
print(example["url"].split("/personer/")[1].split("?")[0], example["client_id"])
PY
)"

# The provider: one document, from nginx.
mkdir "$dir/www"
cp benches/side_by_side/person.json "$dir/www/person.json"
cat >"$dir/provider.conf" <<CONF
worker_processes 1; pid $dir/provider.pid; error_log $dir/provider.err; daemon off;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000000; default_type application/json;
  server { listen 127.0.0.1:19000 backlog=4096; root $dir/www; location / { try_files /person.json =404; } } }
CONF
cat >"$dir/nginx.conf" <<CONF
worker_processes 1; pid $dir/nginx.pid; error_log $dir/nginx.err; daemon off;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000000;
  upstream provider { server 127.0.0.1:19000; keepalive 256; keepalive_requests 1000000000; }
  server { listen 127.0.0.1:19443 ssl http2 backlog=4096;
    ssl_certificate $dir/demo/certs/server.pem; ssl_certificate_key $dir/demo/certs/server.key;
    location / { proxy_pass http://provider; proxy_http_version 1.1; proxy_set_header Connection ""; } } }
CONF
openssl pkey -in "$dir"/demo/keys/token/*.pem -pubout -out "$dir/token.pub" 2>/dev/null
cat "$dir/demo/certs/server.pem" "$dir/demo/certs/server.key" >"$dir/both.pem"
cat >"$dir/haproxy.cfg" <<CONF
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout client 30s
  timeout server 30s
  timeout connect 5s
  http-reuse always
frontend tls
  bind 127.0.0.1:19444 ssl crt $dir/both.pem alpn h2,http/1.1
  http-request deny unless { http_auth_bearer,jwt_header_query('\$.alg') -m str RS256 }
  http-request deny unless { http_auth_bearer,jwt_verify("RS256","$dir/token.pub") -m int 1 }
  default_backend provider
backend provider
  server nginx 127.0.0.1:19000
CONF
sed -e 's/^machine .*/machine = "127.0.0.1:19445"/' -e 's/^people .*/people = "127.0.0.1:19446"/' \
    -e 's/^operations .*/operations = "127.0.0.1:19447"/' \
    -e '/^\[upstreams.folkeregisteret\]/,/^url/ s#^url .*#url = "http://127.0.0.1:19000"#' \
    -e '/^\[citizens\]/,/^$/d' \
    "$dir/demo/sluse.toml" >"$dir/demo/bench.toml"
cat >>"$dir/demo/bench.toml" <<'CONF'

[limits]
consumer_requests_per_second = 1000000
consumer_burst = 1000000

[process]
workers = 1
log = "warn"
CONF
nginx -c "$dir/provider.conf" 2>/dev/null &
nginx -c "$dir/nginx.conf" 2>/dev/null &
haproxy -f "$dir/haproxy.cfg" 2>/dev/null &
"$sluse" serve --config "$dir/demo/bench.toml" >"$dir/sluse.log" 2>&1 &
for port in 19000 19443 19444 19445; do
    for _ in $(seq 100); do (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.1; done
done

path="/folkeregisteret/v1/personer/$person"
token() { "$sluse" token --demo "$dir/demo" --endpoint https://localhost:19445/token --client "$client"; }
measure() { # name port round
    local bearer; bearer=$(token)
    local headers=(-H "Authorization: Bearer $bearer" -H "Sluse-Purpose: barnehageopptak" -H "Sluse-Case-Reference: bench-1")
    local url="https://localhost:$2$path" code
    code=$(curl -s -o /dev/null -w '%{http_code}' --cacert "$dir/demo/certs/ca.pem" "${headers[@]}" "$url")
    [ "$code" = 200 ] || { echo "$1 answered $code"; cat "$dir/sluse.log"; exit 1; }
    wrk -t1 -c"$connections" -d1s "${headers[@]}" "$url" >/dev/null
    wrk -t1 -c"$connections" -d"${seconds}s" --latency "${headers[@]}" "$url" >"$dir/wrk.$1.$3"
    h2load -t1 -c"$((connections / 4))" -m8 -D"$seconds" --warm-up-time=1 "${headers[@]}" "$url" >"$dir/h2.$1.$3" 2>&1
    if grep -q "Non-2xx" "$dir/wrk.$1.$3"; then echo "$1: not all answers were 200"; cat "$dir/wrk.$1.$3"; exit 1; fi
}
for round in $(seq "$rounds"); do
    measure nginx 19443 "$round"
    measure haproxy 19444 "$round"
    measure sluse 19445 "$round"
done
python3 - "$dir" "$rounds" <<'PY'
import re, statistics, sys
dir, rounds = sys.argv[1], int(sys.argv[2])
ms = lambda text: float(text[:-2]) / 1000 if text.endswith("us") else float(text[:-2]) if text.endswith("ms") else float(text[:-1]) * 1000
runs = {}
for name in ("nginx", "haproxy", "sluse"):
    for round in range(1, rounds + 1):
        wrk, h2 = open(f"{dir}/wrk.{name}.{round}").read(), open(f"{dir}/h2.{name}.{round}").read()
        runs.setdefault(name, []).append((
            float(re.search(r"Requests/sec:\s+([\d.]+)", wrk)[1]),
            ms(re.search(r"(?m)^ +50%\s+(\S+)", wrk)[1]), ms(re.search(r"(?m)^ +99%\s+(\S+)", wrk)[1]),
            float(re.search(r"([\d.]+) req/s", h2)[1])))
print(f"{'median':8} {'req/s h1':>9} {'p50 ms':>8} {'p99 ms':>8} {'req/s h2':>9}")
for name, rows in runs.items():
    h1, p50, p99, h2 = (statistics.median(column) for column in zip(*rows))
    print(f"{name:8} {h1:9.0f} {p50:8.2f} {p99:8.2f} {h2:9.0f}")
for peer in ("nginx", "haproxy"):
    ratio = lambda at: [ours[at] / theirs[at] for ours, theirs in zip(runs["sluse"], runs[peer])]
    for at, protocol in ((0, "HTTP/1.1"), (3, "HTTP/2")):
        each = ratio(at)
        print(f"sluse / {peer}, {protocol}: {statistics.median(each):.2f} (rounds {min(each):.2f} to {max(each):.2f})")
PY
