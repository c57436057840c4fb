#!/bin/sh
# The whole crash matrix: every system call of one append and of one publication, with every fault.
# `make test` runs a sample of it.
set -eu
cd "$(dirname "$0")/../.."
tests/needs.sh strace=strace
SLUSE_MATRIX=all exec cargo test --locked --release --test it -- --exact --nocapture \
    ledger::matrix::every_call_of_an_append_and_a_publication_may_fail
