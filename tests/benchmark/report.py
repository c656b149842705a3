"""Judges the benchmarks: writes the table and the chart of their results.

Usage: report.py FOLDER README <RESULTS     FOLDER gets benchmarks.md and benchmarks.svg; in README
the table is replaced. A line of RESULTS: work, measured, unit, "at most" or "at least", limit (0:
none), detail; separated by tabs.
"""

import datetime
import html
import platform
import re
import subprocess
import sys
from typing import NamedTuple


class Result(NamedTuple):
    work: str
    measured: float
    unit: str
    bar: str
    limit: float
    detail: str

    @property
    def share(self):
        """Of the bar that is used up; more than 1: it is missed."""
        return self.measured / self.limit if self.bar == "at most" else self.limit / self.measured

    @property
    def is_met(self):
        return self.share <= 1

    @property
    def verdict(self):
        return "" if self.limit == 0 else "yes" if self.is_met else "**no**"


def read(line):
    work, measured, unit, bar, limit, detail = line.rstrip("\n").split("\t")
    return Result(work, float(measured), unit, bar, float(limit), detail)


def figure(result):
    """What was measured, with three significant digits."""
    value = result.measured
    return (f"{value:,.0f}" if value >= 1000 else f"{value:#.3g}".rstrip(".")) + " " + result.unit


def first_line(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")[0]


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = re.findall(r"model name\s*: (.*)", file.read())
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    libraries = ", ".join(
        f"{name} {first_line('pkg-config', '--modversion', package)}"
        for name, package in (("libcurl", "libcurl"), ("nlohmann/json", "nlohmann_json")))
    return (f"{datetime.date.today()}: {len(models)} × {models[0]}, {system}, "
            f"Linux {platform.release().split('-')[0]}, GCC {first_line('c++', '-dumpfullversion')}, "
            f"{libraries}.")


def table(results):
    lines = ["| work | measured | bar | met | in figures |", "|---|---|---|---|---|"]
    for result in results:
        bar = f"{result.bar} {result.limit:g} {result.unit}" if result.limit else ""
        lines.append(f"| {result.work} | {figure(result)} | {bar} "
                     f"| {result.verdict} | {result.detail} |")
    return "\n".join(lines + ["", machine(), ""])


ROW, TOP, LEFT, WIDTH, RIGHT, MOST = 28, 64, 420, 260, 240, 2.0
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600; font-size: 15px }
.met { fill: #0969da } .missed { fill: #bc4c00 } .line { stroke: #1f2328; stroke-dasharray: 3 3 }
:root { color-scheme: light dark }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .line { stroke: #e6edf3 } .met { fill: #4493f8 } .missed { fill: #f0883e }
}
"""


def chart_row(index, result):
    y = TOP + index * ROW
    length = min(result.share, MOST) / MOST * WIDTH
    style = "met" if result.is_met else "missed"
    label = f"{figure(result)} ({result.bar} {result.limit:g})"
    end = " ▸" if result.share > MOST else ""
    return (f'<text x="{LEFT - 12}" y="{y + 14}" text-anchor="end">{html.escape(result.work)}</text>'
            f'<rect class="{style}" x="{LEFT}" y="{y + 2}" width="{length:.1f}" height="16" rx="2"/>'
            f'<text x="{LEFT + WIDTH + 12}" y="{y + 14}">{label}{end}{"" if result.is_met else ", missed"}'
            "</text>")


def chart(results):
    width, height = LEFT + WIDTH + RIGHT, TOP + len(results) * ROW + 12
    bar = LEFT + WIDTH / MOST
    rows = "\n".join(chart_row(*row) for row in enumerate(results))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">
<title>How much of each bar is used up</title>
<style>{STYLE}</style>
<text class="title" x="{LEFT - 12}" y="24" text-anchor="end">How much of its bar each work uses up</text>
<text x="{bar}" y="{TOP - 16}" text-anchor="middle">the bar</text>
{rows}
<line class="line" x1="{bar}" y1="{TOP - 8}" x2="{bar}" y2="{height - 8}"/>
</svg>
"""


def replace_in_readme(path, text):
    begin, end = "<!-- benchmarks -->\n", "<!-- end of benchmarks -->\n"
    with open(path, encoding="utf-8") as file:
        before, rest = file.read().split(begin)
    after = rest.split(end)[1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(before + begin + text + end + after)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    folder, readme = sys.argv[1:]
    results = [read(line) for line in sys.stdin]
    text = table(results)
    write(f"{folder}/benchmarks.md", text)
    write(f"{folder}/benchmarks.svg", chart([result for result in results if result.limit]))
    replace_in_readme(readme, text)
    print(text)


main()
