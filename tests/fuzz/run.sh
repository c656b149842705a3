#!/usr/bin/env bash
# Fuzzes each target, starting from its corpus, and fails when one crashes, leaks, hangs or takes
# too much memory. What libFuzzer finds interesting is not kept.
#
# Usage: run.sh SECONDS     for each target; the preset `fuzz` must be built
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# fuzz NAME
fuzz() {
  mkdir "$work/$1"
  if "build/fuzz/tests/fuzz/fuzz_$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
    -max_len=16384 -print_final_stats=1 -artifact_prefix="$work/$1-" \
    "$work/$1" "tests/fuzz/corpus/$1" >"$work/$1.log" 2>&1; then
    echo "$1: $(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$1.log") inputs, no finding"
  else
    tail -n 40 "$work/$1.log"
    for input in "$work/$1"-*; do
      echo "$1: fails with ${input##*/}, in base64:"
      base64 "$input"
    done
    return 1
  fi
}
export -f fuzz
export seconds work

printf '%s\n' tests/fuzz/corpus/* |
  sed 's|.*/||' | xargs -P "$(nproc)" -I{} bash -euo pipefail -c 'fuzz {}'
