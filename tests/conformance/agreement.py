"""Compares what two clients did, and holds the outcome against the list of intended differences."""

import collections
import dataclasses
import fnmatch
import json
import tomllib

from case import perform


@dataclasses.dataclass(frozen=True)
class Disagreement:
    """One place of one case where the clients differ. The values are JSON, or nothing."""

    case: str
    at: str
    python: str
    here: str


def flatten(value, path=""):
    """{"a": {"b": 1}} as {"a.b": "1"}: each leaf as JSON, under its path. A list is a leaf."""
    if not isinstance(value, dict) or not value:
        return {path: json.dumps(value, ensure_ascii=False)}
    return {name: leaf for key, part in value.items()
            for name, leaf in flatten(part, f"{path}.{key}" if path else key).items()}


def observations(group, client, server, home):
    """What `client` did in each case of `group`, flattened, by the names of the cases."""
    home.mkdir(parents=True)
    return {
        name: flatten(group.observe(perform(case, client, server, home / str(number))))
        for number, (name, case) in enumerate(group.CASES.items())
    }


def disagreements(prefix, pairs):
    """Where the two observations of a case are not the same."""
    return [
        Disagreement(f"{prefix}/{case}", at, python.get(at, ""), here.get(at, ""))
        for case, (python, here) in pairs.items()
        for at in sorted(python.keys() | here.keys())
        if python.get(at) != here.get(at)
    ]


def load(path):
    """The differences of all areas."""
    with open(path, "rb") as file:
        areas = tomllib.load(file)
    del areas["names"]
    return [difference for area in areas.values() for difference in area]


def judge(found, cases, differences):
    """What is wrong, as texts: a disagreement that no difference explains, and a difference that
    the cases do not show exactly as it says."""
    unexplained = set(found)
    problems = []
    for difference in differences:
        for at, python, here, *patterns in difference["shown"]:
            for pattern in patterns:
                where = f"{difference['id']}: {pattern!r} at {at!r}"
                meant = fnmatch.filter(cases, pattern)
                explained = {one for one in unexplained
                             if one.case in meant and fnmatch.fnmatchcase(one.at, at)
                             and (one.python, one.here) == (python, here)}
                if not meant:
                    problems.append(f"{where}: there is no such case")
                for case in sorted(set(meant) - {one.case for one in explained}):
                    problems.append(f"{where}: not seen in {case!r}, or explained before")
                unexplained -= explained
    return problems + describe(unexplained)


def describe(unexplained):
    """As rows of the file of differences, so that they can be judged and taken over."""
    alike = collections.defaultdict(list)
    for one in sorted(unexplained, key=str):
        alike[one.at, one.python, one.here].append(one.case)
    return [f"not an intended difference: {[*place, *cases]}" for place, cases in alike.items()]
