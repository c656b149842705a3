#!/usr/bin/env bash
# Reads the includes of src/ and include/ and compares them, and src/architecture.svg, with
# modules.txt. All is in the inline namespace. No source may be longer than 500 lines, or call what only POSIX has.
#
# Usage: check.sh [ROOT]     the tree to look at; by default the one that this script is in
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "${1:-$here/../..}"

declare -a patterns owners outside_headers outside_files
declare -A rank users
failed=0

fail() {
  echo "$*" >&2
  failed=1
}

read_modules() {
  local kind name rest word
  set -f  # patterns stay patterns
  while read -r kind name rest; do
    [[ $kind == user ]] && users[$name]=1
    for word in $rest; do
      case $kind in
        module) patterns+=("$word") owners+=("$name") rank[$name]=${#owners[@]} ;;
        outside) outside_headers+=("$name") outside_files+=("$word") ;;
      esac
    done
  done < <(grep -vE '^(#|$)' "$here/modules.txt")
  set +f
}

# find_module FILE: sets `module`.
find_module() {
  local i
  for i in "${!patterns[@]}"; do
    # shellcheck disable=SC2053  # it is a pattern
    if [[ $1 == ${patterns[i]} ]]; then
      module=${owners[i]}
      return
    fi
  done
  module=none
  fail "$1 belongs to no module"
}

# check_outside FILE HEADER
check_outside() {
  local i
  for i in "${!outside_headers[@]}"; do
    # shellcheck disable=SC2053
    [[ $2 == ${outside_headers[i]} && $1 == ${outside_files[i]} ]] && return
  done
  fail "$1 must not include <$2>"
}

# check_include FILE INCLUDE: the include with its brackets or quotes.
check_include() {
  local from included
  case $2 in
    \"*) included=src/${2//\"/}
      [[ $1 != src/cli/* ]] || included=src/cli/${2//\"/} ;;
    \<bentocloud/*) included=${2#<} included=include/${included%>} ;;
    \<*[./]*) included=${2#<} && check_outside "$1" "${included%>}" && return ;;
    *) return ;;  # C++'s own
  esac
  find_module "$1" && from=$module
  find_module "$included"
  [[ $from == "$module" ]] && return
  if [[ -v users[$from] && $included != include/* ]]; then
    fail "$1 must not include $included, which is not public"
  elif [[ ${rank[$from]} -gt ${rank[$module]} ]]; then
    fail "$1 must not include $included: $module is above $from"
  fi
}

check_includes() {
  local file include
  while IFS=: read -r file include; do
    check_include "$file" "$include"
  done < <(grep -rE '^ *# *include' src include --include='*.?pp' |
    sed -E 's/: *# *include *([<"][^>"]*[>"]).*/:\1/')
}

# The titles of the picture's boxes, from the top down.
check_picture() {
  local name
  diff --label modules.txt --label src/architecture.svg \
    <(for name in "${!rank[@]}"; do echo "${rank[$name]} $name"; done | sort -n | cut -d' ' -f2) \
    <(sed -n 's/.*<title>\(.*\)<\/title>.*/\1/p' src/architecture.svg) ||
    fail "src/architecture.svg shows another architecture"
}

# All is in the inline namespace, whose name is that of export.hpp: without it, it would be another.
check_namespaces() {
  local file
  while read -r file; do
    fail "$file: \`inline namespace BENTOCLOUD_ABI {\` must follow"
  done < <(grep -rPzl 'namespace bentocloud(::.*)? \{\n(?!inline namespace BENTOCLOUD_ABI \{)' \
    src include --include='*.?pp' --exclude-dir=cli)
  while read -r file; do
    grep -q '#include <bentocloud/.*>' "$file" || [[ $file == *.cpp || $file == */export.hpp ]] ||
      fail "$file must include <bentocloud/export.hpp>"
  done < <(grep -rl BENTOCLOUD_ABI src include --include='*.?pp')
}

check_sources() {
  local file lines posix
  while read -r lines file; do
    [[ $lines -le 500 ]] || fail "$file has $lines lines"
  done < <(find src -type f -exec wc -l {} + | grep -v ' total$')
  posix='setenv|unsetenv|putenv|strn?casecmp|gmtime_r|localtime_r|timegm|tzset|strptime|strerror_r'
  posix+='|fork|exec[lv]\w*|popen|getpw\w+|u?sleep|nanosleep|pthread_\w+|sigaction'
  if grep -rnE "(^|[^.>:[:alnum:]_])(::)?($posix) *\(" src include --include='*.?pp' --exclude='system*.cpp'; then
    fail "this is not portable"
  fi
}

read_modules
check_includes
check_picture
check_namespaces
check_sources
exit $failed
