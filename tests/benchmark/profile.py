"""Where the instructions of one warm `get` go, as Markdown.

Usage: profile.py FOLDER     with the callgrind files that benchmark_get has left there
"""

import collections
import re
import subprocess
import sys

CALLS = (100, 300)

# By the function's name and its object file; the first that matches.
PARTS = (
    ("libcurl", r"\[\S*/libcurl\.so"),
    ("JSON: the lexer and the parser", r"nlohmann::|bentocloud::(?:v\w+::)?json::"),
    ("this library, the rest", r"bentocloud::|\[\S*/benchmark_client\]"),
    ("C and C++ library: memory and copying, for all of these", ""),
)
DECODING = r"bentocloud::(?:v\w+::)?json::read\("


def functions(path, *options):
    """What callgrind has counted for each: pairs of instructions and name."""
    text = subprocess.run(
        ["callgrind_annotate", "--threshold=100", "--show-percs=no", "--auto=no", *options, path],
        check=True, capture_output=True, text=True).stdout
    for count, name in re.findall(r"^ *([\d,]+)  (\S*:.*)$", text, re.MULTILINE):
        yield int(count.replace(",", "")), name


def by_part(path):
    counts = collections.Counter()
    for count, name in functions(path):
        counts[next(part for part, pattern in PARTS if re.search(pattern, name))] += count
    return counts


def decoding(path):
    """All that happens from the beginning to the end of it."""
    return next(count for count, name in functions(path, "--inclusive=yes")
                if re.search(DECODING, name))


def main():
    paths = {work: [f"{sys.argv[1]}/callgrind.{work}.{calls}" for calls in CALLS]
             for work in ("get", "get-by-libcurl")}

    def per_call(work, count):
        few, many = map(count, paths[work])
        return (many - few) / (CALLS[1] - CALLS[0])

    rows = [(part, *(per_call(work, lambda path: by_part(path)[part]) for work in paths))
            for part, _ in PARTS]
    ours, libcurl = (sum(column) for column in list(zip(*rows))[1:])
    print("| instructions of one warm `get` | this library | libcurl alone | difference |")
    print("|---|---|---|---|")
    for part, mine, others in [*rows, ("all", ours, libcurl)]:
        print(f"| {part} | {mine:,.0f} | {others:,.0f} | {(mine - others) / libcurl:+.2f} × |")
    decode = per_call("get", decoding)
    print("\nThe differences are in units of all that libcurl alone takes. Decoding the response, memory "
          f"included, takes {decode:,.0f} instructions, which is {decode / libcurl:.2f} × of that; "
          f"all the rest of a `get` {(ours - decode) / libcurl:.2f} ×.")


main()
