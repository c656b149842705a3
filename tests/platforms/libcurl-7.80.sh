# shellcheck shell=bash
# The oldest libcurl that the project takes. No Debian has it; its source comes with a crate of Rust's registry.
make_root bookworm amd64 debian-12
# shellcheck disable=SC2016  # expands in the chroot
in_fresh_clone debian-12 '
  bash cmake/install-deps.sh build test
  apt-get install --yes --quiet --quiet --no-install-recommends cargo-web libnghttp2-dev >/dev/null
  mkdir /opt/crate
  cd /opt/crate
  printf "%s\n" "[package]" "name = \"none\"" "version = \"0.0.0\"" "[lib]" "path = \"none.rs\"" \
    "[dependencies]" "curl-sys = \"=0.4.51\"" >Cargo.toml
  touch none.rs
  cargo vendor --quiet >/dev/null
  cmake -S vendor/curl-sys/curl -B build -G Ninja -D CMAKE_BUILD_TYPE=Release -D CMAKE_C_COMPILER_LAUNCHER=ccache \
    -D CMAKE_INSTALL_PREFIX=/opt/curl -D BUILD_CURL_EXE=OFF -D BUILD_TESTING=OFF -D USE_NGHTTP2=ON >curl.log
  cmake --build build --target install >>curl.log
  cd /opt/project
  export CMAKE_PREFIX_PATH=/opt/curl LD_LIBRARY_PATH=/opt/curl/lib PKG_CONFIG_PATH=/opt/curl/lib/pkgconfig
  cmake --preset release -D BENTOCLOUD_CONFORMANCE=OFF
  cmake --build --preset release
  echo "versions: g++ $(c++ -dumpfullversion), libcurl $(pkg-config --modversion libcurl)"
  ctest --preset release --parallel "$(nproc)"'
