#!/usr/bin/env bash
# Auditing an upgrade: OpenLDAP 2.5 is to load a configuration that slapcat of 2.4 wrote. What prevents it, whether the prediction is true, what the remedy
# is, and what 2.5 makes of the configuration. No server runs, and nothing outside a temporary folder is touched.
set -euo pipefail
cd "$(dirname "$0")/.."
. examples/common.sh
prepare demo

export PATH="$PATH:/usr/sbin"
mkdir "$work/db"
sed -e "s|^olcDbDirectory: .*|olcDbDirectory: $work/db|" -e "s|^olcPidFile: .*|olcPidFile: $work/slapd.pid|" \
  -e "s|^olcArgsFile: .*|olcArgsFile: $work/slapd.args|" tests/fixtures/openldap/openldap-2.4-fail-b-ppolicy-schema.ldif >"$work/slapcat-2.4.ldif"
cd "$work"

say "What slapcat -n 0 of OpenLDAP 2.4 wrote on the old server, kept as the site ldap1:"
step 0 ldapsnap import ldap1 slapcat-2.4.ldif
step 1 ldapsnap check ldap1 --setup openldap-2.5

say "Is the prediction true? slapadd of 2.5 tries it:"
mkdir slapd.d
step 1 slapadd -n 0 -F slapd.d -l slapcat-2.4.ldif

say "The remedy: the entry cn={4}ppolicy,cn=schema,cn=config is removed, and nothing else:"
awk 'BEGIN { RS = ""; ORS = "\n\n" } !/^dn: cn=\{4\}ppolicy,cn=schema,cn=config/' slapcat-2.4.ldif >repaired.ldif
step 0 ldapsnap import ldap1 repaired.ldif
step 1 ldapsnap diff ldap1~1 ldap1 --stat
step 0 ldapsnap check ldap1 --setup openldap-2.5

say "2.5 accepts it:"
rm -r slapd.d && mkdir slapd.d
step 0 slapadd -n 0 -F slapd.d -l repaired.ldif
printf 'dn: dc=example,dc=test\nobjectClass: organization\nobjectClass: dcObject\no: Example\ndc: example\n' >slapcat-data.ldif
step 0 slapadd -b dc=example,dc=test -F slapd.d -l slapcat-data.ldif
step 0 slaptest -Q -F slapd.d

say "The slapd.d that 2.5 wrote holds the same configuration:"
step 0 ldapsnap import ldap1 slapd.d --label upgraded
step 0 ldapsnap diff ldap1~1 upgraded
say "Done; the folder is removed."
