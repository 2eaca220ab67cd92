#!/usr/bin/env bash
# Runs the unit tests with the address and undefined-behaviour sanitizers, and those of what works on several threads
# with the thread sanitizer.
#   sanitizers.sh [address|thread]     one of the two; without it, both
set -euo pipefail
cd "$(dirname "$0")/.."

# What hands entries from thread to thread, and what reads a snapshot on several.
parallel='Batches*:RecordPipeline*:FullReader*:ChangeRecorder*:OutputTee*:Tree*:Chunk*:LdifIndex*:LdifSnapshot*:LdifPair*:SchemaAudit*'
programs=(unit_snapshot unit_diff unit_report unit_cli)

./packages.sh build test
code=0
if [ "${1:-address}" = address ]; then
  cmake --preset asan
  cmake --build --preset asan --target ldapsnap "${programs[@]}"
  for program in "${programs[@]}"; do "build/asan/bin/$program" --gtest_brief=1 || code=$?; done
fi
if [ "${1:-thread}" = thread ]; then
  cmake --preset tsan
  cmake --build --preset tsan --target unit_snapshot unit_diff
  for program in unit_snapshot unit_diff; do
    "build/tsan/bin/$program" --gtest_brief=1 --gtest_filter="$parallel" || code=$?
  done
fi
exit "$code"
