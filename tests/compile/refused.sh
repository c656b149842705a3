#!/usr/bin/env bash
# What must not compile, each with the words of the compiler that say why.
#
# Usage: refused.sh COMPILER
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
compiler=$1
failed=0

# compile ARGUMENT...
compile() {
  "$compiler" -fsyntax-only -I"$here/../../include" "$here/refused.cpp" "$@" 2>&1
}

# refused WORDS ARGUMENT...: fails to compile, with one of these words (a regular expression).
refused() {
  local output words=$1
  shift
  if output=$(compile "$@"); then
    echo "compiles, and must not: $*"
    failed=1
  elif ! grep -qiE "$words" <<<"$output"; then
    echo "is refused without a word of $words: $*"
    head -n 5 <<<"$output"
    failed=1
  fi
}

compile -std=c++17 -Werror || exit 1
no_match='no matching|no viable|no match|could not convert|conversion|ambiguous|invalid|deleted'
no_match+='|explicit constructor|constructor is explicit|too few arguments'
for case in 1 2 3 8 9 10 11 12 13 14; do
  refused "$no_match" -std=c++17 -D CASE="$case"
done
for case in 4 5 6 7; do
  refused 'nodiscard|unused' -std=c++17 -Werror -D CASE="$case"
done
refused 'bentocloud needs C\+\+17' -std=c++14
refused 'bentocloud needs exceptions' -std=c++17 -fno-exceptions
exit "$failed"
