#!/bin/sh
# Makes programs available that only tests or benchmarks use: as root on Debian it installs what is
# missing, elsewhere it says in one line what is left out. Arguments: PROGRAM=PACKAGE …, where PROGRAM
# may be python3:MODULE.
set -eu
here() {
    case "$1" in
        python3:*) python3 -c "import ${1#python3:}" ;;
        *) command -v "$1" ;;
    esac >/dev/null 2>&1
}
missing=""
for need in "$@"; do
    here "${need%%=*}" || missing="$missing ${need#*=}"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then
    # shellcheck disable=SC2086 # a list of names
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing; } >/dev/null 2>&1 && exit 0
fi
echo "left out, because they are not installed:$missing"
