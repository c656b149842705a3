#!/usr/bin/env bash
# Compares what the built shared libraries export with the lists in this folder.
#
# Usage: symbols.sh BUILD_DIR [--write]     --write makes the lists anew
set -euo pipefail
build=$1
lists=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

exports() { nm --dynamic --defined-only --demangle "$1" | cut -d' ' -f3- | LC_ALL=C sort -u; }

different=0
for name in bentocloud bentocloud_testing; do
  library=$build/src/lib$name.so
  if [[ ${2-} == --write ]]; then
    exports "$library" >"$lists/$name.symbols"
  else
    diff -u --label "tests/abi/$name.symbols" --label "lib$name.so" \
      "$lists/$name.symbols" <(exports "$library") || different=1
  fi
done
if [[ $different -ne 0 ]]; then
  echo "If that is meant: bash tests/abi/symbols.sh $build --write" >&2
fi
exit "$different"
