#!/usr/bin/env bash
# Gets the parsers of Markdown that tests/support/markdown/package-lock.json names, with their hashes, into
# build/markdown-parsers: marked and markdown-it, which read GitHub's and GitLab's Markdown, and commonmark.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=build/markdown-parsers
if ! command -v npm >/dev/null; then
  echo "fetch_markdown.sh: there is no npm; the test that needs the parsers is skipped" >&2
  exit 0
fi
mkdir -p $folder
if cmp -s tests/support/markdown/package-lock.json $folder/fetched.json; then exit 0; fi
cp tests/support/markdown/package.json tests/support/markdown/package-lock.json $folder/
npm ci --prefix $folder --ignore-scripts --no-audit --no-fund || {
  echo "fetch_markdown.sh: not fetched; the test that needs the parsers is skipped" >&2
  exit 0
}
cp $folder/package-lock.json $folder/fetched.json
