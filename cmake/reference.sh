#!/usr/bin/env bash
# Makes the reference as HTML, of the README and the public headers. Every warning is an error.
#
# Usage: reference.sh [FOLDER]     by default build/reference; begin with its html/index.html
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

BENTOCLOUD_VERSION=$(sed -n 's/.*string_view version = "\(.*\)".*/\1/p' include/bentocloud/version.hpp)
BENTOCLOUD_REFERENCE=${1:-build/reference}
export BENTOCLOUD_VERSION BENTOCLOUD_REFERENCE
mkdir -p "$BENTOCLOUD_REFERENCE"
doxygen cmake/Doxyfile
echo "$BENTOCLOUD_REFERENCE/html/index.html"
