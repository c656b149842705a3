"""The same command lines for both programs: `bentoml api-token …` and `bentocloud api-token …`."""

import datetime
import json
import re

import sample
from case import LOGGED_IN, Case
from server import Response

LOCAL = datetime.timezone(datetime.timedelta(hours=5, minutes=30))  # as in case.environment
# Wide enough for Python not to break its JSON.
VARIABLES = LOGGED_IN | {"COLUMNS": "1000"}
LIST = [Response(body=sample.page([sample.TOKEN, sample.token(uid="t2", name="other", scopes=[],
                                                            expired_at=None)]))]
TOKEN = [Response(body=sample.TOKEN)]
CREATED = [Response(body=sample.CREATED)]
SCOPE_LIST = "api, read_cluster"
WORDS = ("ci-token", "t1", "other", "t2", "CI/CD pipeline", SCOPE_LIST, "Never", "ada",
         "the-new-value")

GLOBAL = [["-q"], ["--quiet"], ["--verbose"], ["--debug"], ["--do-not-track"], ["-q", "--verbose"],
          ["-qq"], ["--quiet=1"], ["--context"], ["--context", "nobodys"], ["-h"], ["--help"],
          ["--help", "--nonsense"], ["-x"], ["-qx"], ["--nonsense"], ["--quie"], ["-v"], ["--version"],
          ["--"]]
FORMATS = [["-o", "json"], ["-ojson"], ["-o=json"], ["--output", "json"], ["--output=json"],
           ["-o", "yaml"], ["-o", "table"], ["-o", "xml"], ["-o", ""], ["--output="], ["-o"],
           ["--output"], ["-o", "JSON"], ["-o", "json", "-o", "table"], ["-o", "xml", "-o", "json"],
           ["-o", "--help"], ["-qo", "json"], ["-oq", "json"]]
SEARCHES = [["--search", "ci"], ["--search=ci"], ["--search="], ["--search", ""], ["--search"],
            ["--search", "-o"], ["--search", "--"], ["--search", "a b&c"], ["--search", "ключ"],
            ["--search", "a", "--search", "b"], ["--searc", "x"], ["-search", "x"], ["--search", "[x]"]]
UIDS = ["t1", "a b", "a?b", "a%2Fb", "ключ", "-t1", "--uid", "", ".", "..", "list", "[t1]", "{t1}",
        "'t1'"]
NAMES = ["ci-token", "create", "a b", "Ä", "-n", "", "x" * 64, "[ci]", "'ci'", "a,b"]
DESCRIPTIONS = [["-d", "x"], ["-dx"], ["-d=x"], ["--description", "x y"], ["--description="],
                ["-d", ""], ["-d"], ["-d", "-s"], ["-d", "--"], ["-d", "a", "-d", "b"], ["-d", "[b]"]]
SCOPES = [["-s", "api"], ["-sapi"], ["--scope", "api"], ["--scope=api"],
          ["-s", "api", "-s", "read_cluster"], ["-s", "api", "--scope=read_cluster"],
          ["-s", "api", "-s", "api"], ["-s", "made_up"], ["-s", "api,read_cluster"], ["-s", ""],
          ["--scope="], ["-s"], ["-s", "--"], ["-s", "-x"], ["-s", "[x]"], ["-s", "api", "read_cluster"]]
EXPIRIES = ["30d", "30D", "1w", "2W", "24h", " 30d ", "007d", "2126-12-31", "2126-12-31T18:00:00",
            "2126-12-31 18:00:00", "2126-12-31T18:00:00+01:00", "2126-12-31T18:00:00Z",
            "2126-12-31T18:00", "2126-13-01", "31.12.2126", "tomorrow", "d", "30", "30m", "1.5d",
            "1_0d", "+1d", "0d", "-1d", "2020-01-01", "2020-01-01T00:00:00", "9" * 30 + "d", "3000000d",
            "", " "]
FAILURES = {
    "400": Response(400, {"error": "no"}), "401": Response(401, {"message": "no"}),
    "403": Response(403, {"message": "no"}), "404": Response(404, {"error": "record not found"}),
    "404 of a route": Response(404, {"message": "not found this router"}),
    "409": Response(409, b"no"), "501": Response(501, b""), "a web page": Response(200, b"<html>"),
    "nothing": Response(200, b""), "null": Response(200, b"null"), "a list": Response(200, b"[]"),
    "a redirect": Response(302, b"", {"Location": "http://127.0.0.1:1/"}),
}
COMMANDS = {"list": ([], LIST), "create": (["ci-token"], CREATED), "get": (["t1"], TOKEN),
            "delete": (["t1"], TOKEN)}


