#!/usr/bin/env bash
# Installs what the tests need, builds, and runs all tests. `--long` adds the long soaks, the look for barriers in pages
# (axe-core, which it fetches), the parsers of Markdown that npm has, the sanitizers, and all tests in a root of Debian
# 13; other arguments go to ctest.
set -euo pipefail
cd "$(dirname "$0")/.."

long=""
./packages.sh build test
if [ "${1:-}" = --long ]; then
  export LDAPSNAP_LONG_TESTS=1
  tests/fetch_axe.sh
  tests/fetch_markdown.sh
  long=yes
  shift
fi
cmake --preset dev
cmake --build --preset dev
code=0
ctest --test-dir build/dev --output-on-failure --parallel "$(($(nproc) + 1))" "$@" || code=$?
if [ -n "$long" ]; then
  tests/sanitizers.sh || code=$?
  if [ "$(id -u)" = 0 ]; then tests/package/run.sh || code=$?; fi
  if [ "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" = trixie ]; then
    echo "run.sh: this is Debian 13 already"
  elif [ "$(id -u)" != 0 ]; then
    echo "run.sh: not root: nothing is run in a root of Debian 13"
  else
    tests/roots/run.sh trixie tests/run.sh "$@" || code=$?
  fi
fi
exit "$code"
