#!/usr/bin/env bash
# Compares the binary interface of the sources here with that of the latest tag. Fails when
# programs that were built against the tag could break although the SONAME is the same.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if ! tag=$(git describe --tags --abbrev=0 --match 'v*' 2>/dev/null); then
  echo "There is no tag yet to compare with."
  exit
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# library SOURCE NAME: builds it with the debug information that abidiff reads.
library() {
  cmake -S "$1" -B "$work/$2" -G Ninja -D CMAKE_BUILD_TYPE=Debug -D BUILD_SHARED_LIBS=ON \
    -D BENTOCLOUD_TESTS=OFF -D BENTOCLOUD_EXAMPLES=OFF >/dev/null
  cmake --build "$work/$2" --target bentocloud >/dev/null
}
soname() { objdump --private-headers "$1" | sed -n 's/^ *SONAME *//p'; }

mkdir "$work/source"
git archive "$tag" | tar --extract --directory "$work/source"
library "$work/source" old
library . new
old=$work/old/src/libbentocloud.so new=$work/new/src/libbentocloud.so
status=0
abidiff --no-added-syms --headers-dir1 "$work/source/include" --headers-dir2 include \
  "$old" "$new" || status=$?
# Of abidiff's bits, 1 and 2 are errors of its own, and 4 and 8 changes.
if ((status & 3)) || { ((status)) && [[ $(soname "$old") == "$(soname "$new")" ]]; }; then
  echo "The binary interface has changed since $tag, and the SONAME has not." >&2
  exit 1
fi
echo "Programs built against $tag go on running, or find no library of their SONAME."
