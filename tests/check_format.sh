#!/usr/bin/env bash
# Fails when clang-format would change a source, and names it. Ends with 77 (skipped) where clang-format is not 14, that
# of Debian 12: each version sets some lines in another way.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(clang-format --version)
case $version in
  *" version 14."*) ;;
  *) echo "$version: the layout is that of clang-format 14"; exit 77 ;;
esac
find snapshot diff report cli tests \( -name '*.h' -o -name '*.cpp' \) -print0 | xargs -0 clang-format --dry-run --Werror
