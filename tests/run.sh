#!/usr/bin/env bash
# Runs every test; installs what is needed for it (Debian packages) and builds first.
#
# Usage: tests/run.sh [--coverage]
#   --coverage   with AddressSanitizer and UndefinedBehaviorSanitizer; afterwards shows which lines of
#                src/ the tests ran, and fails below 95 %
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=release
case ${1-} in
  "") ;;
  --coverage) preset=asan ;;
  --help) sed -n '2,/^set/s/^# \{0,1\}//p' tests/run.sh; exit ;;
  *) echo "tests/run.sh: unknown option: $1 (see --help)" >&2; exit 2 ;;
esac

groups=(build test)
[[ $preset == release ]] || groups+=(coverage)
bash cmake/install-deps.sh "${groups[@]}"

cmake --preset $preset
cmake --build --preset $preset
find build/$preset -name '*.gcda' -delete
# Most of them wait most of the time.
ctest --preset $preset --parallel "$((2 * $(nproc)))"
# ctest itself does not say what was skipped, and why.
grep -ah '^SKIPPED: ' build/$preset/Testing/Temporary/LastTest.log | sort -u || true

if [[ $preset == asan ]]; then
  # Threads count beside each other, so that branches may have odd figures.
  gcovr --gcov-ignore-parse-errors --filter src/ --exclude src/cli/ --fail-under-line 95 build/asan
fi
