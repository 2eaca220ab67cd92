#!/usr/bin/env bash
# A support ticket: Key Management server 5.0 Setup fails. Its run is recorded, packed as evidence, signed, and checked by the recipient with stock tools.
set -euo pipefail
cd "$(dirname "$0")/.."
. examples/common.sh
prepare demo ticket
. examples/exchange-5.5/start-site.sh
start_site "$PWD/examples/exchange-5.5"
add_site seattle "$SITE_URI" "$SITE_BIND_DN" "$SITE_PASSWORD_FILE" o=Acme

say "Exchange Server 5.5 Setup has run. Then Key Management server 5.0 Setup is started and fails; its output is kept:"
step 0 ldapsnap -q run seattle --setup exchange-server-5.5 -o "$work/first.txt" -- examples/exchange-5.5/setup-5.5
step 1 ldapsnap run seattle --setup kms-5.0 --capture-output -- examples/exchange-5.5/kms-setup-5.0

say "For the ticket: both runs as one zip each, signed. The vendor must not learn what the servers are called:"
cd "$work"
step 0 ldapsnap evidence keygen lab --no-passphrase
step 0 ldapsnap evidence seattle/R2 -o case.zip --sign lab.key --redact '/SEA-EX[0-9]+/'
step 0 ldapsnap evidence seattle/R1 -o before.zip --sign lab.key --redact '/SEA-EX[0-9]+/' --redact-table names.txt
step 0 cat names.txt

say "The recipient checks it with ldapsnap,"
step 0 ldapsnap evidence verify case.zip --public-key lab.pub
say "or with the tools of any Unix, as VERIFY.txt in it says:"
mkdir unpacked
step 0 bsdtar -x -f case.zip -C unpacked
cp lab.pub unpacked/evidence-*/
cd unpacked/evidence-*
step 0 sha256sum --quiet -c tagmanifest-sha256.txt manifest-sha256.txt
step 0 minisign -V -q -p lab.pub -m tagmanifest-sha256.txt
step 0 cat data/output.txt
say "The names of the servers are in none of its files:"
step 1 grep -rl "SEA-EX[0-9]" .

say "A proof that one object belongs to the snapshot, without showing the others:"
id=$(sha256sum data/snapshots/after.json | cut -d ' ' -f 1)
cd "$work"
step 0 ldapsnap evidence prove seattle "cn=Encryption,cn=Configuration,ou=Seattle,o=Acme" -o proof
step 0 ldapsnap evidence verify-proof proof --root "$id"
say "Done; the server and its folder are removed."
