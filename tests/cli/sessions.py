#!/usr/bin/env python3
"""Runs the sessions of src/cli/README.md: the lines that begin with `$` in its `console` blocks,
one after the other, on a terminal of 100 columns, with a LocalCloud behind it.

Usage: sessions.py [--check]    writes what they print into the README; with --check it fails
                                instead when that is not there already, but for uids, values and times
The program and the cloud are those of build/release, or what PROGRAM and LOCAL_CLOUD say.
"""

import os
import pathlib
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
README = ROOT / "src" / "cli" / "README.md"
BUILD = ROOT / "build" / "release"
os.environ.setdefault("PROGRAM", str(BUILD / "src" / "cli" / "bentocloud"))
os.environ.setdefault("LOCAL_CLOUD", str(BUILD / "examples" / "local_cloud"))

from support import LocalCloud, PROGRAM, Terminal  # noqa: E402  needs these variables


def run(command, cloud, folder):
    """What the command writes, standard error included."""
    path = f"{os.path.dirname(PROGRAM)}:{os.environ['PATH']}"
    with Terminal(cloud, "-c", f"cd {folder}; {command}", program="bash", columns=100,
                  NO_COLOR="1", TZ="UTC0", PATH=path, BENTOML_HOME=folder) as terminal:
        terminal.wait()
        return terminal.lines()


def after(page, cloud, folder):
    """The page with what its commands write now."""
    lines = []
    is_session = False
    for line in page.splitlines():
        if line.startswith("```"):
            is_session = line == "```console"
        if not is_session or line.startswith("```"):
            lines.append(line)
        elif line.startswith("$ "):
            lines += [line, *run(line[2:], cloud, folder)]
    return "\n".join(lines) + "\n"


def masked(page):
    """Without what is different each time; of the same length, for tables."""
    page = re.sub(r"\b([a-z0-9]{20}|[a-z0-9]{25})\b", lambda found: "#" * len(found[0]), page)
    page = re.sub(r"\d{4}-\d\d-\d\d", "####-##-##", page)
    page = re.sub(r"\b\d\d:\d\d(:\d\d)?", lambda found: re.sub(r"\d", "#", found[0]), page)
    return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:#", page)


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    before = README.read_text(encoding="utf-8")
    cloud = LocalCloud()
    try:
        with tempfile.TemporaryDirectory() as folder:
            page = after(before, cloud, folder)
    finally:
        cloud.close()
    if not arguments:
        README.write_text(page, encoding="utf-8")
    elif masked(page) != masked(before):
        for old, new in zip(masked(before).splitlines(), masked(page).splitlines()):
            if old != new:
                print(f"there: {old}\nnow:   {new}")
                break
        sys.exit("src/cli/README.md is not current: run tests/cli/sessions.py")


if __name__ == "__main__":
    main(sys.argv[1:])
