#!/usr/bin/env bash
# Builds the project for a platform, runs its tests there, and ends with one line of what passed.
# Needs root on Debian, and Debian's packages; README.md beside this file says what came of it.
#
# Usage: tests/platforms/run.sh PLATFORM [FOLDER]
#   PLATFORM   debian-12, debian-13, debian-sid, i386, arm64, s390x, libcurl-7.80 or windows
#   FOLDER     where chroots, packages and ccache's files are kept for the next time (build/platforms)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

platform=${1-}
here=tests/platforms
if [[ ! -e $here/$platform.sh || $platform == run || $platform == lib ]]; then
  sed -n '2,/^set/s/^# \{0,1\}//p' $here/run.sh
  [[ $platform == --help ]] && exit || exit 2
fi
if [[ $EUID -ne 0 ]]; then
  echo "tests/platforms/run.sh: chroots need root" >&2
  exit 1
fi
mkdir -p "${2:-build/platforms}"
folder=$(realpath "${2:-build/platforms}")
log=$folder/$platform.log

# shellcheck disable=SC1091  # checked by itself
source $here/lib.sh
set +e
# shellcheck disable=SC1090  # one script for each platform
(set -e; source "$here/$platform.sh") 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
set -e
report "$platform" "$log" "$status"
