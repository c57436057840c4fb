#!/bin/sh
# A hundred power cuts under load, on an ext4 of its own. As root, where loop devices can be mounted.
set -eu
cd "$(dirname "$0")/../.."
SLUSE_POWER_CUTS="${1:-100}" exec cargo test --locked --release --test it -- --exact --nocapture \
    ledger::power::nothing_acknowledged_is_lost_when_the_power_is_cut
