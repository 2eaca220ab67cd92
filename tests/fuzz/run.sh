#!/usr/bin/env bash
# Fuzzes: run.sh [SECONDS [TARGET...]]. 600 seconds each and all targets, when not said otherwise.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-600}
targets=("${@:2}")
if [ ${#targets[@]} = 0 ]; then
  for source in tests/fuzz/*_fuzz.cpp; do targets+=("$(basename "$source" _fuzz.cpp)"); done
fi

./packages.sh build fuzz
cmake --preset fuzz
cmake --build --preset fuzz --target "${targets[@]/%/_fuzz}"
for target in "${targets[@]}"; do
  echo "== $target, $seconds seconds"
  found=build/fuzz/corpus/$target
  mkdir -p "$found"
  if [ -e "tests/fuzz/corpus/$target.tar.gz" ]; then tar -C "$found" -xzf "tests/fuzz/corpus/$target.tar.gz"; fi
  "build/fuzz/bin/${target}_fuzz" -max_total_time="$seconds" -timeout=20 -verbosity=0 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/$target-" "$found" "tests/fuzz/corpus/$target"
done
