#!/usr/bin/env bash
# Installs the Debian packages that a job needs and that are missing. Says what it installs.
#   packages.sh JOB...      jobs: build (compiler and libraries), demo (a real slapd and its client), ticket (what checks
#                           evidence), samba (a domain controller), test, fuzz, bench (what is measured beside), roots
#                           (other releases of Debian, see tests/roots/run.sh), package (the .deb, see packaging/)
set -euo pipefail

# Of what the releases name differently. Debian 12 has a samba-ad-dc too, which only adds services that nothing here needs.
case $(. /etc/os-release && echo "${VERSION_ID:-}") in
  12) boost_json=libboost-json1.81-dev domain_controller=samba clang=14 ;;
  *) boost_json=libboost-json-dev domain_controller=samba-ad-dc clang=19 ;;
esac

build="g++ cmake ninja-build pkg-config libldap-dev $boost_json libdtl-dev libcli11-dev libfmt-dev libtomlplusplus-dev
       libicu-dev libzstd-dev zlib1g-dev libsqlite3-dev libpq-dev libssl-dev libsodium-dev libsasl2-dev
       libxxhash-dev libarchive-dev libre2-dev"
demo="slapd ldap-utils"
ticket="minisign libarchive-tools"
samba="ldap-utils $domain_controller samba-ad-provision samba-dsdb-modules samba-vfs-modules iproute2"
# What Debian's ApacheDS needs, which its package recommends or leaves out.
apacheds="apacheds default-jre-headless libapache-directory-api-java libapache-directory-jdbm-java libbcprov-java
          libcaffeine-java libcommons-collections4-java libcommons-lang-java libcommons-lang3-java libcommons-pool-java
          libdom4j-java libmavibot-java libmina2-java libxpp3-java"
test="$demo $ticket $samba $apacheds libgtest-dev librapidcheck-dev clang-format python3-jsonschema openssl procps
      389-ds-base python3-markdown patch krb5-user krb5-kdc-ldap libsasl2-modules libsasl2-modules-gssapi-mit
      openssh-client chromium groff-base postgresql"
fuzz="clang-$clang libclang-rt-$clang-dev"
bench="$demo $samba ldb-tools python3 zstd diffutils"
roots="debootstrap git util-linux"
package="dpkg-dev file lintian binutils"

wanted=""
for job in "$@"; do
  case $job in
    build | demo | ticket | samba | test | fuzz | bench | roots | package) wanted="$wanted ${!job}" ;;
    *) echo "packages.sh: unknown job \"$job\"; jobs: build demo ticket samba test fuzz bench roots package" >&2; exit 2 ;;
  esac
done

missing=""
for package in $wanted; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
  root=""
elif command -v sudo >/dev/null; then
  root="sudo"
else
  echo "packages.sh: not root and no sudo; ask root to run: apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
as_root() { $root env DEBIAN_FRONTEND=noninteractive "$@"; }

echo "Installing (apt-get install --no-install-recommends):$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
quietly() {
  if ! "$@" >"$log" 2>&1; then
    echo "packages.sh: this failed: $*" >&2
    tail -n 15 "$log" >&2
    exit 1
  fi
}

quietly as_root apt-get -o DPkg::Lock::Timeout=300 update
case " $missing " in
  *" slapd "* | *" samba"* | *" 389-ds-base "* | *" krb5-kdc-ldap "* | *" apacheds "* | \
    *" postgresql "*)
    # We start servers of our own, from temporary folders on 127.0.0.0/8. Debian's packages would configure some and start
    # them as services.
    echo "slapd slapd/no_configuration boolean true" | as_root debconf-set-selections
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
      printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
      as_root chmod 755 $policy
      trap 'as_root rm -f /usr/sbin/policy-rc.d; rm -f "$log"' EXIT
    fi
    ;;
esac
# shellcheck disable=SC2086  # one word a package
quietly as_root apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing
