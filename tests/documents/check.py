#!/usr/bin/env python3
"""Checks every README: its links, its length, its commands; and extracts its C++ snippets.

Usage: check.py                 links, length of the front page, commands
       check.py FOLDER          writes the C++ snippets as sources into FOLDER, and lists them
       check.py --block PAGE WORDS   prints the one block of PAGE that has WORDS in it
"""

import pathlib
import re
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
FRONT_PAGE_LINES = 250


def pages():
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True)
    found = [ROOT / name for name in listed.stdout.split()] if listed.returncode == 0 else []
    return found or sorted(path for path in ROOT.rglob("*.md") if "build" not in path.parts)


def blocks(text):
    """The fenced blocks: language, and what is between the fences."""
    return re.findall(r"^ *```(\w+)\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)


def without_blocks(text):
    return re.sub(r"^ *```\w*\n.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)


def without_code(text):
    return re.sub(r"`[^`]*`", "", without_blocks(text))


def anchor(heading):
    """As hosts make it of a heading."""
    text = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower())
    return text.replace(" ", "-")


def headings(path):
    return re.findall(r"^#+ (.*)$", without_blocks(path.read_text()), re.MULTILINE)


def check_links(path):
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(path.read_text())):
        if re.match(r"\w+:", target):
            continue
        name, _, wanted = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        if not file.exists():
            yield f"the link {target} leads nowhere"
        elif wanted and wanted not in map(anchor, headings(file)):
            yield f"the link {target} leads to no heading"


def check_commands(path, known):
    """Each command of a shell block has to be one that a test or the CI runs: commands.toml says which."""
    for language, block in blocks(path.read_text()):
        if language != "sh":
            continue
        for line in block.splitlines():
            command = re.sub(r"\s+#.*", "", line).strip()
            if command and command not in known:
                yield f"no test runs the command: {command}"


def check_front_page(path):
    lines = len(path.read_text().splitlines())
    if lines > FRONT_PAGE_LINES:
        yield f"{lines} lines; at most {FRONT_PAGE_LINES}"


def check_runners(commands):
    """What commands.toml says of where a command is run, in the words of that file."""
    for command, runner in commands.items():
        if runner["words"] not in (ROOT / runner["file"]).read_text():
            yield f"commands.toml: {runner['file']} does not have {runner['words']!r}, for {command!r}"


def check():
    with open(HERE / "commands.toml", "rb") as file:
        commands = tomllib.load(file)
    problems = [*check_runners(commands), *check_front_page(ROOT / "README.md")]
    for path in pages():
        for problem in [*check_links(path), *check_commands(path, commands)]:
            problems.append(f"{path.relative_to(ROOT)}: {problem}")
    print(*problems, sep="\n", end="\n" if problems else "")
    return 1 if problems else 0


def is_program(snippet):
    return "int main()" in snippet or "TEST(" in snippet


def sources(path):
    """The snippets of a page as sources: each program as it is, all else as functions of one."""
    functions = []
    for language, block in blocks(path.read_text()):
        if language == "cpp" and is_program(block):
            yield "#include <gtest/gtest.h>\n" + block
        elif language == "cpp":
            functions.append(f"static void snippet_{len(functions) + 1}() {{\n{block}}}\n")
    if functions:
        calls = "".join(f"  snippet_{number + 1}();\n" for number in range(len(functions)))
        yield "\n".join([(HERE / "prelude.hpp").read_text(), *functions,
                         f"void all_snippets() {{\n{calls}}}\n"])


def write_snippets(folder):
    for path in pages():
        page = "_".join(path.relative_to(ROOT).parent.parts) or "front"
        for number, text in enumerate(sources(path), 1):
            file = folder / f"{page}_{number}.cpp"
            file.write_text(text)
            print(file)
    return 0


def print_block(page, words):
    found = [block for _, block in blocks((ROOT / page).read_text()) if words in block]
    if len(found) != 1:
        sys.exit(f"{page} has {len(found)} blocks with {words!r}")
    print(found[0], end="")
    return 0


def main(arguments):
    if not arguments:
        return check()
    if arguments[0] == "--block":
        return print_block(*arguments[1:])
    return write_snippets(pathlib.Path(arguments[0]))


sys.exit(main(sys.argv[1:]))
