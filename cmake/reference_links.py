#!/usr/bin/env python3
"""Lists the dead links of a folder of HTML: files and anchors that are not there, in pages, in
their tree and in the search. Other sites are not asked.

Usage: reference_links.py FOLDER
"""

import html.parser
import pathlib
import re
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.anchors, self.links = set(), []
        self.feed(path.read_text())

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ("id", "name") and value:
                self.anchors.add(value)
            elif name in ("href", "src") and value:
                self.links.append(value)


def links_of_script(path):
    """Those that the tree and the search are made of."""
    return re.findall(r"""["']([\w./-]+\.html(?:#[\w.-]*)?)["']""", path.read_text())


def is_dead(page, link, pages):
    target = urllib.parse.urlsplit(link)
    if target.scheme or target.netloc:
        return False
    path = (page.parent / urllib.parse.unquote(target.path)).resolve() if target.path else page
    if not path.is_file():
        return True
    anchor = urllib.parse.unquote(target.fragment)
    return path in pages and bool(anchor) and anchor not in pages[path].anchors


def main(folder):
    folder = pathlib.Path(folder).resolve()
    pages = {path: Page(path) for path in folder.rglob("*.html")}
    if not pages:
        sys.exit(f"{folder} has no pages")
    links = {path: page.links for path, page in pages.items()}
    links |= {path: links_of_script(path) for path in folder.rglob("*.js")}
    dead = [f"{path.relative_to(folder)}: the link {link} leads nowhere"
            for path, found in sorted(links.items()) for link in sorted(set(found))
            if is_dead(path, link, pages)]
    print(*dead, sep="\n", end="\n" if dead else "")
    return 1 if dead else 0


sys.exit(main(sys.argv[1]))
