# shellcheck shell=bash
# All but what compares with the Python client, some of whose packages are not built for 32 bit.
make_root bookworm i386 i386
in_fresh_clone i386 "
  bash examples/quickstart.sh
  bash cmake/install-deps.sh build test
  cmake --preset release -D BENTOCLOUD_CONFORMANCE=OFF
  cmake --build --preset release
  ${versions:?}
  ctest --preset release --parallel 2"
