# Sourced by demo.sh and support-ticket.sh: starts a slapd that holds the demo's site, in the folder $work, on a free port of 127.0.0.1.
# Sets SITE_URI, SITE_BIND_DN, SITE_PASSWORD_FILE, and adds the server to `servers` (common.sh).

start_site() {
  local here=$1 password slapd_pid
  password=$(od -An -tx1 -N12 /dev/urandom | tr -d ' \n')
  SITE_BIND_DN="cn=Admin,o=Acme"
  SITE_PASSWORD_FILE=$work/password
  (umask 077; printf %s "$password" >"$SITE_PASSWORD_FILE")
  mkdir -p "$work/config" "$work/db"
  cat >"$work/config.ldif" <<LDIF
dn: cn=config
objectClass: olcGlobal
cn: config

dn: cn=module{0},cn=config
objectClass: olcModuleList
cn: module{0}
olcModulePath: /usr/lib/ldap
olcModuleLoad: back_mdb
olcModuleLoad: syncprov

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

include: file:///etc/ldap/schema/core.ldif

include: file://$here/exchange-5.5.schema.ldif

dn: olcDatabase={-1}frontend,cn=config
objectClass: olcDatabaseConfig
objectClass: olcFrontendConfig
olcDatabase: {-1}frontend
olcAccess: to dn.base="" by * read
olcAccess: to dn.base="cn=Subschema" by * read

dn: olcDatabase={1}mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: {1}mdb
olcSuffix: o=Acme
olcRootDN: $SITE_BIND_DN
olcRootPW: $(/usr/sbin/slappasswd -T "$SITE_PASSWORD_FILE")
olcDbDirectory: $work/db
olcDbIndex: objectClass,entryUUID,entryCSN eq

dn: olcOverlay={0}syncprov,olcDatabase={1}mdb,cn=config
objectClass: olcOverlayConfig
objectClass: olcSyncProvConfig
olcOverlay: {0}syncprov
LDIF
  /usr/sbin/slapadd -n 0 -F "$work/config" -l "$work/config.ldif" >>"$work/slapd.log" 2>&1
  /usr/sbin/slapadd -b o=Acme -F "$work/config" -l "$here/site.ldif" >>"$work/slapd.log" 2>&1

  # The server itself finds out whether a port is free: one that is taken ends it at once.
  local try
  for try in 1 2 3 4 5 6 7 8 9 10; do
    SITE_URI="ldap://127.0.0.1:$((20000 + (RANDOM * 32768 + RANDOM) % 40000))"
    /usr/sbin/slapd -F "$work/config" -h "$SITE_URI/" -d 0 >>"$work/slapd.log" 2>&1 &
    slapd_pid=$!
    servers+=("$slapd_pid")
    while kill -0 "$slapd_pid" 2>/dev/null; do
      if ldapsearch -x -H "$SITE_URI" -s base -b o=Acme 1.1 -D "$SITE_BIND_DN" -y "$SITE_PASSWORD_FILE" >/dev/null 2>&1; then
        export SITE_URI SITE_BIND_DN SITE_PASSWORD_FILE
        return 0
      fi
      sleep 0.05
    done
  done
  echo "slapd does not start; the end of its log:" >&2
  tail -n 5 "$work/slapd.log" >&2
  return 1
}
