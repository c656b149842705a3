#!/usr/bin/env bash
# Uses the library as its users may: static and shared, with each compiler and standard, by
# find_package, pkg-config and FetchContent, with the headers alone, and when they are gone.
# Takes what the presets `release` and `shared` have built.
#
# Usage: matrix.sh [COMPILER...]     by default g++ and clang++
set -euo pipefail
consumer=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$consumer/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CMAKE_GENERATOR=Ninja CXXFLAGS=
warnings=(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
[[ $# -gt 0 ]] || set -- g++ clang++

# run_all FOLDER: the programs that `build_all` built there.
run_all() {
  local program
  for program in program_17 program_20 program_23 program_no_rtti; do
    "$1/$program" >/dev/null
  done
  "$1/two_plugins" "$1/libfirst_plugin.so" "$1/libsecond_plugin.so"
}

# build_all FOLDER COMPILER PREFIX: all of the consumer project, against the library in PREFIX.
build_all() {
  cmake -S "$consumer" -B "$1" -D CMAKE_CXX_COMPILER="$2" -D CMAKE_PREFIX_PATH="$3" \
    -D BENTOCLOUD_MATRIX=ON >/dev/null
  cmake --build "$1" >/dev/null
}

# pkg_config FOLDER COMPILER PREFIX: the same without CMake; the headers stand the warnings, too.
pkg_config() {
  local pc flags
  pc=$(find "$3" -name bentocloud.pc)
  read -ra flags < <(pkg-config --cflags --libs "$pc")
  "$2" -std=c++17 "${warnings[@]}" "$consumer/program.cpp" "${flags[@]}" -o "$1/by_pkg_config"
  LD_LIBRARY_PATH=$(pkg-config --variable=libdir "$pc") "$1/by_pkg_config" >/dev/null
}

# headers_alone COMPILER FLAG...: each header as the first one of a source, and twice.
headers_alone() {
  local header sources=$work/headers
  mkdir -p "$sources"
  while read -r header; do
    printf '#include <%s>\n' "$header" "$header" >"$sources/${header//\//_}.cpp"
  done < <(cd "$root/include" && find bentocloud -name '*.hpp')
  compile_all "$sources" "$@" "${warnings[@]}"
}

# compile_all FOLDER COMPILER FLAG...: each source there, without a result.
compile_all() {
  local folder=$1
  shift
  find "$folder" -name '*.cpp' ! -name '*_windows.cpp' -print0 |
    xargs -0 -n 1 -P "$(nproc)" "$@" -fsyntax-only -I"$root/include" -I"$root/src"
}

for compiler in "$@"; do
  for library in release shared; do
    echo "$compiler, $library"
    prefix=$work/$library folder=$work/$compiler-$library
    cmake --install "$root/build/$library" --prefix "$prefix" >/dev/null
    build_all "$folder" "$compiler" "$prefix"
    run_all "$folder"
    "$folder/tests" >/dev/null
    "$folder/poisoned"
    pkg_config "$folder" "$compiler" "$prefix"

    # What the component `runtime` holds has to be enough to run.
    rm -rf "$prefix"
    cmake --install "$root/build/$library" --prefix "$prefix" --component runtime >/dev/null
    [[ ! -e $prefix/include ]]
    run_all "$folder"
  done
  echo "$compiler, each header alone"
  headers_alone "$compiler" -std=c++17
done

echo "FetchContent, in C++23 and a unity build, in which warnings are errors"
cmake -S "$consumer" -B "$work/fetched" -D BENTOCLOUD_SOURCE="$root" -D BENTOCLOUD_FETCH=ON \
  -D CMAKE_BUILD_TYPE=Release -D CMAKE_CXX_COMPILER_LAUNCHER=ccache -D CMAKE_CXX_STANDARD=23 \
  -D CMAKE_UNITY_BUILD=ON -D CMAKE_COMPILE_WARNING_AS_ERROR=ON >/dev/null
cmake --build "$work/fetched" --target program tests >/dev/null
"$work/fetched/program" >/dev/null
"$work/fetched/tests" >/dev/null
cmake --install "$work/fetched" --prefix "$work/nothing" >/dev/null
[[ ! -e $work/nothing ]]

# Debian's yaml-cpp is built with libstdc++, and its functions take strings: nothing links to it that
# was built with libc++. So this is as far as one gets here.
echo "libc++: each source and header compiles"
headers_alone clang++ -std=c++17 -stdlib=libc++
compile_all "$root/src" clang++ -std=c++17 -stdlib=libc++ -I"$root/build/release/src/cli"
