#!/usr/bin/env python3
"""Writes the differences of differences.toml into the README beside it, between two markers.

Usage: tables.py [--check]     with --check it writes nothing, and fails when it would
"""

import pathlib
import sys
import tomllib

HERE = pathlib.Path(__file__).parent
README = HERE / "README.md"
BEGIN = "<!-- made of tests/conformance/differences.toml by tables.py: begin -->\n"
END = "<!-- end -->\n"
AREAS = {
    "calls": "What calls do otherwise:",
    "responses": "What is made of unusual responses:",
    "credentials": "Credentials come from the same places, but:",
    "commands": "The programs take the same command lines, but for `bentoml` and `bentocloud`:",
    "contexts": "So do `bentoml cloud` and `bentocloud cloud`, which share one context file:",
}


def table(head, rows):
    def line(cells):
        return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells) + "\n"

    return line(head) + "|---" * len(head) + "|\n" + "".join(map(line, rows))


def text(differences):
    parts = [table(["`bentoml.api_token`", "`bentocloud::api_token`"], differences["names"])]
    for area, title in AREAS.items():
        rows = [[entry["python"], entry["here"], entry["reason"]] for entry in differences[area]]
        parts.append(f"{title}\n\n" + table(["Python", "here", "why"], rows))
    return "\n".join(parts)


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    before = README.read_text()
    head, begin, rest = before.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        sys.exit("tables.py: the README has no markers")
    with open(HERE / "differences.toml", "rb") as file:
        after = head + begin + "\n" + text(tomllib.load(file)) + "\n" + end + tail
    if not arguments:
        README.write_text(after)
    elif after != before:
        sys.exit("tests/conformance/README.md is not up to date: run tests/conformance/tables.py")


main(sys.argv[1:])
