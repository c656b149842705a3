#!/usr/bin/env bash
# Makes the Debian packages of what the preset `deb` has built, checks them, installs them on this
# machine, uses them, and removes them. Takes root, or sudo.
set -euo pipefail
consumer=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$consumer/../.." && pwd)
packages=$root/build/deb/packages
work=$(mktemp -d)
as_root=()
[[ $EUID -eq 0 ]] || as_root=(sudo)

if dpkg-query --show libbentocloud-dev &>/dev/null; then
  echo "libbentocloud-dev is installed already, and stays as it is" >&2
  exit 1
fi
traces() { find /etc /usr /var/lib/dpkg/info -name '*bentocloud*' 2>/dev/null | LC_ALL=C sort; }
remove() { "${as_root[@]}" dpkg --purge "$@" >/dev/null; }
installed=()
clean_up() {
  rm -rf "$work"
  [[ ${#installed[@]} -eq 0 ]] || remove "${installed[@]}"
}
trap clean_up EXIT

traces >"$work/before"
rm -rf "$packages"
cpack --config "$root/build/deb/CPackConfig.cmake" -B "$packages" >/dev/null
lintian --fail-on error --allow-root "$packages"/*.deb

runtime=$(cd "$packages" && echo libbentocloud[0-9]*.deb)
runtime=${runtime%%_*}
installed=(bentocloud libbentocloud-dev "$runtime")
"${as_root[@]}" dpkg --install "$packages"/*.deb >/dev/null

for compiler in g++ clang++; do
  cmake -S "$consumer" -B "$work/$compiler" -G Ninja -D CMAKE_CXX_COMPILER="$compiler" \
    -D BENTOCLOUD_MATRIX=ON >/dev/null
  cmake --build "$work/$compiler" >/dev/null
  "$work/$compiler/tests" >/dev/null
done
read -ra flags < <(pkg-config --cflags --libs bentocloud)
c++ -std=c++17 "$consumer/program.cpp" "${flags[@]}" -o "$work/by_pkg_config"
"$work/by_pkg_config" >/dev/null

# The programs run with the runtime package alone.
remove libbentocloud-dev
installed=(bentocloud "$runtime")
bentocloud version >/dev/null
remove bentocloud
installed=("$runtime")
[[ ! -e /usr/include/bentocloud ]]
"$work/by_pkg_config" >/dev/null
for folder in "$work/g++" "$work/clang++"; do
  for program in program_17 program_20 program_23 program_no_rtti; do
    "$folder/$program" >/dev/null
  done
  "$folder/two_plugins" "$folder/libfirst_plugin.so" "$folder/libsecond_plugin.so"
done

remove "$runtime"
installed=()
traces | diff "$work/before" -
