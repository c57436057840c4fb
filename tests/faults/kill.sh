#!/bin/sh
# A thousand SIGKILLs under load, of the ledger alone.
set -eu
cd "$(dirname "$0")/../.."
SLUSE_CRASH_TEST_ROUNDS="${1:-1000}" exec cargo test --locked --release --test it -- --exact --nocapture \
    ledger::crash::nothing_acknowledged_is_lost_when_the_process_is_killed
