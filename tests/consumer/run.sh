#!/usr/bin/env bash
# Installs a built tree, moves what it installed, and builds and runs a consumer of it: through
# find_package, through pkg-config, and, as far as the configure step, through add_subdirectory.
#
# Usage: run.sh BUILD_DIR LIBDIR VERSION     with CXX, CXXFLAGS and CMAKE_GENERATOR as in that build
set -euo pipefail
build=$1 libdir=$2 version=$3
consumer=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/moved
set -x

cmake --install "$build" --prefix "$work/installed"
mv "$work/installed" "$prefix"
for document in LICENSE third_party_notices.txt bentocloud.spdx.json; do
  [[ -s $prefix/share/doc/bentocloud/$document ]]
done

cmake -S "$consumer" -B "$work/found" -D CMAKE_PREFIX_PATH="$prefix" -D BENTOCLOUD_VERSION="$version"
cmake --build "$work/found"
"$work/found/program"
"$work/found/tests"
"$work/found/poisoned"

export PKG_CONFIG_PATH=$prefix/$libdir/pkgconfig
[[ $(pkg-config --modversion bentocloud) == "$version" ]]
read -ra flags <<<"$CXXFLAGS $(pkg-config --cflags --libs bentocloud)"
"$CXX" -std=c++17 "$consumer/program.cpp" "${flags[@]}" -o "$work/program"
LD_LIBRARY_PATH=$prefix/$libdir "$work/program"
[[ $(pkg-config --modversion bentocloud_testing) == "$version" ]]
read -ra flags <<<"$CXXFLAGS $(pkg-config --cflags --libs bentocloud_testing bentocloud)"
"$CXX" -std=c++17 "$consumer/tests.cpp" "${flags[@]}" -o "$work/tests"
LD_LIBRARY_PATH=$prefix/$libdir "$work/tests"

cmake -S "$consumer" -B "$work/subproject" -D BENTOCLOUD_SOURCE="$consumer/../.."
cmake --install "$work/subproject" --prefix "$work/nothing"
[[ ! -e $work/nothing ]]

# Who has a target of our name is told which one.
mkdir "$work/parent"
cat >"$work/parent/CMakeLists.txt" <<'PARENT'
cmake_minimum_required(VERSION 3.22)
project(parent LANGUAGES CXX)
add_library(bentocloud INTERFACE)
add_subdirectory(${BENTOCLOUD_SOURCE} bentocloud)
PARENT
if cmake -S "$work/parent" -B "$work/refused" -D BENTOCLOUD_SOURCE="$consumer/../.." &>"$work/log"; then
  exit 1
fi
grep -F 'has a target "bentocloud" already' "$work/log"
