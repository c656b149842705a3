"""Writes what the benchmarks have measured: the tables of the README and the charts.

Usage: report.py FOLDER README <RESULTS     FOLDER gets growth.svg and time.svg; in README
the tables are replaced. Fails where a bar of bars.toml is missed, and says so. Lines of RESULTS,
separated by tabs: work, measured, unit, detail; "growth", work, count, milliseconds; "work", work,
who, milliseconds.
"""

import datetime
import html
import math
import pathlib
import platform
import re
import subprocess
import sys
import tomllib
from typing import NamedTuple

HERE = pathlib.Path(__file__).parent


class Result(NamedTuple):
    work: str
    measured: float
    unit: str
    detail: str


def figure(value, unit=""):
    """With three significant digits."""
    text = f"{value:,.0f}" if value >= 1000 else f"{value:#.3g}".rstrip(".")
    return f"{text} {unit}".strip()


def first_line(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")[0]


def version(package):
    return first_line("pkg-config", "--modversion", package)


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = re.findall(r"model name\s*: (.*)", file.read())
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    return (f"{datetime.date.today()}: {len(models)} × {models[0]}, {system}, "
            f"Linux {platform.release().split('-')[0]}, GCC {first_line('c++', '-dumpfullversion')}, "
            f"libcurl {version('libcurl')}, nlohmann/json {version('nlohmann_json')}.")


def read(lines):
    """The results, the growth as {work: {count: ms}}, and the works as {work: {who: ms}}."""
    results, growth, works = [], {}, {}
    for line in lines:
        first, second, third, fourth = line.rstrip("\n").split("\t")
        if first == "growth":
            growth.setdefault(second, {})[int(third)] = float(fourth)
        elif first == "work":
            works.setdefault(second, {})[third] = float(fourth)
        else:
            results.append(Result(first, float(second), third, fourth))
    for work, times in growth.items():
        results.append(Result(f"growth: {work}", slope(times), "", "exponent, 1,000 to 10,000"))
    return results, growth, works


def slope(times):
    few, many = sorted(times)[-2:]
    return math.log(times[many] / times[few]) / math.log(many / few)


def number(text):
    return tuple(int(part) for part in text.split(".")[:2])


def missed(results):
    bars = tomllib.loads((HERE / "bars.toml").read_text(encoding="utf-8"))
    measured = {result.work: result for result in results}
    for work, bar in bars.items():
        if "below" in bar and number(version("libcurl")) >= number(bar["below"]):
            continue
        if work not in measured:
            if "Python" not in work:
                yield f"{work}: not measured"
            continue
        value = measured[work].measured
        if not bar.get("at_least", -math.inf) <= value <= bar.get("at_most", math.inf):
            yield (f"{work}: {figure(value)}, to be "
                   + (f"at most {bar['at_most']}" if "at_most" in bar else
                      f"at least {bar['at_least']}"))


def table_of_works(works):
    columns = [who for who in ("this library", "by hand", "Python, warm", "limit")
               if any(who in times for times in works.values())]
    lines = ["| milliseconds | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for work, times in works.items():
        lines.append(f"| {work} | " + " | ".join(figure(times[who]) if who in times else ""
                                                 for who in columns) + " |")
    return "\n".join(lines) + "\n"


def table_of_results(results):
    lines = ["| work | measured | in figures |", "|---|---|---|"]
    lines += [f"| {result.work} | {figure(result.measured, result.unit)} | {result.detail} |"
              for result in results]
    return "\n".join([*lines, "", machine(), ""])


STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 } .title { font-weight: 600; font-size: 15px }
.line { fill: none; stroke-width: 2 } .axis { stroke: #8c959f; stroke-width: 1 }
.c0 { stroke: #0969da; fill: #0969da } .c1 { stroke: #bc4c00; fill: #bc4c00 }
.c2 { stroke: #1a7f37; fill: #1a7f37 } .c3 { stroke: #8250df; fill: #8250df }
.c4 { stroke: #bf3989; fill: #bf3989 } text { stroke: none }
polyline.line { fill: none }
:root { color-scheme: light dark }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } }
"""


def svg(width, height, title, body):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}">\n<title>{title}</title>\n<style>{STYLE}</style>\n'
            f'<text class="title" x="24" y="24">{title}</text>\n' + "\n".join(body) + "\n</svg>\n")


def chart_of_growth(growth):
    left, top, size = 80, 48, 360
    times = [time for each in growth.values() for time in each.values()]
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))

    def point(count, time):
        x = left + size * (math.log10(count) - 1) / 3
        return x, top + size * (high - math.log10(time)) / (high - low)

    body = []
    for power in range(low, high + 1):
        y = point(10, 10 ** power)[1]
        body.append(f'<line class="axis" x1="{left}" y1="{y:.0f}" x2="{left + size}" y2="{y:.0f}"/>'
                    f'<text x="{left - 8}" y="{y + 4:.0f}" text-anchor="end">{10.0 ** power:g} ms</text>')
    for count in (10, 100, 1_000, 10_000):
        body.append(f'<text x="{point(count, 1)[0]:.0f}" y="{top + size + 20}" '
                    f'text-anchor="middle">{count:,}</text>')
    ends = sorted(((point(max(each), each[max(each)])[1], work) for work, each in growth.items()))
    place = {}
    for y, work in ends:
        place[work] = max([y, *(taken + 18 for taken in place.values())])
    for index, (work, each) in enumerate(growth.items()):
        points = " ".join("{:.1f},{:.1f}".format(*point(*pair)) for pair in sorted(each.items()))
        body.append(f'<polyline class="line c{index}" points="{points}"/>'
                    f'<text x="{left + size + 12}" y="{place[work] + 4:.0f}">{html.escape(work)}: '
                    f'n^{slope(each):.2f}</text>')
    return svg(left + size + 240, top + size + 36,
               "CPU time for so many tokens or uids, and how it grows", body)


def chart_of_time(path):
    """Where the instructions of a `get` go, of the table that profile.py has written."""
    rows = [(part, float(count.replace(",", ""))) for part, count in
            re.findall(r"^\| (?!instructions|all|---)(.*?) \| ([\d,]+) \|", path.read_text("utf-8"),
                       re.MULTILINE)]
    total = sum(count for _, count in rows)
    x, body = 24.0, []
    for index, (part, count) in enumerate(rows):
        width = 640 * count / total
        body.append(f'<rect class="c{index}" x="{x:.1f}" y="44" width="{width - 2:.1f}" height="28"/>'
                    f'<rect class="c{index}" x="24" y="{90 + 24 * index}" width="14" height="14"/>'
                    f'<text x="46" y="{102 + 24 * index}">{html.escape(part)}: '
                    f"{100 * count / total:.0f} %</text>")
        x += width
    return svg(690, 100 + 24 * len(rows), "Where the instructions of a get go", body)


def replace_in_readme(path, name, text):
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, rest = path.read_text("utf-8").split(begin)
    path.write_text(before + begin + text + end + rest.split(end)[1], "utf-8")


def main():
    folder, readme = map(pathlib.Path, sys.argv[1:])
    results, growth, works = read(sys.stdin)
    (folder / "growth.svg").write_text(chart_of_growth(growth), "utf-8")
    (folder / "time.svg").write_text(chart_of_time(folder / "get_profile.md"), "utf-8")
    replace_in_readme(readme, "works", table_of_works(works))
    replace_in_readme(readme, "results", table_of_results(results))
    misses = list(missed(results))
    for miss in misses:
        print("missed:", miss)
    sys.exit(1 if misses else 0)


main()
