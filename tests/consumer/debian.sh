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
remove() { "${as_root[@]}" dpkg --purge "$@" >/dev/null; }
installed=()
clean_up() {
  rm -rf "$work"
  [[ ${#installed[@]} -eq 0 ]] || remove "${installed[@]}"
}
trap clean_up EXIT

rm -rf "$packages"
cpack --config "$root/build/deb/CPackConfig.cmake" -B "$packages" >/dev/null
lintian --fail-on error --allow-root "$packages"/*.deb

runtime=$(cd "$packages" && echo libbentocloud[0-9]*.deb)
runtime=${runtime%%_*}
installed=(libbentocloud-dev "$runtime")
"${as_root[@]}" dpkg --install "$packages"/*.deb >/dev/null
dpkg --listfiles "${installed[@]}" | grep -F bentocloud >"$work/files"

cmake -S "$consumer" -B "$work/build" -G Ninja -D BENTOCLOUD_MATRIX=ON >/dev/null
cmake --build "$work/build" >/dev/null
"$work/build/tests" >/dev/null
read -ra flags < <(pkg-config --cflags --libs bentocloud)
c++ -std=c++17 "$consumer/program.cpp" "${flags[@]}" -o "$work/by_pkg_config"
"$work/by_pkg_config" >/dev/null

# The programs run with the runtime package alone.
remove libbentocloud-dev
installed=("$runtime")
[[ ! -e /usr/include/bentocloud ]]
"$work/by_pkg_config"
"$work/build/program_20" >/dev/null
"$work/build/two_plugins" "$work/build/libfirst_plugin.so" "$work/build/libsecond_plugin.so"

remove "$runtime"
installed=()
while read -r file; do
  if [[ -e $file ]]; then
    echo "$file is left behind" >&2
    exit 1
  fi
done <"$work/files"
