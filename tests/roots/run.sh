#!/usr/bin/env bash
# Runs the project in a Debian root of its own: another release than this machine's, with nothing installed before.
#   tests/roots/run.sh [--fresh] [--nice N] RELEASE [COMMAND...]
#     RELEASE   bookworm (Debian 12), trixie (Debian 13)
#     COMMAND   in a clean clone of the commit that is checked out here; without one, README's two commands
#     --fresh   removes the root that is there, and makes another
# The root is made by debootstrap and kept, with what was installed and built in it, in /var/tmp/ldapsnap-roots, or in
# the folder that LDAPSNAP_ROOTS names. Its mounts and its processes are in namespaces of their own: however this ends,
# none is left. The network is this machine's. Root alone can do this.
set -euo pipefail

usage() {
  sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
  exit 2
}
say() { echo "roots: $*" >&2; }

# In the namespaces. $root is mounted on itself, so that what is mounted below it is gone with it.
inside() {
  local root=$1
  shift
  mount --make-rprivate /
  mount -t proc proc "$root/proc"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
  ln -sf pts/ptmx "$root/dev/ptmx"
  mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
  mount --bind "$roots/ccache" "$root/var/cache/ccache"
  mount --bind "$roots/archives-$release" "$root/var/cache/apt/archives"
  local launcher=()
  if [ -x "$root/usr/bin/ccache" ]; then
    launcher=(CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  exec chroot "$root" env -i HOME=/root LANG=C.UTF-8 TERM="${TERM:-dumb}" \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    CCACHE_DIR=/var/cache/ccache "${launcher[@]}" nice -n "$nice" bash -c 'cd /srv/ldapsnap && exec "$@"' bash "$@"
}

roots=${LDAPSNAP_ROOTS:-/var/tmp/ldapsnap-roots}
if [ "${1:-}" = --inside ]; then
  roots=$2 release=$3 nice=$4
  shift 4
  inside "$@"
fi

fresh="" nice=0
while [ $# -gt 0 ]; do
  case $1 in
    --fresh) fresh=yes ;;
    --nice) [ $# -gt 1 ] || usage; nice=$2; shift ;;
    -*) usage ;;
    *) break ;;
  esac
  shift
done
case ${1:-} in
  bookworm | trixie) release=$1 ;;
  *) usage ;;
esac
shift
if [ "$(id -u)" != 0 ]; then
  say "only root can make and enter a root"
  exit 1
fi
here=$(cd "$(dirname "$0")/../.." && pwd)
cd "$here"
./packages.sh roots

root=$roots/$release
mkdir -p "$roots/ccache" "$roots/archives-$release"
exec 9>"$roots/$release.lock"
if ! flock --nonblock 9; then
  say "waiting for another run in $root"
  flock 9
fi

[ -z "$fresh" ] || rm -rf "$root"
if [ ! -e "$root" ]; then
  say "making $root"
  rm -rf "$root.partial"
  nice -n "$nice" debootstrap --variant=minbase --cache-dir="$roots/archives-$release" "$release" "$root.partial" \
    "${LDAPSNAP_MIRROR:-http://deb.debian.org/debian}" >"$roots/$release.log" 2>&1 || {
    tail -n 15 "$roots/$release.log" >&2
    say "debootstrap failed; all of its output is in $roots/$release.log"
    exit 1
  }
  mv "$root.partial" "$root"
fi
mkdir -p "$root/var/cache/ccache" "$root/srv"
cp /etc/resolv.conf "$root/etc/resolv.conf"
# As Debian's installer leaves it: the name localhost, and the machine's own.
printf '127.0.0.1\tlocalhost\n127.0.1.1\t%s\n::1\tlocalhost ip6-localhost\n' "$(hostname)" >"$root/etc/hosts"

# A clone that has what is committed and nothing else; build trees in it stay from run to run.
if [ -n "$(git status --porcelain)" ]; then say "changes that are not committed are not part of the run"; fi
commit=$(git rev-parse HEAD)
clone=$root/srv/ldapsnap
[ -e "$clone" ] || git init --quiet "$clone"
git -C "$clone" fetch --quiet --force "$here" HEAD
git -C "$clone" checkout --quiet --force --detach "$commit"
git -C "$clone" clean --quiet -d --force
say "commit $(git rev-parse --short HEAD) in Debian $(cat "$root/etc/debian_version") ($root)"

# When this script dies, the kernel ends what runs in the namespaces, and with the last process they and their mounts go.
run() {
  setpriv --pdeathsig KILL unshare --mount --pid --ipc --fork --kill-child \
    "$here/tests/roots/run.sh" --inside "$roots" "$release" "$nice" "$root" "$@" <&0 &
  inside=$!
  wait "$inside"
}
inside=""
trap '[ -z "$inside" ] || kill -KILL "$inside"; exit 143' TERM HUP
trap '[ -z "$inside" ] || kill -KILL "$inside"; exit 130' INT
if [ $# -gt 0 ]; then
  run "$@"
  exit
fi
# The block of README.md below "two commands".
mapfile -t commands < <(awk '/two commands/ {found = 1} found && /^```$/ {exit} found && sub(/^\$ /, "")' README.md)
if [ ${#commands[@]} != 2 ]; then
  say "README.md names ${#commands[@]} commands instead of two"
  exit 1
fi
for command in "${commands[@]}"; do
  say "\$ $command"
  run bash -c "$command"
done
