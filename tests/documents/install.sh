#!/usr/bin/env bash
# Follows the READMEs to the letter: runs their commands for installing the library and the command
# line, and builds the first program in empty folders, by each way that the README names.
#
# Usage: install.sh
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CMAKE_GENERATOR=Ninja

# block PAGE WORDS: the block of that page that has these words in it.
block() { python3 -B "$root/tests/documents/check.py" --block "$1" "$2"; }

# program FOLDER: the first program in an empty folder.
program() {
  mkdir "$1"
  block README.md 'int main()' >"$1/my_program.cpp"
  echo 'void save(std::string_view) {}' >>"$1/my_program.cpp"
}

# project FOLDER WORDS: the same as a project, linked as the block with these words says.
project() {
  program "$1"
  {
    echo 'cmake_minimum_required(VERSION 3.22)'
    echo 'project(my_project LANGUAGES CXX)'
    echo 'add_executable(my_program my_program.cpp)'
    block README.md "$2"
  } >"$1/CMakeLists.txt"
}

# Without credentials it says what to do, in one sentence.
run() {
  local said
  said=$(env -u BENTO_CLOUD_API_KEY BENTOML_HOME="$work/none" "$@" 2>&1 >/dev/null) && return 1
  [[ $said == *"log in"* || $said == *"cloud login"* ]]
}

git clone --quiet "$root" "$work/checkout"
cd "$work/checkout"
HOME=$work/home
export HOME
mkdir "$HOME"

echo "install into a prefix"
bash -e <(block README.md 'cmake --install') >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

echo "find_package"
project "$work/found" 'find_package(bentocloud'
cmake -S "$work/found" -B "$work/found/build" -D CMAKE_PREFIX_PATH="$HOME/.local" >/dev/null
cmake --build "$work/found/build" >/dev/null
run "$work/found/build/my_program"

echo "pkg-config"
program "$work/plain"
PKG_CONFIG_PATH=$(dirname "$(find "$HOME/.local" -name bentocloud.pc)")
export PKG_CONFIG_PATH
(cd "$work/plain" && bash -e <(block README.md 'pkg-config --cflags'))
run "$work/plain/a.out"

echo "FetchContent"
project "$work/fetched" 'include(FetchContent)'
ln -s "$work/checkout" "$work/fetched/bentocloud"
cmake -S "$work/fetched" -B "$work/fetched/build" -D CMAKE_CXX_COMPILER_LAUNCHER=ccache >/dev/null
cmake --build "$work/fetched/build" >/dev/null
run "$work/fetched/build/my_program"

echo "the command line"
bash -e <(block src/cli/README.md 'cmake --install') >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
"$HOME/.local/bin/bentocloud" version
