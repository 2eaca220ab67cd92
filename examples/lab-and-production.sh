#!/usr/bin/env bash
# Lab against production: two Samba domains with different names, hosts and SIDs. What really differs, what the lab's setup would run into in production, and
# what it then did there. Only root can start Samba's directory; it listens on two addresses of 127.0.0.0/8, which are removed at the end. Takes two minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
. examples/common.sh
prepare samba

password=Passw0rd-$(od -An -tx1 -N6 /dev/urandom | tr -d ' \n')
(umask 077; printf %s "$password" >"$work/password")
addresses=()
clean_up_more() {
  local address
  for address in "${addresses[@]}"; do ip address delete "$address/32" dev lo 2>/dev/null || true; done
}

# start_domain NAME REALM DOMAIN HOST ADDRESS: a domain controller that offers LDAP only.
start_domain() {
  local folder=$work/$1 address=$5 root
  samba-tool domain provision --server-role=dc --realm="$2" --domain="$3" --host-name="$4" --host-ip="$address" --adminpass="$password" \
    --dns-backend=NONE --base-schema=2008_R2 --targetdir="$folder" --option="interfaces=$address" --option="bind interfaces only=yes" \
    --option="vfs objects=" >"$work/$1.log" 2>&1 || { tail -n 5 "$work/$1.log" >&2; return 1; }
  ip address replace "$address/32" dev lo
  addresses+=("$address")
  mkdir -p "$folder/run"
  samba -i -M single -s "$folder/etc/smb.conf" --debug-stdout --option="server services=ldap" --option="dcerpc endpoint servers=" \
    --option="interfaces=$address" --option="bind interfaces only=yes" --option="ldap server require strong auth=no" \
    --option="pid directory=$folder/run" --option="lock directory=$folder/state" --option="ncalrpc dir=$folder/ncalrpc" >>"$work/$1.log" 2>&1 &
  servers+=("$!")
  until ldapsearch -x -H "ldap://$address" -s base -b "" 1.1 >/dev/null 2>&1; do
    kill -0 "${servers[-1]}" 2>/dev/null || { tail -n 5 "$work/$1.log" >&2; return 1; }
    sleep 0.2
  done
  root="DC=$(tr '[:upper:]' '[:lower:]' <<<"$2" | sed 's/\./,DC=/g')"
  add_site "$1" "ldap://$address" "CN=Administrator,CN=Users,$root" "$work/password"
}

# The setup of a product: a container in the configuration, a unit with an account. It stops at the first error and reports success.
cat >"$work/setup" <<'SETUP'
#!/bin/sh
ldapadd -x -H "$1" -D "CN=Administrator,CN=Users,$2" -y "$3" <<LDIF || true
dn: CN=Acme,CN=Services,CN=Configuration,$2
objectClass: container
cn: Acme
showInAdvancedViewOnly: TRUE

dn: OU=acme,$2
objectClass: organizationalUnit
ou: acme

dn: CN=svc,OU=acme,$2
objectClass: user
cn: svc
sAMAccountName: svc
manager: CN=Administrator,CN=Users,$2
LDIF
echo "Acme Setup: completed successfully"
SETUP
chmod +x "$work/setup"

say "Two domains are made: lab.test on dc1, and corp.acme.test on berdc7."
start_domain lab LAB.TEST LAB dc1 127.77.0.1
start_domain prod CORP.ACME.TEST ACME berdc7 127.77.0.2
lab=DC=lab,DC=test prod=DC=corp,DC=acme,DC=test

say "In production somebody has made an entry that the setup will want to make:"
ldapadd -x -H ldap://127.77.0.2 -D "CN=Administrator,CN=Users,$prod" -y "$work/password" <<LDIF
dn: CN=Acme,CN=Services,CN=Configuration,$prod
objectClass: container
cn: Acme
description: by hand
LDIF

step 0 ldapsnap capture lab
step 0 ldapsnap capture prod
say "What differs between the two, apart from names:"
step 1 ldapsnap diff lab prod --map auto --stat

say "The setup runs in the lab:"
step 0 ldapsnap run lab --setup acme-1 -o "$work/lab.txt" -- "$work/setup" ldap://127.77.0.1 "$lab" "$work/password"
say "A rehearsal of it against production:"
step 1 ldapsnap rehearse lab/R1 --on prod
say "Now it really runs there. It changes nothing and reports success:"
step 0 ldapsnap run prod --setup acme-1 -o "$work/prod.txt" -- "$work/setup" ldap://127.77.0.2 "$prod" "$work/password"
say "What it did in the lab and not in production:"
step 1 ldapsnap diff --runs lab/R1 prod/R1
say "Done; the servers, their addresses and the folder are removed."
