#!/usr/bin/env bash
# Checks that each file of the sources says its license (https://reuse.software), and that the bill of
# materials that a build installs is valid SPDX and names what the library is made of. Takes the tools
# from PyPI, into a folder that is kept for the next time.
#
# Usage: licenses.sh
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tools=${XDG_CACHE_HOME:-$HOME/.cache}/bentocloud-licenses
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [[ ! -x $tools/bin/reuse || ! -x $tools/bin/pyspdxtools ]]; then
  python3 -m venv "$tools"
  "$tools/bin/pip" --quiet --disable-pip-version-check install reuse==6.2.0 spdx-tools==0.8.5
fi

"$tools/bin/reuse" --root "$root" lint --quiet || "$tools/bin/reuse" --root "$root" lint

# bill FOLDER: the bill of materials that is installed without building anything.
bill() {
  SOURCE_DATE_EPOCH=1700000000 cmake -S "$root" -B "$work/$1" -D BENTOCLOUD_TESTS=OFF \
    -D BENTOCLOUD_EXAMPLES=OFF >/dev/null
  cat "$work/$1/bentocloud.spdx.json"
}
bill one >"$work/bentocloud.spdx.json"
"$tools/bin/pyspdxtools" --infile "$work/bentocloud.spdx.json"
bill two | cmp - "$work/bentocloud.spdx.json"
python3 - "$work/bentocloud.spdx.json" <<'PYTHON'
import json
import sys

bill = json.load(open(sys.argv[1], encoding="utf-8"))
versions = {package["name"]: package["versionInfo"] for package in bill["packages"]}
wanted = {"bentocloud", "libcurl", "yaml-cpp", "nlohmann-json", "date", "libmicrohttpd"}
assert versions.keys() == wanted, versions
assert all(versions.values()), versions
assert bill["creationInfo"]["created"] == "2023-11-14T22:13:20Z", bill["creationInfo"]
PYTHON
