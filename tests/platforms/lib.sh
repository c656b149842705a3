# shellcheck shell=bash
# What the scripts of the platforms share.

folder=${folder:?"run.sh says where everything is kept"}

# The mirror that this machine's own package sources name.
mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb (\[[^]]*\] )?([^ ]+) .*/\2/p' | grep -m 1 '/debian/*$'
}

# make_root SUITE ARCHITECTURE NAME: makes folder/NAME, a bare Debian, unless it is there.
make_root() {
  local suite=$1 architecture=$2 root=$folder/$3
  [[ ! -e $root.made ]] || return 0
  command -v debootstrap >/dev/null || apt-get install --yes --quiet debootstrap >/dev/null
  # A suite that is newer than debootstrap is made as sid is.
  local script=/usr/share/debootstrap/scripts/$suite
  [[ -e $script ]] || script=/usr/share/debootstrap/scripts/sid
  rm -rf --one-file-system "$root"
  echo "Making $root: Debian $suite, $architecture"
  debootstrap --variant=minbase --include=ca-certificates,ccache,git --arch="$architecture" \
    "$suite" "$root" "$(mirror)" "$script" >"$root.debootstrap" 2>&1 || { tail "$root.debootstrap"; return 1; }

  local suites=("$suite")
  [[ $suite == sid ]] || suites+=("$suite-updates")
  printf "deb $(mirror) %s main\n" "${suites[@]}" >"$root/etc/apt/sources.list"
  printf "deb-src $(mirror) %s main\n" "${suites[@]}" >>"$root/etc/apt/sources.list"
  apt-config dump | grep -E '^Acquire::(https?|Check)' >"$root/etc/apt/apt.conf.d/50as-outside" || true
  # Docker's way of keeping images small would throw away what the next run needs.
  echo 'Binary::apt-get::APT::Keep-Downloaded-Packages "true";' >"$root/etc/apt/apt.conf.d/60keep"
  rm -f "$root"/var/cache/apt/archives/*.deb
  touch "$root.made"
}

# inside NAME COMMAND [COPY]: runs a command of the shell in the chroot folder/NAME or in a copy of it. What it mounts
# and starts is gone afterwards; downloaded packages and what was compiled are kept for the next time.
inside() {
  local root=${3:-$folder/$1} command=$2 packages=$folder/packages/$1 ccache=$folder/ccache
  mkdir -p "$packages/partial" "$ccache" "$root/opt/project" "$root/var/cache/ccache"
  cp /etc/resolv.conf /etc/hosts "$root/etc/"
  # shellcheck disable=SC2016  # the inner shell's variables
  unshare --mount --pid --fork --kill-child bash -euc '
    root=$1 packages=$2 ccache=$3 project=$4 command=$5
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --bind /dev "$root/dev"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
    mount -t tmpfs tmpfs "$root/dev/shm"
    mount --bind "$packages" "$root/var/cache/apt/archives"
    mount --bind "$ccache" "$root/var/cache/ccache"
    [[ -e $root/opt/project/.git ]] || mount --bind -o ro "$project" "$root/opt/project"
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb \
      CCACHE_DIR=/var/cache/ccache DEBIAN_FRONTEND=noninteractive \
      chroot "$root" bash -euo pipefail -c "cd /opt/project; $command"
  ' inside "$root" "$packages" "$ccache" "$PWD" "$command"
}

# in_fresh_clone NAME COMMAND: the same in a copy of the chroot folder/NAME, in a clone of what is committed here.
in_fresh_clone() {
  local copy status=0
  copy=$(mktemp -d "$folder/run.XXXXXX")
  cp -a "$folder/$1/." "$copy/"
  git clone --quiet --no-hardlinks . "$copy/opt/project"
  inside "$1" "$2" "$copy" || status=$?
  rm -rf --one-file-system "$copy"
  return $status
}

# packages NAME PACKAGE...: installs what the chroot folder/NAME lacks.
packages() {
  local name=$1
  shift
  chroot "$folder/$name" dpkg-query --show "$@" &>/dev/null ||
    inside "$name" "apt-get update --quiet --quiet
      apt-get install --yes --quiet --quiet --no-install-recommends $* >/dev/null"
}

# The versions of a native platform, in a word of the shell there.
# shellcheck disable=SC2016
versions='echo "versions: g++ $(c++ -dumpfullversion), libcurl $(pkg-config --modversion libcurl)"'

# readme_commands NAME: both commands of the README, in a clone in a copy of the chroot folder/NAME.
readme_commands() {
  in_fresh_clone "$1" "bash examples/quickstart.sh; $versions; bash tests/run.sh"
}

# cross NAME TRIPLET EMULATOR: the unit tests, built for another processor and run by qemu.
cross() {
  local name=$1 triplet=$2 emulator=$3
  make_root bookworm amd64 "$name"
  [[ $(chroot "$folder/$name" dpkg --print-foreign-architectures) == "$name" ]] ||
    chroot "$folder/$name" dpkg --add-architecture "$name"
  packages "$name" cmake ninja-build pkg-config qemu-user-static "g++-$triplet" \
    nlohmann-json3-dev "libhowardhinnant-date-dev:$name" \
    "libcurl4-openssl-dev:$name" "libyaml-cpp-dev:$name" "libgtest-dev:$name" "libmicrohttpd-dev:$name"
  inside "$name" "
    cmake -S . -B /opt/build -G Ninja -D CMAKE_BUILD_TYPE=Release -D CMAKE_COMPILE_WARNING_AS_ERROR=ON \
      -D CMAKE_SYSTEM_NAME=Linux -D CMAKE_SYSTEM_PROCESSOR=${triplet%%-*} \
      -D CMAKE_CXX_COMPILER=$triplet-g++ -D CMAKE_CROSSCOMPILING_EMULATOR=$emulator \
      -D BENTOCLOUD_CLI=OFF -D BENTOCLOUD_EXAMPLES=OFF
    cmake --build /opt/build --target unit_tests
    echo \"versions: g++ \$($triplet-g++ -dumpfullversion), libcurl \$(dpkg-query --show --showformat '\${Version}' libcurl4:$name)\"
    $emulator /opt/build/tests/unit/unit_tests"
}

# report PLATFORM LOG STATUS: one line of what passed. Fails when something failed, when no test ran, and when the
# compiler warned.
report() {
  local platform=$1 log=$2 status=$3 passed failed skipped verdict=passed
  # ctest says it at its end; where there is none, programs of GoogleTest do.
  read -r passed failed skipped < <(tr -d '\r' <"$log" | awk '
    /tests passed, [0-9]+ tests? failed out of/ { ctest = 1; all += $NF; bad += $4 }
    /\((Skipped|Disabled)\)$/ { left_out += 1 }
    /^\[  PASSED  \] [0-9]+ test/ { good += $4 }
    /^\[  FAILED  \] [0-9]+ test/ { wrong += $4 }
    END { if (ctest) print all - bad - left_out, bad, left_out + 0; else print good + 0, wrong + 0, 0 }')
  if grep -E '(^|[ :])warning: ' "$log"; then
    verdict="the compiler warned"
  elif ((status != 0 || failed > 0 || passed == 0)); then
    verdict=failed
  fi
  echo "$platform: $verdict; $passed tests passed, $failed failed, $skipped skipped;" \
    "$(sed -n 's/^versions: //p' "$log" | tail -n 1)"
  [[ $verdict == passed ]]
}
