#!/usr/bin/env bash
# The setup ran last month, and nobody took a snapshot. What the directory itself remembers, what it has beyond a fresh installation, and a rule for
# the next time. A slapd is started in a temporary folder; the setup that is forgotten is played in the first minute.
set -euo pipefail
cd "$(dirname "$0")/.."
. examples/common.sh
prepare demo

export PATH="$PATH:/usr/sbin"
suffix=dc=example,dc=com
mkdir "$work/config" "$work/db"
sed -e "s|@SUFFIX@|$suffix|" -e 's|@PASSWORD@|secret|' -e "s|/var/lib/ldap|$work/db|" -e "s|/var/run/slapd|$work|" \
  /usr/share/slapd/slapd.init.ldif >"$work/init.ldif"
cd "$work"
slapadd -n 0 -F config -l init.ldif
printf 'dn: %s\nobjectClass: dcObject\nobjectClass: organization\no: example.com\ndc: example\n\ndn: ou=people,%s\nobjectClass: organizationalUnit\nou: people\n' "$suffix" "$suffix" >data.ldif
slapadd -b "$suffix" -F config -l data.ldif
slapd -F config -h "ldapi://${work//\//%2F}%2Fldapi" -d 0 2>slapd.log &
servers+=($!)
uri="ldapi://${work//\//%2F}%2Fldapi"
for _ in $(seq 100); do ldapwhoami -Q -Y EXTERNAL -H "$uri" >/dev/null 2>&1 && break; sleep 0.1; done
printf '[sites.prod]\nuri = "%s"\nsasl-mech = "EXTERNAL"\n' "$uri" >>"$XDG_CONFIG_HOME/ldapsnap/config.toml"

# The setup that nobody remembers: a schema, entries of its own, and a mark on an entry of the site.
sleep 4
ldapadd -Q -Y EXTERNAL -H "$uri" >/dev/null <<SCHEMA
dn: cn=acme,cn=schema,cn=config
objectClass: olcSchemaConfig
cn: acme
olcAttributeTypes: ( 1.3.6.1.4.1.32473.24.1 NAME 'acmeColour' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
olcAttributeTypes: ( 1.3.6.1.4.1.32473.24.2 NAME 'acmeSize' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 )
olcObjectClasses: ( 1.3.6.1.4.1.32473.24.3 NAME 'acmeSettings' SUP top STRUCTURAL MUST cn MAY ( acmeColour \$ acmeSize ) )
SCHEMA
ldapmodify -x -H "$uri" -D "cn=admin,$suffix" -w secret >/dev/null <<SETUP
dn: ou=acme,$suffix
changetype: add
objectClass: organizationalUnit
ou: acme

dn: cn=settings,ou=acme,$suffix
changetype: add
objectClass: acmeSettings
cn: settings
acmeColour: green

dn: ou=people,$suffix
changetype: modify
add: description
description: managed by Acme
SETUP

say "A month later. What does the directory remember? (Its changes were made within seconds: --gap tells them apart.)"
step 0 ldapsnap capture prod
step 0 ldapsnap history prod --gap 3s
say "The newest burst, entry by entry:"
step 0 ldapsnap history prod --gap 3s --burst 1
say "Whose schema is it? The nearest fresh installation, and what nobody knows:"
step 0 ldapsnap identify prod
say "What was added to this directory since it was installed:"
step 1 ldapsnap diff baseline:openldap-2.5 prod
say "A draft of a rule, so that the next setup of this kind is foreseen:"
step 0 ldapsnap rules learn prod mine/acme/settings --burst 1 --gap 3s
step 0 ldapsnap rules test mine/acme
say "Done; the server is stopped and the folder is removed."