def lines():
    """Command lines and what the server responds."""
    for words in ([], ["api-token"], ["api-tokens"], ["apitoken"], ["-h"], ["--help"], ["--version"],
                  ["-v"], ["api-token", "lst"], ["api-token", "List"], ["api-token", ""],
                  ["api-token", "--", "list"], ["--", "api-token", "list"],
                  ["api-token", "--", "list", "-o", "json"], ["--", "api-token", "--", "list", "-q"],
                  ["api-token", "list", "--", "-q"],
                  ["api-token", "list", "get"], ["-q", "api-token", "list"], ["cloud", "nonsense"]):
        yield words, LIST
    for options in GLOBAL:
        yield ["api-token", *options, "list"], LIST
        yield ["api-token", "list", *options], LIST
    for command, (arguments, responses) in COMMANDS.items():
        for options in FORMATS if command != "delete" else [["-o", "json"]]:
            yield ["api-token", command, *arguments, *options], responses
        yield ["api-token", command, *arguments, "more"], responses
        yield ["api-token", command], responses
        yield ["api-token", command, "-h"], responses
        for failure in FAILURES.values():
            yield ["api-token", command, *arguments], [failure]
    for options in SEARCHES:
        yield ["api-token", "list", *options], LIST
    for uid in UIDS:
        for command in ("get", "delete"):
            for words in ([uid], ["--", uid]):
                yield ["api-token", command, *words], [Response(body=sample.token(uid=uid))]
    for name in NAMES:
        yield ["api-token", "create", name], CREATED
    yield ["api-token", "create", "-d", "x", "--", "-n"], CREATED
    for options in DESCRIPTIONS + SCOPES + [["--expires", text] for text in EXPIRIES]:
        yield ["api-token", "create", "ci-token", *options], CREATED
        if len(options) == 2:
            yield ["api-token", "create", *options, "ci-token"], CREATED
    yield ["api-token", "create", "ci-token", "--expires"], CREATED
    yield ["api-token", "create", "ci-token", "-d", "x", "-s", "api", "--expires", "30d", "-o",
           "json"], CREATED


def name_of(words, responses):
    text = " ".join(word if word.isprintable() and word and " " not in word else repr(word)
                    for word in words) or "nothing"
    failures = [name for name, failure in FAILURES.items() if responses == [failure]]
    # Not to be taken for patterns, in which the differences are written.
    return (text + ("; " + failures[0] if failures else "")).translate(
        {ord("["): "⟦", ord("]"): "⟧", ord("?"): "⁇"})


CASES = {name_of(words, responses): Case({"command": words}, responses, VARIABLES)
         for words, responses in lines()}


def expiry(text):
    """When a new token is to expire: a time of the day in UTC, or how long from now."""
    time = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    time = time if time.tzinfo else time.replace(tzinfo=LOCAL)
    if time.second == time.microsecond == 0:
        return time.astimezone(datetime.timezone.utc).isoformat()
    hours = (time - datetime.datetime.now(datetime.timezone.utc)).total_seconds() / 3600
    return f"in {round(hours)} hours"


def body_of(request):
    body = json.loads(request.body)
    given = {field: value for field, value in body.items() if value not in (None, "", [])}
    if "expired_at" in given:
        given["expired_at"] = expiry(given["expired_at"])
    return given


def document(text):
    """The JSON in an output; None when there is none. Python writes a new value before it."""
    begin = re.search(r"^[\[{]", text, re.M)
    try:
        found = json.loads(text[begin.start():]) if begin else None
    except json.JSONDecodeError:
        return None
    if isinstance(found, dict):
        found.pop("token", None)
    return found


def observe(seen):
    """How it ended, the requests, and what can be read of the result."""
    output = re.sub(r"\x1b\[[0-9;]*m", "", seen.result["stdout"])
    out = {"exit": seen.result["exit"]}
    if seen.requests:
        # Several tokens are deleted at once, in any order.
        first = min(seen.requests, key=lambda request: request.target)
        out["request"] = f"{first.method} {first.path}"
        search = dict(first.query).get("search")
        if search:
            out["search"] = search
        if first.body:
            out["body"] = body_of(first)
    if out["exit"] == 0 and seen.requests:
        out["words"] = [word for word in WORDS if word in output]
        if out["request"].startswith("POST") and SCOPE_LIST in out["words"]:
            out["words"].remove(SCOPE_LIST)  # Python does not say so much
        if document(output) is not None:
            out["json"] = json.dumps(document(output))
    return out


def comparable(python, here):
    """Where one of them alone sends a request, its line and how it ended say enough."""
    if ("request" in python) == ("request" in here):
        return python, here
    return tuple({at: leaf for at, leaf in seen.items() if at in ("exit", "request")}
                 for seen in (python, here))


def pairs(python, here):
    return {case: comparable(python[case], here[case]) for case in python}
