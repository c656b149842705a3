#!/usr/bin/env bash
# Checks the reference: that it has what it should, with the theme and without, and that a dead link in
# it is found. Needs what `cmake/install-deps.sh check` installs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$*" >&2
  exit 1
}
# has FILE WORDS
has() { grep --quiet --fixed-strings -- "$2" "$work/$1" || fail "$1 does not have $2"; }

# whole FOLDER: what every reference has.
whole() {
  has "$1/html/index.html" 'id="nav-tree"'
  has "$1/html/index.html" search/search.js
  grep --quiet "'rotate'" "$work/$1"/html/search/*.js || fail "the search does not find rotate"
  has "$1/html/index.html" 'class="toc"'
  # The brief of a group, in the summary of its class.
  has "$1/html/classbentocloud_1_1Result.html" 'class="mdescRight">Whether there is a value.'
  local page
  for page in $(sed -n 's/^INPUT .*= //p' cmake/Doxyfile) include/bentocloud/README.md; do
    [[ $page == */README.md ]] || continue
    page=$(sed -n '1s/^# //p' "$page")
    has "$1/html/guide.html" ">$page</a>"
  done
}

bash cmake/reference.sh "$work/themed reference" >/dev/null
whole "themed reference"
has "themed reference/html/index.html" DoxygenAwesomeDarkModeToggle.init
has "themed reference/html/index.html" 'href="doxygen-awesome.css"'

DOXYGEN_AWESOME=$work/nowhere bash cmake/reference.sh "$work/plain" >/dev/null 2>"$work/message"
whole plain
has message 'doxygen-awesome-css is not there'

# dead LINK FILE: the link in the file, beside a good one, is reported.
dead() {
  mkdir -p "$work/links/search"
  echo '<a id="here" href="#here"></a><a href="https://example.com/gone"></a>' >"$work/links/page.html"
  echo "['a',['../page.html#here']]" >"$work/links/search/all.js"
  python3 -B cmake/reference_links.py "$work/links" || fail "good links are taken for dead ones"
  case $2 in
    *.js) echo "['b',['$1']]" ;;
    *) echo "<a href=\"$1\"></a>" ;;
  esac >>"$work/links/$2"
  ! python3 -B cmake/reference_links.py "$work/links" >"$work/found" || fail "the dead link $1 in $2 is not found"
  has found "$2: the link $1 leads nowhere"
}
dead '#gone' page.html
dead gone.html page.html
dead page.html#gone page.html
dead ../page.html#gone search/all.js
dead ../gone.html search/all.js
