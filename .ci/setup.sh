# SPDX-License-Identifier: GPL-2.0-or-later
# Shared by ./run and ./run-tests, which set `root` (the source folder) and `me` (their own name) and then
# source this file. Nothing in here changes the caller's directory.

say() { printf '%s\n' "$*"; }
fail() { printf '%s: %s\n' "$me" "$*" >&2; exit 2; }

mkdir -p "$root/build" 2>/dev/null && [ -w "$root/build" ] ||
  fail "cannot write into $root: copy the sources to a folder of yours"

# The packages of .ci/packages that this machine lacks.
missing_packages() {
  local wanted installed
  wanted=$(sed 's/#.*//' "$root/.ci/packages" | tr -s ' \n' '\n' | grep .)
  installed=$(dpkg-query -W -f='${db:Status-Status} ${binary:Package}\n' 2>/dev/null |
    sed -n 's/^installed \([^:]*\).*/\1/p')
  comm -23 <(sort -u <<<"$wanted") <(sort -u <<<"$installed")
}

# Installs what is missing, saying what; returns at once when nothing is.
install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    command -v cmake >/dev/null || fail "this is no Debian: install what .ci/packages lists, then run again"
    return 0
  fi
  local missing as_root=() log
  missing=$(missing_packages | tr '\n' ' ')
  missing=${missing% }
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null ||
      fail "cannot install $missing: neither root nor sudo; install them and run again"
    as_root=(sudo)
    [ -t 0 ] || as_root=(sudo -n)
    "${as_root[@]}" true 2>/dev/null || fail "cannot install $missing: sudo refuses; install them and run again"
  fi
  say "Installing Debian packages: $missing"
  log="$root/build/packages.log"
  if ! apt_get update >"$log" 2>&1 || ! apt_get install $missing >>"$log" 2>&1 </dev/null; then
    fail "could not install $missing: no network, or a mirror fails ($(grep -m1 '^E:' "$log" || say 'no reason given'))"
  fi
}

apt_get() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 "$@"
}

# configure PRESET: once; afterwards ninja itself sees when it has to be done again.
configure() {
  local tree="$root/build/$1" options=() log
  if [ -f "$tree/build.ninja" ] && grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$tree/CMakeCache.txt"; then
    return 0
  fi
  command -v ccache >/dev/null && options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  say "Configuring $1"
  mkdir -p "$tree"
  log="$tree/configure.log"
  (cd "$root" && cmake --fresh --preset "$1" "${options[@]}" "${@:2}") >"$log" 2>&1 ||
    fail "could not configure $1: $(grep -m1 -A1 'CMake Error' "$log" | tr -s '\n ' ' '); all of it is in $log"
}

# build PRESET TARGET...: ninja shows its progress.
build() {
  say "Building $1"
  NINJA_STATUS='[%f/%t, %es] ' ninja -C "$root/build/$1" "${@:2}" || fail "could not build $1: see the errors above"
}
