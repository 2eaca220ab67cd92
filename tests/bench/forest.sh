#!/usr/bin/env bash
# forest.sh FOLDER: provisions a Samba in FOLDER/samba and writes FOLDER/before.ldif, its directory as ldbsearch(1)
# exports it, and FOLDER/after.ldif, the same after a schema upgrade (2008 R2 to 2012 R2). Nothing listens anywhere.
set -euo pipefail

folder=$1
suffix=DC=example,DC=test
database=$folder/samba/private/sam.ldb
mkdir -p "$folder"

quietly() { "$@" >"$folder/log" 2>&1 || { tail -n 20 "$folder/log" >&2; exit 1; }; }

# Of the phantom root ([MS-ADTS] 3.1.1.3.4.1.12), so that the naming contexts do not refer to each other.
export_to() {
  {
    ldbsearch -H "$database" -s base -b "" '*' '+'
    ldbsearch -H "$database" -s sub -b "$suffix" --controls=search_options:1:2 '(objectClass=*)' '*' '+' \
      nTSecurityDescriptor
  } >"$1" 2>/dev/null
}

# A provisioning without NT ACLs on files works in a container and in any file system.
quietly samba-tool domain provision --server-role=dc --realm=EXAMPLE.TEST --domain=EXAMPLE --host-name=dc1 \
  --host-ip=127.0.0.1 --adminpass='Passw0rd-bench' --dns-backend=NONE --base-schema=2008_R2 \
  --targetdir="$folder/samba" --option="vfs objects="
export_to "$folder/before.ldif"
quietly samba-tool domain schemaupgrade -s "$folder/samba/etc/smb.conf" -H "$database" --schema=2012_R2
export_to "$folder/after.ldif"
