#!/usr/bin/env bash
# What a user's build pays: the compiler's CPU time for the umbrella header, against the standard
# headers that it includes and against those of nlohmann/json and libcurl; and the size of the
# shared library, stripped. Prints lines for report.py.
#
# Usage: build_footprint.sh [--quick]     in the project's folder; the preset `shared` must be built
set -euo pipefail
rounds=7
[[ ${1-} != --quick ]] || rounds=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo '#include <bentocloud/bentocloud.hpp>' >"$work/ours.cpp"
sed -n 's/^\(#include <[a-z_]*>\)$/\1/p' include/bentocloud/*.hpp | sort -u >"$work/standard.cpp"
printf '#include <%s>\n' nlohmann/json.hpp curl/curl.h >"$work/others.cpp"

# seconds NAME: of the compiler's CPU time in user space.
seconds() {
  local TIMEFORMAT=%U
  { time c++ -std=c++17 -O2 -Iinclude -c "$work/$1.cpp" -o "$work/object.o"; } 2>&1
}

for ((round = 0; round < rounds; ++round)); do
  echo "$(seconds ours) $(seconds standard) $(seconds others)"
done >"$work/times"

# median EXPRESSION: of awk, over the lines of the file.
median() {
  awk "{ print $1 }" "$work/times" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
# compare TITLE COLUMN
compare() {
  printf 'including bentocloud.hpp, against %s\t%s\t×\t' \
    "$1" "$(median "\$1 / \$$2")"
  printf '%s s; the others %s s\n' "$(median "\$1")" "$(median "\$$2")"
}
compare "its standard headers" 2
compare "json.hpp and curl.h" 3

strip -o "$work/library.so" build/shared/src/libbentocloud.so
printf 'the shared library, stripped\t%s\tKiB\tlibbentocloud.so\n' \
  "$(stat -c %s "$work/library.so" | awk '{ print $1 / 1024 }')"
