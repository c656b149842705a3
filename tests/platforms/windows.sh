# shellcheck shell=bash
# Cross-compiled by MinGW-w64, run in Wine. What the project needs is built from Debian's source packages.
make_root trixie amd64 windows
packages windows cmake dpkg-dev g++-mingw-w64-x86-64-posix make ninja-build pkg-config wine wine64 \
  libhowardhinnant-date-dev nlohmann-json3-dev

# shellcheck disable=SC2016  # expands in the chroot
dependencies='
  export CMAKE_TOOLCHAIN_FILE=/opt/project/tests/platforms/windows.cmake CMAKE_GENERATOR=Ninja
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache CMAKE_C_COMPILER_LAUNCHER=ccache

  # A mirror may list the newest source before it has it.
  unpack() {
    local version
    for version in $(apt-cache showsrc --only-source "$1" | sed -n "s/^Version: //p" | sort --version-sort --reverse); do
      if apt-get source --quiet --quiet --only-source "$1=$version" &>"$1.log"; then
        mv "$1"-*/ "$1"
        return
      fi
    done
    cat "$1.log"
    return 1
  }

  # install PACKAGE OPTION...: from its source package into /opt/windows, once.
  install() {
    local package=$1
    shift
    [[ ! -e /opt/windows/$package.done ]] || return 0
    echo "Building $package"
    mkdir -p /opt/source
    cd /opt/source
    [[ -d $package ]] || {
      unpack "$package"
    }
    if [[ -e $package/configure && ! -e $package/CMakeLists.txt ]]; then
      (cd $package && ./configure --host=x86_64-w64-mingw32 --prefix=/opt/windows "$@" && make -j2 install)
    else
      cmake -S "$package" -B "$package.build" -D CMAKE_BUILD_TYPE=Release \
        -D CMAKE_INSTALL_PREFIX=/opt/windows -D BUILD_SHARED_LIBS=OFF -D BUILD_TESTING=OFF "$@"
      cmake --build "$package.build" --target install --parallel "$(nproc)"
    fi >"$package.log" 2>&1 || { tail -n 30 "$package.log"; return 1; }
    touch "/opt/windows/$package.done"
    cd /opt/project
  }
  install curl -D CURL_USE_SCHANNEL=ON -D BUILD_CURL_EXE=OFF -D CURL_USE_LIBPSL=OFF -D CURL_USE_LIBSSH2=OFF \
    -D HTTP_ONLY=ON -D BUILD_LIBCURL_DOCS=OFF -D BUILD_MISC_DOCS=OFF -D ENABLE_CURL_MANUAL=OFF
  install yaml-cpp -D YAML_CPP_BUILD_TOOLS=OFF -D YAML_CPP_BUILD_TESTS=OFF
  install googletest
  # Headers alone, the same everywhere. What Debian says of date also says where its library of time zones is.
  cp -r /usr/include/date /usr/include/nlohmann /opt/windows/include
  mkdir -p /opt/windows/share/cmake/date
  cp -r /usr/share/cmake/nlohmann_json /opt/windows/share/cmake
  echo "add_library(date::date INTERFACE IMPORTED)" >/opt/windows/share/cmake/date/dateConfig.cmake
  echo "target_include_directories(date::date INTERFACE /opt/windows/include)" >>/opt/windows/share/cmake/date/dateConfig.cmake
  install libmicrohttpd --disable-shared --disable-doc --disable-examples --disable-tools --disable-https
'
inside windows "$dependencies
  cmake -S . -B /opt/build -D CMAKE_BUILD_TYPE=Release -D CMAKE_COMPILE_WARNING_AS_ERROR=ON \
    -D CMAKE_CXX_FLAGS=-DYAML_CPP_STATIC_DEFINE -D BENTOCLOUD_EXAMPLES=OFF -D BENTOCLOUD_INSTALL=OFF -D CMAKE_GTEST_DISCOVER_TESTS_DISCOVERY_MODE=PRE_TEST
  cmake --build /opt/build --parallel 2 --target bentocloud unit_tests loopback_tests bentocloud_cli
  echo \"versions: g++ \$(x86_64-w64-mingw32-g++-posix -dumpversion), libcurl \$(sed -n 's/^#define LIBCURL_VERSION \"\\(.*\\)\"/\\1/p' /opt/windows/include/curl/curlver.h) (Schannel), \$(wine --version)\"
  export WINEDEBUG=-all
  wine /opt/build/tests/unit/unit_tests.exe
  wine /opt/build/tests/loopback/loopback_tests.exe
  wine /opt/build/src/cli/bentocloud.exe --help"
