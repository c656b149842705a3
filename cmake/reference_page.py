#!/usr/bin/env python3
"""Makes a README a page of the reference: for Doxygen's FILTER_PATTERNS.

Each heading gets the anchor that links to it mean (Doxygen makes up others), after the name of its
folder, for the pages have headings in common; links to pages become links to anchors. Doxygen's list
of contents takes the place of the page's own.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def anchor(page, heading):
    if page == ROOT / "README.md" and heading == first_heading(page):
        return "mainpage"
    folder = "-".join(page.relative_to(ROOT).parent.parts) or "front"
    text = re.sub(r"[^\w\- ]", "", heading.lower())
    return f"{folder}-{text.replace(' ', '-')}"


def first_heading(page):
    return re.search(r"^# (.*)$", page.read_text(), re.MULTILINE)[1]


def convert_link(page, text, target):
    """What is not in the reference, such as a folder, is named and not linked."""
    name, _, heading = target.partition("#")
    linked = (page.parent / name).resolve() if name else page
    if re.match(r"\w+:", target):
        return f"[{text}]({target})"
    if linked.suffix == ".svg":
        return f"[{text}]({linked.name})"
    if linked.name != "README.md":
        return text
    if heading:
        heading = next(found for found in re.findall(r"^#+ (.*)$", linked.read_text(), re.MULTILINE)
                       if anchor(linked, found).endswith(f"-{heading}"))
    text = text.replace("`", "")  # Doxygen takes no Markdown there
    return f"[{text}](@ref {anchor(linked, heading or first_heading(linked))})"


def without_contents(text):
    """Such a list has links to headings of the page alone."""
    return re.sub(r"(?:^- \[.*\]\(#.*\n(?:^  .*\n)*)+", "", text, count=1, flags=re.MULTILINE)


def main(name):
    page = pathlib.Path(name).resolve()
    in_code = False
    for line in without_contents(page.read_text()).splitlines():
        in_code ^= line.lstrip().startswith("```")
        if not in_code:
            heading = re.match(r"#+ (.*)", line)
            line = re.sub(r"\[([^]]*)\]\(([^)\s[]+)\)",
                          lambda match: convert_link(page, *match.groups()), line)
            if heading:
                line += f" {{#{anchor(page, heading[1])}}}"
                if line.startswith("# "):
                    line += "\n\n[TOC]"
        print(line)


main(sys.argv[1])
