#!/usr/bin/env bash
# Builds examples/quickstart.cpp, with all that it needs (Debian packages), and runs it with the
# arguments given.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bash cmake/install-deps.sh build

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Building (about a minute the first time)"
if ! { cmake --preset release -D BENTOCLOUD_TESTS=OFF &&
       cmake --build --preset release --target quickstart; } &>"$log"; then
  cat "$log" >&2
  exit 1
fi

build/release/examples/quickstart "$@"
