#!/bin/sh
# Installs what tests/it/clients.rs runs, below target/clients: the Python packages into an
# environment of their own (Node comes as one of them), the Node packages beside the scripts. Every
# package is pinned by its hash. Where that is not possible, one line says so and the tests that need
# them are left out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
into=$(dirname "$(dirname "$here")")/target/clients
wanted=$(cat "$here"/install.sh "$here"/python/* "$here"/node/* | sha256sum)
[ "$(cat "$into/installed" 2>/dev/null)" != "$wanted" ] || exit 0

rm -rf "$into"
mkdir -p "$into"
log="$into/log"
left_out() {
    echo "left out: tests with real client libraries, because $1 failed; see target/clients/log"
    exit 0
}

python3 -m venv "$into/python" >"$log" 2>&1 || left_out "python3 -m venv"
PATH="$into/python/bin:$PATH"
pip install --no-input --retries 2 --no-deps --only-binary :all: --require-hashes \
    --requirement "$here/python/requirements.txt" >>"$log" 2>&1 || left_out "pip install"
cp -R "$here/node" "$into/node"
(cd "$into/node" && npm ci --fetch-retries 1 --ignore-scripts --no-audit --no-fund) >>"$log" 2>&1 || left_out "npm ci"
echo "$wanted" >"$into/installed"
