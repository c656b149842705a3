#!/usr/bin/env bash
# Builds the Debian packages, source package included, of the last commit. The same commit gives the
# same bytes, whatever the folder, time zone, locale and umask.
#
# Usage: debian.sh [FOLDER]     by default build/deb
#   With DEBEMAIL, and DEBFULLNAME, somebody else is named as the maintainer.
set -euo pipefail
umask 022
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
mkdir -p "${1:-$root/build/deb}"
folder=$(cd "${1:-$root/build/deb}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"

SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
version=$(dpkg-parsechangelog --file cmake/packaging/debian/changelog --show-field Version)
name=bentocloud-${version%-*}

archive=$work/bentocloud_${version%-*}.orig.tar
git -c tar.umask=0022 archive --prefix="$name/" --output="$archive" HEAD
tar --extract --file="$archive" --directory="$work"
gzip --no-name "$archive"
cd "$work/$name"
cp -R cmake/packaging/debian .
if [[ -n ${DEBEMAIL-} ]]; then
  sed -i "s/^\(Maintainer: \| -- \).*>/\1${DEBFULLNAME:-bentocloud maintainers} <$DEBEMAIL>/" \
    debian/control debian/changelog
fi

log=$work/log
if ! DEB_BUILD_OPTIONS=${DEB_BUILD_OPTIONS-parallel=$(nproc)} \
  dpkg-buildpackage --unsigned-source --unsigned-changes >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
rm -f "$folder"/*.{deb,dsc,changes,buildinfo} "$folder"/*.tar.*
cp "$work"/*.{deb,dsc,changes,buildinfo} "$work"/*.tar.* "$folder"
