#!/usr/bin/env bash
# Two versions of the library in one process, whose structs differ, as two plugins bring them; and
# programs that were compiled with macros which change libstdc++'s types: they must not link.
#
# Usage: versions.sh BUILD_DIR     of the preset `shared`, built
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
consumer=$root/tests/consumer
compiler=${CXX:-g++}

# plugin NAME INCLUDE_DIR LIBRARY_DIR
plugin() {
  "$compiler" -std=c++17 -shared -fPIC "$consumer/plugin.cpp" -I"$2" -L"$3" -lbentocloud \
    -Wl,-rpath,"$3" -o "$work/$1.so"
}

# The next version: another SONAME, and more members before those that there are.
next=$work/next
mkdir "$next"
cp -r "$root/CMakeLists.txt" "$root/cmake" "$root/include" "$root/src" "$next"
headers=$next/include/bentocloud
sed -i 's/version = "[0-9.]*"/version = "0.99.0"/; s/\(VERSION_MAJOR\) .*/\1 0/
        s/\(VERSION_MINOR\) .*/\1 99/; s/\(VERSION_PATCH\) .*/\1 0/' "$headers/version.hpp"
sed -i 's/\(define BENTOCLOUD_ABI\) v[0-9]*_[0-9]*/\1 v0_99/' "$headers/export.hpp"
sed -i 's/^struct \(ErrorDetails\|ClientOptions\) {/&\n  std::string added = "in the next version";/' \
  "$headers/error.hpp" "$headers/cloud_client.hpp"
cmake -S "$next" -B "$next/build" -G Ninja -D BUILD_SHARED_LIBS=ON -D BENTOCLOUD_TESTING=OFF \
  -D BENTOCLOUD_TESTS=OFF -D BENTOCLOUD_CLI=OFF -D BENTOCLOUD_EXAMPLES=OFF >/dev/null
cmake --build "$next/build" --target bentocloud >/dev/null

plugin this "$root/include" "$build/src"
plugin next "$next/include" "$next/build/src"
"$compiler" -std=c++17 "$consumer/two_plugins.cpp" -pthread -ldl -o "$work/two_plugins"
"$work/two_plugins" "$work/this.so" "$work/next.so"
echo "two versions in one process: ok"

# refused MACRO: what is compiled with it does not link, and the linker names it.
refused() {
  if "$compiler" -std=c++17 -D "$1" "$consumer/program.cpp" -I"$root/include" -L"$build/src" \
    -lbentocloud -o "$work/program" 2>"$work/errors"; then
    echo "links with -D $1, and would crash" >&2
    return 1
  fi
  grep -q "undefined reference to .*::v[0-9_]*${1%%=*}" "$work/errors"
  echo "-D $1 does not link: ok"
}
refused _GLIBCXX_DEBUG
refused _GLIBCXX_USE_CXX11_ABI=0
