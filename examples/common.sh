# Sourced by demo.sh and the worked cases: builds, makes a folder that is removed at the end, and prints each step.

# prepare JOB...: installs what the jobs need (packages.sh), builds, and sets up $work, PATH, a configuration and a store
# of its own. With LDAPSNAP_BIN, the folder of a program that is built already, it installs and builds
# nothing. Processes whose numbers are in `servers` are ended when the script is, also when it is interrupted.
prepare() {
  if [ -n "${LDAPSNAP_BIN:-}" ]; then
    PATH="$LDAPSNAP_BIN:$PATH"
  else
    build "$@"
    PATH="$PWD/build/release/bin:$PATH"
  fi
  export PATH

  work=$(mktemp -d "${TMPDIR:-/tmp}/ldapsnap-demo.XXXXXX")
  servers=()
  trap clean_up EXIT
  trap 'clean_up; exit 130' INT
  trap 'clean_up; exit 143' TERM HUP
  export XDG_CONFIG_HOME="$work/config-home" LDAPSNAP_STORE="$work/store"
  mkdir -p "$XDG_CONFIG_HOME/ldapsnap"
}

build() {
  ./packages.sh build "$@"
  if ! { cmake --preset release && cmake --build --preset release; } >build.log 2>&1; then
    tail -n 30 build.log >&2
    echo "The build failed; all of its output is in build.log" >&2
    exit 1
  fi
  rm -f build.log
}

clean_up() {
  trap - EXIT INT TERM HUP
  local server
  for server in "${servers[@]}"; do
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  done
  if declare -F clean_up_more >/dev/null; then clean_up_more; fi
  rm -rf "$work"
}

# add_site NAME URI BIND-DN PASSWORD-FILE [BASE]: a profile.
add_site() {
  {
    printf '[sites.%s]\nuri = "%s"\nbind-dn = "%s"\npassword-file = "%s"\n' "$1" "$2" "$3" "$4"
    if [ -n "${5:-}" ]; then printf 'base = "%s"\n' "$5"; fi
  } >>"$XDG_CONFIG_HOME/ldapsnap/config.toml"
}

# Prints the command as one would type it, runs it, and stops when the exit code is not the expected one.
step() {
  local expected=$1 code=0
  shift
  printf '\n$ %s\n' "$*"
  "$@" || code=$?
  printf '[exit code %s]\n' "$code"
  if [ "$code" != "$expected" ]; then
    echo "$0: expected exit code $expected" >&2
    exit 1
  fi
}
say() { printf '\n# %s\n' "$*"; }
