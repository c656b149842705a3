#!/usr/bin/env bash
# Makes the reference as HTML, of the READMEs and the public headers. Every warning and every dead link
# is an error. With doxygen-awesome-css (the Debian package, or its folder in DOXYGEN_AWESOME) it has
# that theme, and without it Doxygen's own.
#
# Usage: reference.sh [FOLDER]     by default build/reference; begin with its html/index.html
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

BENTOCLOUD_VERSION=$(sed -n 's/.*string_view version = "\(.*\)".*/\1/p' include/bentocloud/version.hpp)
BENTOCLOUD_REFERENCE=${1:-build/reference}
export BENTOCLOUD_VERSION BENTOCLOUD_REFERENCE
theme=${DOXYGEN_AWESOME:-/usr/share/doxygen-awesome-css}
rm -rf "$BENTOCLOUD_REFERENCE/html"
mkdir -p "$BENTOCLOUD_REFERENCE"

# theme_settings: what the theme adds to the Doxyfile. Its scripts go into the page header that this
# version of Doxygen has.
theme_settings() {
  local header=$BENTOCLOUD_REFERENCE/header.html script scripts=() tags=
  for script in DarkModeToggle=darkmode-toggle InteractiveToc=interactive-toc; do
    scripts+=("\"$theme/doxygen-awesome-${script#*=}.js\"")
    tags+="<script src=\"\$relpath^doxygen-awesome-${script#*=}.js\"></script>"
    tags+="<script>DoxygenAwesome${script%=*}.init()</script>\n"
  done
  # Doxygen 1.9.8 as root would put a file in the place of /dev/null.
  doxygen -w html "$header" "$BENTOCLOUD_REFERENCE/unused.html" "$BENTOCLOUD_REFERENCE/unused.css"
  sed -i "s|</head>|$tags&|" "$header"
  echo "HTML_HEADER = \"$header\""
  echo "HTML_EXTRA_FILES = ${scripts[*]}"
  printf 'HTML_EXTRA_STYLESHEET += "%s"\n' "$theme"/doxygen-awesome{,-sidebar-only,-sidebar-only-darkmode-toggle}.css \
    cmake/reference.css
  # The dark colours that later versions of Doxygen have get in the way of the theme's.
  if doxygen -s -g - | grep '^HTML_COLORSTYLE ' >/dev/null; then
    echo "HTML_COLORSTYLE = LIGHT"
  fi
}

{
  cat cmake/Doxyfile
  if [[ -e $theme/doxygen-awesome.css ]]; then
    theme_settings
  else
    echo "doxygen-awesome-css is not there: the reference looks as plain Doxygen makes it" >&2
  fi
} >"$BENTOCLOUD_REFERENCE/Doxyfile"
doxygen "$BENTOCLOUD_REFERENCE/Doxyfile"
python3 -B cmake/reference_links.py "$BENTOCLOUD_REFERENCE/html"
echo "$BENTOCLOUD_REFERENCE/html/index.html"
