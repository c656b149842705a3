#!/usr/bin/env bash
# Looks at every page of the reference at a phone's width, in headless Chromium (the Debian package
# `chromium`), and lists those that are wider.
#
# Usage: phone.sh [FOLDER]     what cmake/reference.sh made; by default build/reference
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=$(realpath "${1:-build/reference}")/html
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

{
  echo '<iframe style="width: 400px; height: 800px"></iframe><script>const pages = ['
  find "$folder" -maxdepth 1 -name '*.html' -printf '"file://%p",\n' | LC_ALL=C sort
  cat <<'END'
];
const frame = document.querySelector("iframe"), lines = [];
(async () => {
  for (const page of pages) {
    await new Promise(loaded => { frame.onload = loaded; frame.src = page; });
    await new Promise(drawn => setTimeout(drawn, 100));
    const parts = [frame.contentDocument.documentElement, frame.contentDocument.getElementById("doc-content")];
    for (const part of parts.filter(part => part && part.scrollWidth > part.clientWidth))
      lines.push(`${page}: ${part.scrollWidth} pixels in ${part.clientWidth}`);
  }
  document.body.textContent = [...lines, `${pages.length} pages, ${lines.length} too wide`, ""].join("\n");
})();
</script>
END
} >"$work/all.html"
chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/profile" --allow-file-access-from-files \
  --hide-scrollbars --virtual-time-budget=3600000 --dump-dom "file://$work/all.html" >"$work/page" 2>"$work/log" ||
  { cat "$work/log" >&2; exit 1; }
sed 's/<[^>]*>//g' "$work/page"
grep --quiet ' pages, 0 too wide' "$work/page"
