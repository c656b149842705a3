#!/usr/bin/env bash
# Installs what this machine lacks for the named groups of work, as Debian packages; when all is
# there it touches nothing. On a system without apt-get it says what is missing.
#
# Usage: install-deps.sh GROUP...     groups: build, package, test, benchmark, coverage, check
set -euo pipefail

missing=()

# need PACKAGE PROBE...: the package is missing unless the probe succeeds.
need() {
  local package=$1
  shift
  "$@" &>/dev/null || missing+=("$package")
}
program() { command -v "$1"; }
header() { printf '#if !__has_include(<%s>)\n#error\n#endif\n' "$1" | c++ -E -x c++ -; }
python_headers() { ls /usr/include/python3.*/Python.h; }
clang_runtime() { ls "$(clang++ -print-resource-dir)"/lib/linux/libclang_rt.fuzzer*; }
libcxx() { echo '#include <string>' | clang++ -stdlib=libc++ -E -x c++ -; }

build_group() {
  need ca-certificates test -e /etc/ssl/certs/ca-certificates.crt
  need g++ program c++
  need cmake program cmake
  need ninja-build program ninja
  need pkg-config program pkg-config
  need libcurl4-openssl-dev header curl/curl.h
  need nlohmann-json3-dev header nlohmann/json.hpp
  need libhowardhinnant-date-dev header date/date.h
  need libyaml-cpp-dev header yaml-cpp/yaml.h
  need libmicrohttpd-dev header microhttpd.h
}

package_group() {
  need debhelper program dh
  need dpkg-dev program dpkg-buildpackage
  need git program git
}

test_group() {
  need libgtest-dev header gtest/gtest.h
  need libboost-dev header boost/asio.hpp
  need libcpp-httplib-dev header httplib.h
  need libssl-dev header openssl/ssl.h
  need pybind11-dev test -e /usr/include/pybind11/pybind11.h
  need python3-dev python_headers
  need zlib1g-dev header zlib.h
  need nghttp2-proxy program nghttpx
  need nginx-light program nginx
  need haproxy program haproxy
  need python3 program python3
  need python3-venv python3 -c 'import ensurepip'
  need python3-yaml python3 -c 'import yaml'
  need strace program strace
  need zsh program zsh
  need fish program fish
}

benchmark_group() {
  need valgrind program valgrind
  need strace program strace
  need binutils program strip
  need python3 program python3
}

coverage_group() {
  need gcovr program gcovr
}

check_group() {
  need ccache program ccache
  need clang program clang++
  need libclang-rt-dev clang_runtime
  need libc++-dev libcxx
  need abigail-tools program abidiff
  need doxygen program doxygen
  need doxygen-awesome-css test -e /usr/share/doxygen-awesome-css
  need devscripts program hardening-check
  need lintian program lintian
  need clang-format program clang-format
  need clang-tidy program clang-tidy
  need mandoc program mandoc
  need python3 program python3
  need shellcheck program shellcheck
}

for group in "$@"; do
  "${group}_group"
done
if [[ ${#missing[@]} -eq 0 ]]; then
  exit 0
fi

as_root=()
[[ $EUID -eq 0 ]] || as_root=(sudo)
if ! program apt-get >/dev/null || ! program "${as_root[0]:-true}" >/dev/null; then
  echo "Missing, by the names of their Debian packages: ${missing[*]}" >&2
  exit 1
fi
echo "Installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" &>>"$log"; }
if ! { apt update && apt install --yes --no-install-recommends "${missing[@]}"; }; then
  cat "$log" >&2
  exit 1
fi
