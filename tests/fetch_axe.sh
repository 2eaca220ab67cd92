#!/usr/bin/env bash
# Gets axe-core, which looks for barriers in pages, into build/axe-core. Debian has no package of it.
set -euo pipefail
cd "$(dirname "$0")/.."

version=4.10.3
sum=880970c081707360e64f34cea25ff91892f5bc95675b0776925b9709dd8a68bb
folder=build/axe-core
mkdir -p $folder
if echo "$sum  $folder/axe.min.js" | sha256sum --check --status 2>/dev/null; then exit 0; fi

address=https://registry.npmjs.org/axe-core/-/axe-core-$version.tgz
echo "Fetching axe-core $version (MPL-2.0) from $address"
python3 - "$address" >$folder/axe-core.tgz <<'PYTHON' || { echo "fetch_axe.sh: not fetched; the test that needs it is skipped" >&2; exit 0; }
import sys, urllib.request
sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1], timeout=60).read())
PYTHON
tar -xzf $folder/axe-core.tgz -C $folder --strip-components=1 package/axe.min.js package/LICENSE
rm $folder/axe-core.tgz
if ! echo "$sum  $folder/axe.min.js" | sha256sum --check --status; then
  rm $folder/axe.min.js
  echo "fetch_axe.sh: what came from $address is not axe-core $version" >&2
  exit 1
fi
