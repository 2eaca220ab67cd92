#!/usr/bin/env bash
# Builds the Debian package, looks at it with lintian, and installs, upgrades and removes it in a fresh root.
#   tests/package/run.sh [RELEASE]    bookworm or trixie; without one, this machine's release
# The root is a copy of a minimal one, which is kept in /var/tmp/ldapsnap-roots (or LDAPSNAP_ROOTS). Root alone can do this.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
cd "$here"
say() { echo "package: $*" >&2; }
fail() { say "$*"; exit 1; }
[ "$(id -u)" = 0 ] || fail "only root can make and enter a root"
release=${1:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
if [ "$release" != "$(. /etc/os-release && echo "$VERSION_CODENAME")" ]; then
  exec tests/roots/run.sh "$release" tests/package/run.sh
fi

./packages.sh build package roots
roots=${LDAPSNAP_ROOTS:-/var/tmp/ldapsnap-roots}
work=$(mktemp -d /var/tmp/ldapsnap-package.XXXXXX)
trap 'rm -rf "$work"' EXIT

say "building"
cmake --preset release >"$work/log" 2>&1 && cmake --build --preset release >>"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }
# The version before, for the upgrade, has the same content.
rm -f build/release/*.deb
(cd build/release && cpack -G DEB -D CPACK_PACKAGE_VERSION=0.0.1 >>"$work/log" 2>&1) || { tail -n 20 "$work/log"; exit 1; }
older=$(ls build/release/*.deb) && mv "$older" "$work/older.deb"
cmake --build --preset release --target package >>"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }
package=$(ls "$here"/build/release/*.deb)
say "$(basename "$package"), $(stat -c %s "$package") bytes"

# Twice the same bytes.
cp "$package" "$work/newer.deb"
cmake --build --preset release --target package >>"$work/log" 2>&1
for part in data control; do
  cmp <(ar p "$work/newer.deb" $part.tar.gz | gzip -d | tar t | sort) <(ar p "$package" $part.tar.gz | gzip -d | tar t | sort) || fail "$part differs"
done

say "lintian"
lintian --fail-on error --allow-root "$package" || fail "lintian finds errors"

root=$roots/package-$release
if [ ! -e "$root" ]; then
  say "making $root"
  mkdir -p "$roots"
  rm -rf "$root.partial"
  debootstrap --variant=minbase "$release" "$root.partial" "${LDAPSNAP_MIRROR:-http://deb.debian.org/debian}" >"$roots/package-$release.log" 2>&1 ||
    { tail -n 15 "$roots/package-$release.log" >&2; exit 1; }
  mv "$root.partial" "$root"
fi
say "installing in a copy of $root"
cp -a "$root" "$work/root"
cp "$work/older.deb" "$work/newer.deb" "$work/root/tmp/"
cp /etc/resolv.conf "$work/root/etc/resolv.conf"
cat >"$work/root/tmp/inside.sh" <<'INSIDE'
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8
fail() { echo "package: $*" >&2; exit 1; }
apt-get update >/dev/null
apt-get install -y --no-install-recommends /tmp/older.deb >/dev/null
[ "$(ldapsnap --version | head -n 1)" = "ldapsnap $1" ] || fail "--version says $(ldapsnap --version | head -n 1)"
[ -z "$(ldd "$(command -v ldapsnap)" | grep 'not found' || true)" ] || fail "a library is missing"
for file in /etc/ldapsnap/config.toml /usr/share/man/man1/ldapsnap.1.gz /usr/share/ldapsnap/rules/openldap \
            /usr/share/ldapsnap/baselines /usr/share/doc/ldapsnap/guide /usr/share/doc/ldapsnap/RULES.md \
            /usr/share/doc/ldapsnap/STORE-FORMAT.md /usr/share/bash-completion/completions/ldapsnap; do
  [ -e "$file" ] || fail "$file is not there"
done
# It works: an export is read, judged and compared.
printf 'dn: dc=example,dc=com\nobjectClass: domain\ndc: example\n' >/tmp/a.ldif
printf 'dn: dc=example,dc=com\nobjectClass: domain\ndc: example\ndescription: x\n' >/tmp/b.ldif
code=0; ldapsnap diff /tmp/a.ldif /tmp/b.ldif >/tmp/out || code=$?
[ "$code" = 1 ] && grep -q description /tmp/out || fail "diff: exit code $code: $(cat /tmp/out)"
ldapsnap import it /tmp/a.ldif >/dev/null && ldapsnap list it >/dev/null && ldapsnap store verify >/dev/null || fail "the store does not work"
ldapsnap rules list >/dev/null || fail "the rules are not found"
# What the administrator changed survives the upgrade, what he captured the removal.
echo '# ours' >>/etc/ldapsnap/config.toml
apt-get install -y --no-install-recommends /tmp/newer.deb >/dev/null
grep -q '^# ours$' /etc/ldapsnap/config.toml || fail "the upgrade replaced config.toml"
ldapsnap list it >/dev/null || fail "the store does not survive the upgrade"
apt-get remove -y ldapsnap >/dev/null
[ ! -e /usr/bin/ldapsnap ] && [ -e /etc/ldapsnap/config.toml ] || fail "removing leaves the program or takes config.toml"
dpkg --purge ldapsnap >/dev/null
[ ! -e /etc/ldapsnap/config.toml ] || fail "purging leaves config.toml"
[ -z "$(find / -xdev -path /proc -prune -o -name '*ldapsnap*' -not -path '/tmp/*' -not -path '/root/*' -not -path '/var/cache/*' -not -path '/var/log/*' -print)" ] ||
  fail "purging leaves: $(find / -xdev -name '*ldapsnap*' -not -path '/tmp/*' -not -path '/root/*' -print | head -n 5)"
[ -d /root/.local/share/ldapsnap ] || fail "purging takes the snapshots"
INSIDE
version=$(sed -n 's/^project(ldapsnap VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
unshare --mount --pid --fork --kill-child bash -c '
  mount --make-rprivate / && mount -t proc proc "$0/proc" && exec chroot "$0" bash /tmp/inside.sh "$1"' "$work/root" "$version"

# The steps of the container that use the package, in the same kind of root: COPY, RUN, USER, ENV, ENTRYPOINT by hand.
say "the container's steps"
rm -rf "$work/root" && cp -a "$root" "$work/root"
cp "$package" "$work/root/tmp/" && cp /etc/resolv.conf "$work/root/etc/resolv.conf"
mapfile -t steps < <(awk '/^FROM/ {stage += 1} stage == 2 && sub(/^RUN /, "")' packaging/Containerfile)
[ ${#steps[@]} -gt 0 ] || fail "packaging/Containerfile has no RUN in its second stage"
for step in "${steps[@]}"; do
  unshare --mount --pid --fork --kill-child bash -c '
    mount --make-rprivate / && mount -t proc proc "$0/proc" && exec chroot "$0" sh -c "$1"' "$work/root" "$step" >"$work/log" 2>&1 ||
    { tail -n 15 "$work/log" >&2; fail "this step failed: $step"; }
done
user=$(sed -n 's/^USER //p' packaging/Containerfile)
store=$(sed -n 's/^ENV LDAPSNAP_STORE=//p' packaging/Containerfile)
printf 'dn: dc=example,dc=com\nobjectClass: domain\ndc: example\n' >"$work/root/tmp/a.ldif"
unshare --mount --pid --fork --kill-child bash -c '
  mount --make-rprivate / && mount -t proc proc "$0/proc" && exec chroot --userspec="$1:$1" "$0" env -i PATH=/usr/bin:/bin \
    HOME=/var/lib/ldapsnap LDAPSNAP_STORE="$2" sh -c "cd && ldapsnap import it /tmp/a.ldif && ldapsnap list"' \
  "$work/root" "$user" "$store" >"$work/log" 2>&1 || { tail "$work/log" >&2; fail "the container does not work as its user"; }
say "installed, upgraded, removed; the container's steps work"
