#!/bin/sh
# Builds what tests/it/witness/go.rs and tests/it/ledger/lite.rs run, below target/clients-go. Every module is pinned by its hash
# (go.sum). Where that is not possible, one line says so and the tests that need it are left out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
into=$(dirname "$(dirname "$(dirname "$here")")")/target/clients-go
wanted=$(cat "$here"/install.sh "$here"/main.go "$here"/go.mod "$here"/go.sum | sha256sum)
[ "$(cat "$into/installed" 2>/dev/null)" != "$wanted" ] || exit 0

left_out() {
    echo "left out: tests with Go's own libraries for transparency logs, because $1; see target/clients-go/log"
    exit 0
}

rm -rf "$into"
mkdir -p "$into"
command -v go >"$into/log" 2>&1 || left_out "go is not installed"
(cd "$here" && GOFLAGS=-mod=readonly GOTOOLCHAIN=local go build -trimpath -o "$into/check" .) >>"$into/log" 2>&1 ||
    left_out "go build failed"
(cd "$here" && GOFLAGS=-mod=readonly GOTOOLCHAIN=local go build -trimpath -o "$into/" filippo.io/torchwood/cmd/litewitness) >>"$into/log" 2>&1 ||
    left_out "litewitness could not be built"
echo "$wanted" >"$into/installed"
