#!/usr/bin/env bash
# Builds what it needs in release and prints every measure of README.md as a ratio, each with its limit and a
# Debian-packaged rival beside it in the same run.
#   run.sh [--entries N] [--captured N] [--people N] [--folder DIR] [--build] [--long]
# --people: users and groups of the grown forest. --build also builds the command from nothing. --long also imports
# 10,000,000 entries within --memory 512MB (40 GB of disk, half an hour).
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/bench

entries=1000000
captured=100000
people=100000
folder=""
build_again=no
long=no
while [ $# -gt 0 ]; do
  case $1 in
    --entries) entries=$2; shift 2 ;;
    --captured) captured=$2; shift 2 ;;
    --people) people=$2; shift 2 ;;
    --folder) folder=$2; shift 2 ;;
    --build) build_again=yes; shift ;;
    --long) long=yes; shift ;;
    *) echo "usage: run.sh [--entries N] [--captured N] [--people N] [--folder DIR] [--build] [--long]" >&2; exit 2 ;;
  esac
done

./packages.sh build test bench
build=build/bench
cmake -S . -B $build -G Ninja -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build $build --target ldapsnap generate_snapshot generate_pair time_compare >/dev/null
bin=$PWD/$build/bin

work=$(mktemp -d "${folder:-${TMPDIR:-/tmp}}/ldapsnap-bench-XXXXXX")
slapd_pid=""
samba_pid=""
cleanup() {
  [ -z "$slapd_pid" ] || kill "$slapd_pid" 2>/dev/null || true
  # Samba makes a process for each service, all of them in the group that setsid(1) began.
  [ -z "$samba_pid" ] || kill -- "-$samba_pid" 2>/dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
store=$work/store

# --- measuring and printing ---

# Runs a command; sets WALL, CPU (seconds), MEMORY (MB, private), CODE.
measure() { read -r WALL CPU MEMORY CODE <<<"$(python3 $here/measure.py "$@" 2>"$work/errors")"; }
# The same, the median of three by wall time.
measure3() {
  read -r WALL CPU MEMORY CODE <<<"$(for _ in 1 2 3; do python3 $here/measure.py "$@" 2>"$work/errors"; done | sort -n | sed -n 2p)"
}
# The same, of five runs that with the least CPU: other processes on the machine can only make it more.
measure_cpu() {
  read -r WALL CPU MEMORY CODE <<<"$(for _ in 1 2 3 4 5; do python3 $here/measure.py "$@" 2>"$work/errors"; done | sort -k 2 -n | sed -n 1p)"
}
expect() { [ "$CODE" = "$1" ] || { echo "run.sh: unexpected exit code $CODE: $(head -n 1 "$work/errors")" >&2; exit 1; }; }
calculate() { awk "BEGIN { printf \"%.$2f\", $1 }"; }
heading() { printf '\n%s\n' "$1"; }
# what | value | bar | the bar as a condition, or nothing where there is none
row() {
  local met=""
  if [ -n "$4" ]; then
    if awk "BEGIN { exit !($4) }"; then met=met; else met=missed; fi
  fi
  printf '  %-50s %14s   %-22s %s\n' "$1" "$2" "$3" "$met"
}
note() { printf '    %-48s %14s\n' "$1" "$2"; }
size_of() { du -cb "$store"/store.db* | tail -n 1 | cut -f 1; }

# what | bar in seconds of CPU | expected exit code | command
cpu_row() {
  local what=$1 bar=$2 code=$3
  shift 3
  measure_cpu "$@"
  expect "$code"
  row "$what" "$CPU s CPU" "at most $bar s" "$CPU <= $bar"
  note "wall, private memory" "$WALL s, $MEMORY MB"
}

# --- a forest of Active Directory ---

# before | after | bar of diff | bar of check
forest_rows() {
  local plain=("$bin/ldapsnap" --quiet --store "$work/none")
  cpu_row "diff, whole command" "$3" 1 "${plain[@]}" diff "$1" "$2"
  for option in --stat --name-only --no-check; do
    measure_cpu "${plain[@]}" diff "$1" "$2" $option
    note "diff $option" "$CPU s CPU"
  done
  cpu_row "check" "$4" 0 "${plain[@]}" check "$2"
  measure3 cat "$1" "$2"
  note "limit: cat of both" "$WALL s"
  measure diff --speed-large-files "$1" "$2"
  note "rival: diff of the files (same order)" "$WALL s, $CPU s CPU"
}

heading "A provisioned Samba before and after a schema upgrade"
$here/forest.sh "$work/forest"
before=$work/forest/before.ldif
after=$work/forest/after.ldif
forest_rows "$before" "$after" 0.3 0.15
measure3 ldbsearch -H "$work/forest/samba/private/sam.ldb" -s sub -b CN=Configuration,DC=example,DC=test
note "rival: ldbsearch of the configuration alone" "$WALL s, $CPU s CPU"

heading "The same grown: 15,000 configuration objects, 2,500 of the schema, $people users and groups"
for side in before after; do
  python3 $here/grow_forest.py "$work/forest/$side.ldif" "$work/forest/grown-$side.ldif" --people "$people"
done
forest_rows "$work/forest/grown-before.ldif" "$work/forest/grown-after.ldif" 1.5 1
rm "$work/forest"/grown-*.ldif

heading "A rule that joins two sets of 50,000 entries"
python3 $here/generate_join.py "$work/join"
cpu_row "check, whole command" 1 0 "$bin/ldapsnap" --quiet --store "$work/none" --rules "$work/join/rules" \
  check "$work/join/join.ldif"

heading "Every entry against its schema: $entries people"
python3 $here/generate_conforming.py "$work/conforming.ldif" "$entries"
measure "$bin/ldapsnap" --quiet --store "$work/none" check --schema "$work/conforming.ldif"
expect 0
row "check --schema, whole command" "$WALL s" "at most 5 s per million" "$WALL <= 5 * $entries / 1000000"
note "CPU, private memory" "$CPU s, $MEMORY MB"
rm "$work/conforming.ldif"

# --- two LDIF files ---

heading "Two LDIF files of $entries entries, 0.7 % changed"
if [ -x $here/ldif_pair.sh ]; then
  $here/ldif_pair.sh "$bin" "$work" "$entries"
else
  row "diff A.ldif B.ldif" "not built" "" ""
fi

# --- the store ---

heading "The store, $entries entries"
for changes in 0 10 1000; do "$bin/generate_snapshot" "$entries" 42 $changes >"$work/$changes.ldif"; done
measure3 cat "$work/0.ldif"
limit=$WALL
import() { measure "$bin/ldapsnap" --store "$store" import bench "$1" --label "$2"; expect 0; }
import "$work/0.ldif" first
first=$(size_of)
row "import: private memory, budget 512 MB" "$MEMORY MB" "at most 560 MB" "$MEMORY <= 560"
note "import: wall, CPU" "$WALL s, $CPU s"
note "limit: cat of the file" "$limit s"
"$bin/generate_snapshot" 300000 42 0 >"$work/300000.ldif"
measure3 zstd -q -f -3 "$work/300000.ldif" -o "$work/300000.zst"
rival=$WALL
measure3 "$bin/ldapsnap" --store "$work/imported" import bench "$work/300000.ldif"
expect 0
ratio=$(calculate "$WALL / $rival" 2)
row "import of 300,000 entries, of zstd -3's time" "$ratio x" "at most 2.5 x" "$ratio <= 2.5"
row "import of 300,000 entries" "$CPU s CPU" "at most 6 s" "$CPU <= 6"
note "wall, private memory; rival: zstd -3" "$WALL s, $MEMORY MB; $rival s"
rm -rf "$work/300000.ldif" "$work/300000.zst" "$work/imported"
measure3 sort --buffer-size=512M --temporary-directory="$work" "$work/0.ldif"
note "rival: sort of its lines (coreutils)" "$WALL s, $CPU s"
note "store, file" "$((first / 1000000)) MB, $(($(stat -c %s "$work/0.ldif") / 1000000)) MB"

before=$(size_of)
import "$work/0.ldif" same
row "an unchanged second snapshot adds" "$(($(size_of) - before)) bytes" "at most 4096 bytes" "$(size_of) - $before <= 4096"
import "$work/10.ldif" ten
before=$(size_of)
import "$work/1000.ldif" thousand
grown=$(($(size_of) - before))
row "one with 1000 changes adds" "$(calculate "$grown / 1000000" 1) MB" "at most 5 MB" "$grown <= 5000000"
measure zstd -3 --long=30 --patch-from="$work/0.ldif" "$work/1000.ldif" -o "$work/patch.zst"
note "rival: zstd --patch-from, file against file" "$(calculate "$(stat -c %s "$work/patch.zst") / 1000000" 1) MB, $WALL s"

compare() {  # NAME A B BAR-IN-MILLISECONDS
  read -r WALL CPU CHUNKS CHANGES <<<"$("$bin/time_compare" "$store" "$2" "$3")"
  row "$1" "$WALL ms" "at most $4 ms" "$WALL <= $4"
  note "CPU, chunks read, entries that differ" "$CPU ms, $CHUNKS, $CHANGES"
}
compare "comparing, 1000 changes" first thousand 200
compare "comparing, 10 changes" first ten 20
compare "comparing, no change" first same 20
cpu_row "diff of the stored snapshots, 1000 changes" 0.2 1 "$bin/ldapsnap" --quiet --store "$store" diff first thousand
measure3 cmp "$work/0.ldif" "$work/1000.ldif"
note "limit: cmp up to the first difference" "$WALL s"
measure diff --speed-large-files "$work/0.ldif" "$work/1000.ldif"
if [ "$CODE" = 1 ]; then result="$WALL s, $MEMORY MB"; else result="$(head -c 40 "$work/errors")"; fi
note "rival: diff of the files (same order)" "$result"

measure3 "$bin/ldapsnap" --store "$store" check first
row "check with all packs" "$WALL s" "at most 2 s" "$WALL <= 2"
measure3 grep -c '^dn:' "$work/0.ldif"
note "limit: grep -c of the file" "$WALL s"

# --- a server ---

heading "Capture of $captured entries from slapd"
mkdir "$work/slapd"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
suffix=dc=example,dc=com
cat >"$work/slapd.conf" <<EOF
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload syncprov
loglevel 0
database config
access to * by dn.exact=cn=admin,$suffix read
database mdb
suffix $suffix
rootdn cn=admin,$suffix
rootpw secret
directory $work/slapd
maxsize 8589934592
dbnosync
index objectClass,entryCSN,entryUUID eq
overlay syncprov
syncprov-sessionlog 10000
EOF
mkdir "$work/slapd.d"
# It writes the configuration, and fails because the database is not there yet.
slaptest -f "$work/slapd.conf" -F "$work/slapd.d" >/dev/null 2>&1 || [ -d "$work/slapd.d/cn=config" ]
printf secret >"$work/password"
chmod 600 "$work/password"
"$bin/generate_snapshot" "$captured" 7 0 | tail -n +3 >"$work/captured.ldif"  # slapadd reads no "version: 1"
slapadd -q -w -F "$work/slapd.d" -b "$suffix" -l "$work/captured.ldif" >/dev/null 2>&1
slapd -F "$work/slapd.d" -h "ldap://127.0.0.1:$port" -d 0 >/dev/null 2>&1 &
slapd_pid=$!
uri=ldap://127.0.0.1:$port
as_admin=(-H "$uri" -x -D "cn=admin,$suffix" -y "$work/password" -b "$suffix")
for _ in $(seq 100); do ldapsearch "${as_admin[@]}" -s base >/dev/null 2>&1 && break; sleep 0.1; done
measure3 ldapsearch "${as_admin[@]}" -LLL -E pr=1000/noprompt '(objectClass=*)' '*' '+'
expect 0
search=$WALL
measure3 "$bin/ldapsnap" --store "$work/captured" capture bench "${as_admin[@]}"
expect 0
ratio=$(calculate "$WALL / $search" 2)
row "capture into the store, of ldapsearch's time" "$ratio x" "at most 1.4 x" "$ratio <= 1.4"
row "capture into the store, the client's CPU" "$CPU s CPU" "at most 1.6 s" "$CPU <= 1.6"
note "wall, CPU, private memory" "$WALL s, $CPU s, $MEMORY MB"
note "limit: ldapsearch -E pr=1000 >/dev/null" "$search s"
measure3 slapcat -F "$work/slapd.d" -b "$suffix" -l /dev/null
note "rival: slapcat (on the server itself)" "$WALL s"

# Everything that the server has, cn=config too: without it nobody knows whether changes are counted.
everything=(-H "$uri" -x -D "cn=admin,$suffix" -y "$work/password")
capture() { measure "$bin/ldapsnap" --store "$work/captured" capture "$uri" --as site "${everything[@]:2}" "$@"; expect 0; }
# What changes, one record a line of $work/people: 80 modified, 10 added, and 10 deleted where asked for.
change() {  # ROUND DELETIONS
  shuf --random-source=<(yes "$1") -n 100 "$work/people" | awk -v round="$1" -v deletions="$2" -v suffix="$suffix" '
    NR <= deletions { print $0 "\nchangetype: delete\n"; next }
    NR <= 20 { print "dn: cn=new-" round "-" NR "," suffix "\nchangetype: add\nobjectClass: device\n"; next }
    { print $0 "\nchangetype: modify\nreplace: description\ndescription: round " round "\n" }'
}
grep "^dn: uid=.*,$suffix\$" "$work/captured.ldif" >"$work/people"
capture
first=$WALL
for round in 1 2; do
  change $round $((round * 10 - 10)) >"$work/changes.ldif"
  ldapmodify -H "$uri" -x -D "cn=admin,$suffix" -y "$work/password" -f "$work/changes.ldif" >/dev/null
  capture --incremental
  what=$([ $round = 1 ] && echo "without" || echo "with")
  row "second capture, 100 changes, $what deletions" "$(calculate "$WALL / $first * 100" 1) %" "under 5 % of the first" "$WALL < $first * 0.05"
  note "wall, CPU; the first one" "$WALL s, $CPU s; $first s"
done

heading "Capture of the Samba"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
socket=$work/forest/samba/private/ldapi
setsid samba -i -s "$work/forest/samba/etc/smb.conf" --option="server services=ldap" --option="interfaces=127.0.0.1" \
  --option="bind interfaces only=yes" --option="ldap server require strong auth=no" --option="log file=$work/samba.log" \
  --option="pid directory=$work/forest" >/dev/null 2>&1 &
samba_pid=$!
uri="ldapi://$(python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1], safe=""))' "$socket")"
printf 'Passw0rd-bench' >"$work/password"
as_admin=(-H "$uri" -x -D Administrator@EXAMPLE.TEST -y "$work/password")
for _ in $(seq 300); do ldapsearch "${as_admin[@]}" -s base >/dev/null 2>&1 && break; sleep 0.1; done
everything() {
  for context in DC=example,DC=test CN=Configuration,DC=example,DC=test CN=Schema,CN=Configuration,DC=example,DC=test; do
    "$@" -b "$context" '(objectClass=*)' '*' '+'
  done
}
measure3 bash -c "$(declare -f everything); everything ldapsearch ${as_admin[*]@Q} -LLL -E pr=1000/noprompt"
expect 0
search=$WALL
measure3 "$bin/ldapsnap" --quiet --store "$work/captured" capture "$uri" --as forest "${as_admin[@]:2}"
row "capture into the store, of ldapsearch's time" "$(calculate "$WALL / $search" 2) x" "" ""
note "wall, CPU; ldapsearch -E pr=1000" "$WALL s, $CPU s; $search s"
measure3 bash -c "$(declare -f everything); everything ldbsearch -H ${work@Q}/forest/samba/private/sam.ldb -s sub"
note "rival: ldbsearch (on the server itself)" "$WALL s, $CPU s CPU"

# --- the build ---

if [ $build_again = yes ]; then
  heading "The build for examples/demo.sh, from nothing"
  measure bash -c "cmake -S . -B ${work@Q}/build -G Ninja -DCMAKE_BUILD_TYPE=Release -DLDAPSNAP_TESTS=OFF &&
    cmake --build ${work@Q}/build --target ldapsnap"
  expect 0
  row "wall" "$WALL s" "at most 300 s" "$WALL <= 300"
  note "CPU" "$CPU s"
fi

# --- ten million ---

if [ $long = yes ]; then
  heading "10,000,000 entries within --memory 512MB"
  rm -rf "$store" "$work"/*.ldif "$work/patch.zst"
  "$bin/generate_snapshot" 10000000 42 0 >"$work/0.ldif"
  measure "$bin/ldapsnap" --store "$store" --memory 512MB import bench "$work/0.ldif"
  expect 0
  row "import: private memory" "$MEMORY MB" "at most 560 MB" "$MEMORY <= 560"
  note "wall, CPU" "$WALL s, $CPU s"
  note "store, file" "$(($(size_of) / 1000000)) MB, $(($(stat -c %s "$work/0.ldif") / 1000000)) MB"
fi
