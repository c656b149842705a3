#!/usr/bin/env bash
# Builds the Debian packages twice and compares them, checks them, installs them on this machine, uses
# them, and removes them. Takes root, or sudo.
set -euo pipefail
consumer=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$consumer/../.." && pwd)
packages=$root/build/deb
work=$(mktemp -d)
as_root=()
[[ $EUID -eq 0 ]] || as_root=(sudo)
largest_library=$((560 * 1024))

if dpkg-query --show libbentocloud-dev &>/dev/null; then
  echo "libbentocloud-dev is installed already, and stays as it is" >&2
  exit 1
fi
traces() { find /etc /usr /var/lib/dpkg/info -name '*bentocloud*' 2>/dev/null | LC_ALL=C sort; }
remove() { "${as_root[@]}" dpkg --purge "$@" >/dev/null; }
installed=()
clean_up() {
  rm -rf "$work"
  [[ ${#installed[@]} -eq 0 ]] || remove "${installed[@]}"
}
trap clean_up EXIT
fail() {
  echo "$*" >&2
  exit 1
}

# build CHECKOUT UMASK FOLDER
build() { (umask "$2" && bash "$1/cmake/packaging/debian.sh" "$3"); }
sums() { (cd "$1" && sha256sum -- *.deb *.dsc *.tar.*); }

# hardened FILE: hardening-check looks for a mark of control flow protection that the linker leaves
# out, for Debian's own crti.o has none. The functions begin with its instruction all the same.
hardened() {
  hardening-check --nocfprotection "$1" >"$work/hardening" || fail "$(cat "$work/hardening")"
  case $(dpkg --print-architecture) in
    amd64 | arm64)
      [[ $(objdump --disassemble "$1" | grep --count --word-regexp 'endbr64\|bti\|paciasp') -gt 100 ]] ||
        fail "$1 has no control flow protection"
      ;;
  esac
}

# check PACKAGE FILE...: the control files that a package has to have; `!` before one that it has not.
check() {
  local file name=$1 control=$work/control
  rm -rf "$control"
  dpkg-deb --control "$packages/${name}"_[0-9]*.deb "$control"
  grep --quiet '^Homepage: https://' "$control/control" || fail "$name has no homepage"
  [[ $name == bentocloud ]] || grep --quiet '^Multi-Arch: same' "$control/control" ||
    fail "$name is not Multi-Arch: same"
  for file in "${@:2}"; do
    case $file in
      !*) [[ ! -e $control/${file#!} ]] || fail "$name has ${file#!}" ;;
      *) [[ -e $control/$file ]] || fail "$name has no $file" ;;
    esac
  done
  zcat "$work/files/$name/usr/share/doc/$name/changelog.Debian.gz" | grep --quiet '^  \* ' ||
    fail "$name has an empty changelog"
  grep --quiet nlohmann "$work/files/$name/usr/share/doc/$name/copyright" ||
    fail "the copyright of $name does not name what is compiled in"
}

traces >"$work/before"
echo "the packages, in two folders, time zones and locales and with two umasks"
git clone --quiet "$root" "$work/another/checkout"
LC_ALL=C.UTF-8 TZ=UTC build "$root" 022 "$packages"
LC_ALL=C TZ='<+14>-14' build "$work/another/checkout" 077 "$work/again"
diff <(sums "$packages") <(sums "$work/again") || fail "the packages are not reproducible"

echo "lintian"
lintian --info --display-info --allow-root --fail-on error,warning "$packages"/*.changes >"$work/lintian" ||
  fail "$(cat "$work/lintian")"
! grep hardening- "$work/lintian" || fail "lintian doubts that all is hardened"

echo "what is in the packages"
for package in "$packages"/*.deb; do
  name=$(basename "${package%%_*}")
  mkdir -p "$work/files/$name"
  dpkg-deb --extract "$package" "$work/files/$name"
done
version=$(dpkg-parsechangelog --file "$root/cmake/packaging/debian/changelog" --show-field Version)
soversion=${version%.*}
for library in bentocloud bentocloud-testing; do
  check "lib$library$soversion" symbols triggers '!postinst'
  [[ -d $work/files/lib$library$soversion-dbgsym ]] || fail "lib$library has no debug symbols"
done
check libbentocloud-dev '!triggers'
check bentocloud '!triggers'
[[ -d $work/files/bentocloud-dbgsym ]] || fail "the program has no debug symbols"
while read -r file; do
  hardened "$file"
done < <(find "$work/files" -name '*.so.*' -type f -o -path '*/bin/*')
size=$(stat --format %s "$work/files/libbentocloud$soversion"/usr/lib/*/libbentocloud.so."${version%-*}")
((size <= largest_library)) || fail "the library has $size bytes, and may have $largest_library"
python3 -m json.tool "$work/files/libbentocloud$soversion/usr/share/doc/libbentocloud$soversion/bentocloud.spdx.json" >/dev/null
[[ -e $work/files/libbentocloud$soversion/usr/share/doc/libbentocloud$soversion/third_party_notices.txt ]]

echo "installed"
names=("libbentocloud$soversion" "libbentocloud-testing$soversion" libbentocloud-dev bentocloud)
installed=("${names[@]}")
for name in "${names[@]}"; do
  files+=("$packages/${name}_$version"_*.deb)
done
"${as_root[@]}" dpkg --install "${files[@]}" >/dev/null
mkdir "$work/programs"
(cd "$root" && AUTOPKGTEST_TMP=$work/programs cmake/packaging/debian/tests/consumer g++ clang++) >"$work/log" ||
  fail "$(cat "$work/log")"

# The programs run with the runtime package alone.
remove libbentocloud-dev "libbentocloud-testing$soversion"
installed=("libbentocloud$soversion" bentocloud)
bentocloud version >/dev/null
remove bentocloud
installed=("libbentocloud$soversion")
[[ ! -e /usr/include/bentocloud ]]
for folder in "$work/programs/g++" "$work/programs/clang++"; do
  for program in by_pkg_config 17 20 23 no_rtti; do
    "$folder/program_$program" >/dev/null
  done
  "$folder/two_plugins" "$folder/libfirst_plugin.so" "$folder/libsecond_plugin.so"
done

remove "libbentocloud$soversion"
installed=()
traces | diff "$work/before" -
