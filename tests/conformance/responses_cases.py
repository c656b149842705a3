"""The same scripted responses for both clients: what they make of them."""

import gzip
import json

import sample
from case import Case
from sample import CALLS, CREATE, CREATED, DELETE, GET, LIST, TOKEN, page, token
from server import Response

WHY = "why it failed"
TRACE_ID = "4bf92f3577b34da6"
WRONG_TYPES = {str: 7, bool: "false", list: "api", dict: "ada"}

CASES = {f"{function}: whole": Case(call, [Response(body=body)])
         for function, (call, body) in CALLS.items()}


def add(name, call, *responses):
    assert name not in CASES
    CASES[name] = Case(call, responses)


def add_get(name, body):
    add(f"get: {name}", GET, Response(body=body))


def statuses():
    for function, (call, body) in CALLS.items():
        for status in (201, 202):
            add(f"{function}: {status}", call, Response(status, body))
        add(f"{function}: 204", call, Response(204))
        for status in (301, 303):
            location = {"Location": "/api/v1/elsewhere"}
            add(f"{function}: {status}", call, Response(status, {"message": WHY}, location))
        for status in (400, 401, 403, 404, 408, 409, 418, 429, 500, 501, 502, 503, 504):
            add(f"{function}: {status}", call, Response(status, {"error": WHY}))
        add(f"{function}: 400 for not found", call, Response(400, {"error": "record not found"}))
        traced = Response(503, {"error": WHY}, {"x-trace-id": TRACE_ID})
        add(f"{function}: 503 with a trace id", call, traced)
        add(f"{function}: 503, then 200", call, traced, Response(body=body))
        add(f"{function}: no response", call, Response(hangs_up=True))
        add(f"{function}: no response, then 200", call, Response(hangs_up=True), Response(body=body))
    add("delete: 503, then 404", DELETE, traced, Response(404, {"error": WHY}))


def error_bodies():
    bodies = {
        "message": {"message": WHY},
        "error and message": {"error": WHY, "message": "less"},
        "no JSON": f"<html><body>{WHY}</body></html>".encode(),
        "an error that is no string": {"error": {"reason": WHY}},
        "nothing": b"",
        "no UTF-8": WHY.encode() + b"\xff",
    }
    for name, body in bodies.items():
        add(f"get: 409 with {name}", GET, Response(409, body))


def kind(path, value):
    """What a field is to both clients; `other` is what both can do without."""
    if path in ("uid", "name", "created_at"):
        return "needed"
    part, _, name = path.rpartition(".")
    is_unused = part == "user" and name not in ("name", "email", "first_name", "last_name")
    if is_unused or path in ("expired_at", "last_used_at"):
        return "other"
    if name.endswith("_at"):
        return "time"
    return {str: "text", list: "list", dict: "part", bool: "flag"}[type(value)]


def without(whole, name):
    return {key: value for key, value in whole.items() if key != name}


def fields():
    for name, value in TOKEN.items():
        what = f"{kind(name, value)} {name}"
        add_get(f"missing {what}", without(TOKEN, name))
        add_get(f"null {what}", token(**{name: None}))
        add_get(f"wrong {what}", token(**{name: WRONG_TYPES[type(value)]}))
    for part in ("user", "organization"):
        for name, value in TOKEN[part].items():
            what = f"{kind(f'{part}.{name}', value)} {part}.{name}"
            add_get(f"missing {what}", token(**{part: without(TOKEN[part], name)}))
            add_get(f"null {what}", token(**{part: TOKEN[part] | {name: None}}))
    add_get("unknown field", token(color="blue"))
    add_get("unknown scope", token(scopes=["made_up"]))
    add_get("null scope", token(scopes=[None]))
    add_get("empty scopes", token(scopes=[]))
    add_get("empty texts", token(name="", description="", resource_type=""))
    add_get("uid a number", token(uid=17))
    add_get("flag a number", token(is_expired=0))
    add_get("label without value", token(labels=[{"key": "team"}]))
    add_get("label with a null value", token(labels=[{"key": "team", "value": None}]))
    add_get("not ASCII", token(description="ключ 🔑 \u0000 \ud83d\udd11"))
    add_get("value shown", CREATED)


def timestamps():
    forms = {
        "lower case": "2026-12-23t22:11:00z",
        "a space": "2026-12-23 22:11:00Z",
        "a zone ahead": "2026-12-24T00:11:00+02:00",
        "a zone behind": "2026-12-23T14:11:00-08:00",
        "a zone of half an hour": "2026-12-24T03:41:00+05:30",
        "no zone": "2026-12-23T22:11:00",
        "no zone and a space": "2026-12-23 22:11:00.25",
        "one digit": "2026-12-23T22:11:00.1Z",
        "three digits": "2026-12-23T22:11:00.123Z",
        "six digits": "2026-12-23T22:11:00.123456Z",
        "nine digits": "2026-12-23T22:11:00.123456789Z",
        "ten digits": "2026-12-23T22:11:00.1234567891Z",
        "a leap second": "2026-12-31T23:59:60Z",
        "Go's zero time": "0001-01-01T00:00:00Z",
        "the first second": "0001-01-01T00:00:01Z",
        "the last second": "9999-12-31T23:59:59Z",
        "nothing": "",
        "a date alone": "2026-12-23",
        "no seconds": "2026-12-23T22:11Z",
        "24 o'clock": "2026-12-23T24:00:00Z",
        "a day that is none": "2026-02-30T00:00:00Z",
        "an hour that is none": "2026-12-23T25:00:00Z",
        "a zone without colon": "2026-12-23T22:11:00+0000",
        "a comma": "2026-12-23T22:11:00,5Z",
        "a date of HTTP": "Wed, 23 Dec 2026 22:11:00 GMT",
        "digits alone": "20261223T221100Z",
        "rubbish": "soon",
    }
    for name, text in forms.items():
        add_get(f"expired_at with {name}", token(expired_at=text))
    add_get("created_at with Go's zero time", token(created_at="0001-01-01T00:00:00Z"))
    add_get("created_at with nothing", token(created_at=""))


