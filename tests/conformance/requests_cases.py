"""The same calls of both clients: what they send."""

import json
import re

import sample
from case import Case
from server import Response


def call(function, **arguments):
    return {"function": function, "arguments": arguments}


def create(**arguments):
    return call("create", name="ci-token", **arguments)


EXPIRED_AT = "2026-12-23T22:11:00+00:00"
TOKEN = [Response(body=sample.CREATED)]
EMPTY_LIST = [Response(body=sample.page([]))]
SEARCHES = {
    "plain": "ci",
    "empty": "",
    "reserved characters": "a b&c=d+e%f#g",
    "not ASCII": "ключ",
}
UIDS = {
    "a plain one": "kjgx35wojnsj0epoosuw",
    "a space": "a b",
    "a slash": "a/b",
    "a question mark": "a?b",
    "a number sign": "a#b",
    "a percent sign": "a%2Fb",
    "reserved characters": "a:@!$&'()*+,;=b",
    "not ASCII": "ключ",
    "a way up": "../secrets",
}
OTHER_RESOURCES = {"an empty uid": "", "a dot": ".", "two dots": ".."}

# Name: the call, and the responses to it.
CALLS = {
    "list: all": (call("list"), EMPTY_LIST),
    "list: more than a page": (
        call("list"),
        [Response(body=sample.paged(sample.tokens(150)))],
    ),
    "create: name": (create(), TOKEN),
    "create: empty name": (call("create", name=""), TOKEN),
    "create: everything": (
        create(description="CI/CD", scopes=["api", "read_cluster"], expired_at=EXPIRED_AT), TOKEN),
    "create: empty description": (create(description=""), TOKEN),
    "create: description that is not ASCII": (create(description='ключ "🔑"\n'), TOKEN),
    "create: no scopes": (create(scopes=[]), TOKEN),
    "create: unknown scope": (create(scopes=["made_up"]), TOKEN),
    "create: local time": (create(expired_at=EXPIRED_AT) | {"naive": True}, TOKEN),
    "create: time of a zone": (create(expired_at="2026-12-24T00:11:00+02:00"), TOKEN),
    "create: microseconds": (create(expired_at="2026-12-23T22:11:00.000001+00:00"), TOKEN),
    "pages": (call("pages"), EMPTY_LIST),
    "update": (call("update", token_uid="t1", description="new"), TOKEN),
}
CALLS |= {f"list: search, {name}": (call("list", search=text), EMPTY_LIST)
          for name, text in SEARCHES.items()}
CALLS |= {f"get: uid with {name}": (call("get", token_uid=uid), TOKEN)
          for name, uid in UIDS.items()}
CALLS |= {f"delete: uid with {name}": (call("delete", token_uid=UIDS[name]),
                                       [Response(body=sample.token(uid=UIDS[name]))])
          for name in ("a plain one", "a way up")}
CALLS |= {f"refused {function}: {name}": (call(function, token_uid=uid), TOKEN)
          for function in ("get", "delete") for name, uid in OTHER_RESOURCES.items()}
CASES = {name: Case(call, responses) for name, (call, responses) in CALLS.items()}


def observe(seen):
    """The first request, and how many there were, if more than one."""
    out = {}
    if "error" in seen.result:
        out["error"] = seen.result["error"]["type"]
    if isinstance(seen.result.get("value"), list):
        out["tokens"] = len(seen.result["value"])
    if len(seen.requests) > 1:
        out["requests"] = len(seen.requests)
    if seen.requests:
        first = seen.requests[0]
        out["line"] = f"{first.method} {first.path}"
        out["query"] = first.query
        out["headers"] = first.headers | {
            "host": first.headers["host"].replace(seen.server, "SERVER"),
            "user-agent": re.sub("^bentocloud-cpp/[0-9.]+$", "bentocloud-cpp/VERSION",
                                 first.headers["user-agent"]),
        }
        out["body"] = json.loads(first.body) if first.body else None
    return out


def comparable(python, here):
    """Of a request that one of them alone sends, its line says enough."""
    if "line" in python and "line" in here:
        return python, here
    details = ("query", "headers", "body")
    return tuple({at: leaf for at, leaf in seen.items() if at.partition(".")[0] not in details}
                 for seen in (python, here))


def pairs(python, here):
    return {case: comparable(python[case], here[case]) for case in python}
