"""Where the instructions of one warm `get` go, as Markdown.

Usage: profile.py FOLDER     with the callgrind files that benchmark_get has left there
"""

import collections
import re
import subprocess
import sys

CALLS = (100, 300)

# Of the function's name and its object file; the first that matches.
PARTS = (
    ("libcurl", r"\[\S*/libcurl\.so"),
    ("JSON: the lexer and the parser", r"nlohmann::|bentocloud::json::"),
    ("this library, the rest", r"bentocloud::|\[\S*/benchmark_client\]"),
    ("C and C++ library: memory, copying (for all of the above)", ""),
)


def instructions(path):
    """Of each part, in the whole run."""
    text = subprocess.run(
        ["callgrind_annotate", "--threshold=100", "--show-percs=no", "--auto=no", path],
        check=True, capture_output=True, text=True).stdout
    counts = collections.Counter()
    for count, function in re.findall(r"^ *([\d,]+)  (\S*:.*)$", text, re.MULTILINE):
        part = next(name for name, pattern in PARTS if re.search(pattern, function))
        counts[part] += int(count.replace(",", ""))
    return counts


def per_call(folder, work):
    few, many = (instructions(f"{folder}/callgrind.{work}.{calls}") for calls in CALLS)
    return {part: (many[part] - few[part]) / (CALLS[1] - CALLS[0]) for part, _ in PARTS}


def main():
    folder = sys.argv[1]
    ours, libcurl = per_call(folder, "get"), per_call(folder, "get-by-libcurl")
    total = sum(libcurl.values())
    print("| instructions of one warm `get` | this library | libcurl alone | difference, of libcurl alone |")
    print("|---|---|---|---|")
    rows = [(part, ours[part], libcurl[part]) for part, _ in PARTS]
    rows.append(("all", sum(ours.values()), total))
    for part, mine, other in rows:
        print(f"| {part} | {mine:,.0f} | {other:,.0f} | {(mine - other) / total:+.2f} × |")


main()
