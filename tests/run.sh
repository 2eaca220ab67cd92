#!/usr/bin/env bash
# Installs what the tests need, builds, and runs all tests. `--long` adds the long soaks; other arguments go to ctest.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" = --long ]; then
  export LDAPSNAP_LONG_TESTS=1
  shift
fi
./packages.sh build test
cmake --preset dev
cmake --build --preset dev
exec ctest --test-dir build/dev --output-on-failure --parallel "$(nproc)" "$@"
