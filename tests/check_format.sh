#!/usr/bin/env bash
# Fails when clang-format would change a source, and names it.
set -euo pipefail
cd "$(dirname "$0")/.."
find snapshot diff report cli tests \( -name '*.h' -o -name '*.cpp' \) -print0 | xargs -0 clang-format --dry-run --Werror
