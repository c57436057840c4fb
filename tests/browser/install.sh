#!/bin/sh
# Installs what tests/it/browser.rs runs, below target/browser: Playwright (which drives Debian's Chromium), axe and
# the Nu Html Checker, each pinned by its hash. Where that is not possible, one line says so and the tests are left out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$(dirname "$(dirname "$here")")/target
into=$target/browser
wanted=$(cat "$here"/install.sh "$here"/package*.json | sha256sum)
[ "$(cat "$into/installed" 2>/dev/null)" != "$wanted" ] || exit 0

rm -rf "$into"
mkdir -p "$into"
left_out() {
    echo "left out: tests in a browser, because $1; see target/browser/log"
    exit 0
}
# Node is the machine's, or the one that tests/clients/install.sh brought.
PATH="$PATH:$target/clients/python/bin"
command -v npm >/dev/null || left_out "there is no npm"
cp "$here"/package*.json "$into"
(cd "$into" && npm ci --fetch-retries 1 --ignore-scripts --no-audit --no-fund) >"$into/log" 2>&1 || left_out "npm ci failed"
command -v node >"$into/node"
echo "$wanted" >"$into/installed"
