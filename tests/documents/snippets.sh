#!/usr/bin/env bash
# Compiles the C++ snippets of all READMEs, with every warning an error.
#
# Usage: snippets.sh COMPILER [STANDARD...]     by default 17, 20 and 2b (23)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compiler=$1
shift
[[ $# -gt 0 ]] || set -- 17 20 2b

python3 -B "$here/check.py" "$work" >"$work/sources"
for standard in "$@"; do
  xargs -n 1 -P "$(nproc)" "$compiler" -std="c++$standard" -fsyntax-only -Wall -Wextra -Wpedantic \
    -Werror -Wno-unused-variable -Wno-unused-but-set-variable -I "$here/../../include" <"$work/sources"
  echo "C++$standard: $(wc -l <"$work/sources") sources compile"
done
