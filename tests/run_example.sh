#!/usr/bin/env bash
# An example as a test: each of its steps ends with the exit code that it expects, and it leaves nothing behind.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$1" = lab-and-production ] && { [ -z "${LDAPSNAP_LONG_TESTS:-}" ] || [ "$(id -u)" != 0 ]; }; then
  echo "two domain controllers: with tests/run.sh --long, as root"
  exit 77
fi
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
"examples/$1.sh"
left=$(ls -A "$TMPDIR")
if [ -n "$left" ]; then
  echo "left behind: $left" >&2
  exit 1
fi