def bodies():
    text = json.dumps(TOKEN).encode()
    shapes = {
        "an empty body": b"",
        "a null": b"null",
        "a list": b"[]",
        "a string": b'"t1"',
        "HTML": b"<html></html>",
        "half a body": text[: len(text) // 2],
        "a body and more": text + b"}",
        "white space around": b"\r\n\t " + text + b"\n",
        "a byte order mark": b"\xef\xbb\xbf" + text,
        "UTF-16": text.decode().encode("utf-16"),
        "no UTF-8": text.replace(b"pipeline", b"\xff"),
        "a field twice": text.replace(b'"name":', b'"name": "first", "name":', 1),
        "NaN": text.replace(b'"t1"', b'"t1", "extra": NaN', 1),
        "a number without end": text.replace(b'"t1"', b'"t1", "extra": 1' + b"0" * 400, 1),
        "deep nesting": text.replace(b'"t1"', b'"t1", "x": ' + b"[" * 500 + b"]" * 500, 1),
    }
    for name, body in shapes.items():
        add_get(name, body)
    add("get: gzip", GET, Response(body=gzip.compress(text), headers={"Content-Encoding": "gzip"}))
    add("get: no Content-Type", GET, Response(body=text, headers={"Content-Type": ""}))


def lists():
    items = [TOKEN, token(uid="t2", name="other")]
    pages = {
        "no items": page([]),
        "items missing": {"total": 0, "start": 0, "count": 100},
        "items null": page([], items=None),
        "items an object": page([], items={}),
        "a null item": page([TOKEN, None]),
        "an item without uid": page([without(TOKEN, "uid")]),
        "the same item twice": page([TOKEN, TOKEN]),
        "total missing": {"start": 0, "count": 100, "items": items},
        "start and count missing": {"total": 2, "items": items},
        "total null": page(items, total=None),
        "total a string": page(items, total="2"),
        "total negative": page(items, total=-1),
        "total too small": page(items, total=1),
        "an array": items,
    }
    for name, body in pages.items():
        add(f"list: {name}", LIST, Response(body=body))
    add("list: another page", LIST,
        Response(body=sample.paged(sample.tokens(3), cap=2)))


def creates():
    add("create: value missing", CREATE, Response(body=TOKEN))
    add("create: value null", CREATE, Response(body=TOKEN | {"token": None}))
    add("create: value empty", CREATE, Response(body=TOKEN | {"token": ""}))
    add("create: value with escapes", CREATE, Response(body=TOKEN | {"token": 'new "\u00e9" value'}))


def times():
    # Takes three seconds, of which the call may take two.
    slow = Response(body=json.dumps(sample.page([])).encode(), pause=0.06)
    add("list: a slow response", LIST | {"timeout": 2}, slow)


for make in (statuses, error_bodies, fields, timestamps, bodies, lists, creates, times):
    make()


def observe(seen):
    out = {"requests": len(seen.requests)}
    result = seen.result
    if "error" in result:
        text = result["error"].pop("text")
        marks = (WHY, "record not found", TRACE_ID)
        quotes = {"quotes": [mark for mark in marks if mark in text]}
        return out | {"error": result["error"] | quotes}
    out["value"] = result["value"]
    if isinstance(result["value"], list):
        out["uids"] = [token["uid"] for token in result["value"]]
    if isinstance(result["value"], dict):
        shown = {"printed": result["printed"], "as_dict": result["value"].pop("token", "")}
        out["token"] = token = result.get("token")
        out["shows_token"] = [where for where, text in shown.items() if token and token in text]
    return out


def pairs(python, here):
    """Of each case what is its own: how it differs from that where all is well."""

    def own(seen, case):
        whole = f"{case.partition(':')[0]}: whole"
        return seen[case] if case == whole else changes(seen[case], seen[whole])

    return {case: comparable(own(python, case), own(here, case)) for case in python}


def changes(seen, base):
    def is_told(at):
        return "error.type" in seen or at in seen or at.rpartition(".")[0] in seen

    new = {at: leaf for at, leaf in seen.items() if base.get(at) != leaf}
    gone = {at: "left out" for at in base if not is_told(at)}
    if "uids" in base:  # of a list they say enough
        new.pop("value", None)
    return new | gone


def comparable(python, here):
    """What an error says is compared with what another says; alone it is no difference more."""
    details = ("error.status", "error.quotes")
    alone = [at for at in details if (at in python) != (at in here)]
    return tuple({at: leaf for at, leaf in seen.items() if at not in alone}
                 for seen in (python, here))
