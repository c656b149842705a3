#!/usr/bin/env bash
# Configures, builds, installs and uses the library without bentocloud::testing, tests, examples and
# command line, on a machine that seems to have no libmicrohttpd and GoogleTest.
#
# Usage: minimal.sh     with CXX, CXXFLAGS and CMAKE_GENERATOR as for CMake
set -euo pipefail
consumer=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
absent=()
for package in microhttpd GTest; do
  absent+=(-D "CMAKE_DISABLE_FIND_PACKAGE_$package=ON")
done
# Who includes them all the same finds these.
mkdir -p "$work/hidden/gtest"
for header in microhttpd.h gtest/gtest.h; do
  echo '#error "this header is not there"' >"$work/hidden/$header"
done
export CPLUS_INCLUDE_PATH=$work/hidden
set -x

# With one option off, what needs it is left out, and it is said so.
cmake -S "$consumer/../.." -B "$work/one" -D BENTOCLOUD_TESTING=OFF -D BENTOCLOUD_CLI=OFF \
  "${absent[@]}" >"$work/log"
grep -F 'BENTOCLOUD_TESTS is skipped' "$work/log"
grep -F 'BENTOCLOUD_EXAMPLES is skipped' "$work/log"

cmake -S "$consumer/../.." -B "$work/build" -D BENTOCLOUD_TESTING=OFF -D BENTOCLOUD_TESTS=OFF \
  -D BENTOCLOUD_EXAMPLES=OFF -D BENTOCLOUD_CLI=OFF -D CMAKE_BUILD_TYPE=Debug "${absent[@]}"
cmake --build "$work/build" --parallel 2
cmake --install "$work/build" --prefix "$work/installed"
[[ ! -e $work/installed/include/bentocloud/testing ]]
[[ -z $(find "$work/installed" -name '*testing*' -o -name '*microhttpd*') ]]

cmake -S "$consumer" -B "$work/used" -D CMAKE_PREFIX_PATH="$work/installed" \
  -D BENTOCLOUD_TESTING=OFF "${absent[@]}"
cmake --build "$work/used"
"$work/used/program"
# Who asks for the component is told that it is not there.
if cmake -S "$consumer" -B "$work/refused" -D CMAKE_PREFIX_PATH="$work/installed" &>"$work/log"; then
  exit 1
fi
grep -F 'bentocloud::testing was not built' "$work/log"
