#!/usr/bin/env bash
# Installs what the tests need, builds, and runs all tests. `--long` adds the long soaks, and
# the look for barriers in pages (axe-core, which it fetches); other arguments go to ctest.
set -euo pipefail
cd "$(dirname "$0")/.."

./packages.sh build test
if [ "${1:-}" = --long ]; then
  export LDAPSNAP_LONG_TESTS=1
  tests/fetch_axe.sh
  shift
fi
cmake --preset dev
cmake --build --preset dev
exec ctest --test-dir build/dev --output-on-failure --parallel "$(nproc)" "$@"
