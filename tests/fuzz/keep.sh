#!/usr/bin/env bash
# Keeps what run.sh found: keep.sh [TARGET...]. The fewest inputs that reach the same code go to corpus/TARGET.tar.gz.
set -euo pipefail
cd "$(dirname "$0")/../.."

targets=("$@")
if [ ${#targets[@]} = 0 ]; then
  for source in tests/fuzz/*_fuzz.cpp; do targets+=("$(basename "$source" _fuzz.cpp)"); done
fi

kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT
for target in "${targets[@]}"; do
  mkdir "$kept/$target"
  "build/fuzz/bin/${target}_fuzz" -merge=1 -use_counters=0 -verbosity=0 "$kept/$target" "tests/fuzz/corpus/$target" "build/fuzz/corpus/$target"
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$kept/$target" -c . | gzip -9n >"tests/fuzz/corpus/$target.tar.gz"
done
