#!/usr/bin/env bash
# The story of KB Q174743 on a real slapd: Exchange Server 5.5 Setup creates the site's Encryption-Cfg object, and Key Management server 5.0 Setup then
# stops. Installs what is missing, builds, starts its own server on a free loopback port in a temporary folder, and removes it at the end, also when
# interrupted.
set -euo pipefail
cd "$(dirname "$0")/.."

. examples/common.sh
prepare demo
. examples/exchange-5.5/start-site.sh
start_site "$PWD/examples/exchange-5.5"
add_site seattle "$SITE_URI" "$SITE_BIND_DN" "$SITE_PASSWORD_FILE" o=Acme

say "The site seattle: ou=Seattle,o=Acme on $SITE_URI. Its profile is \$XDG_CONFIG_HOME/ldapsnap/config.toml."
say "Before anything is installed, Key Management server 5.0 could be set up:"
step 0 ldapsnap capture seattle --label before-5.5
step 0 ldapsnap check seattle --setup kms-5.0

say "Exchange Server 5.5 Setup runs, with a snapshot before and after:"
step 0 ldapsnap run seattle --setup exchange-server-5.5 -- examples/exchange-5.5/setup-5.5

say "Which setups can run here now?"
step 1 ldapsnap check seattle --setup kms-5.0
step 0 ldapsnap check seattle --setup kms-5.5
step 1 ldapsnap check seattle

say "Is the prediction true? Key Management server 5.0 Setup is run anyway:"
step 1 examples/exchange-5.5/kms-setup-5.0

say "The same difference for a script, and as a file for the ticket:"
step 1 ldapsnap diff seattle/R1:before seattle/R1:after --format json -o "$work/change.json"
step 1 ldapsnap diff seattle/R1:before seattle/R1:after -o "$work/ticket.txt"
printf '\n$ head -n 20 %s\n' "$work/change.json"
head -n 20 "$work/change.json"
printf '\n$ ls -l %s\n' "$work/ticket.txt"
ls -l "$work/ticket.txt"

say "What the store knows:"
step 0 ldapsnap list seattle
step 0 ldapsnap log seattle "cn=Encryption,cn=Configuration,ou=Seattle,o=Acme"
say "Done; the server and its folder are removed."
