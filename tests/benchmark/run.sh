#!/usr/bin/env bash
# Runs the benchmarks, on the release build, and writes tables, charts and a profile of `get` into
# tests/benchmark/results/, and the tables into the README beside it. Fails in the end when a bar of
# bars.toml is missed.
#
# Usage: tests/benchmark/run.sh [--quick]
#   --quick   as small as can be: whether they work and their results are right; writes nothing
#
# With BENTOML_PYTHON naming a Python that has BentoML, its client is measured too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

quick=()
case ${1-} in
  "") ;;
  --quick) quick=(--quick) ;;
  --help) sed -n '2,/^set/s/^# \{0,1\}//p' tests/benchmark/run.sh; exit ;;
  *) echo "tests/benchmark/run.sh: unknown option: $1 (see --help)" >&2; exit 2 ;;
esac

bash cmake/install-deps.sh build test benchmark
cmake --preset release
cmake --build --preset release --target benchmarks
cmake --preset shared
cmake --build --preset shared --target bentocloud

programs=$PWD/build/release/tests/benchmark
results=tests/benchmark/results
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for benchmark in works get decode growth tls round_trips rest pages_memory threads cold_process; do
  # Where they leave what they make.
  (cd "$work" && "$programs/benchmark_$benchmark" "${quick[@]}" | tee -a results)
done
bash tests/benchmark/build_footprint.sh "${quick[@]}" | tee -a "$work/results"

if [[ ${#quick[@]} -eq 0 ]]; then
  mkdir -p "$results"
  python3 tests/benchmark/profile.py "$work" >"$results/get_profile.md"
  python3 tests/benchmark/report.py "$results" tests/benchmark/README.md <"$work/results"
fi
