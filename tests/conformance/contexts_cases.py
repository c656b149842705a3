"""The same command lines of `bentoml cloud …` and `bentocloud cloud …`: how they end, what they send
and show, and the context file after them."""

import json
import re

import yaml

import sample
from case import LOGGED_IN, Case
from server import Response

PATH = "bentoml/.yatai.yaml"
WIDE = {"COLUMNS": "1000"}  # for Python not to break its JSON
ENDPOINT = WIDE | {"BENTO_CLOUD_API_ENDPOINT": "SERVER"}
ORGANIZATION = sample.TOKEN["organization"]
# Names, tokens and emails that a reader of YAML, a shell or a terminal may take for something else.
FORMS = ["26", "0123456", "1e3", "1.5", ".5", "0x1F", "12:30", "2026-11-24", "yes", "On", "null", "~",
         "=", "<<", "a b", "a: b", "a:b", "a #b", "- a", "-a-", "'a'", '"a"', "a\\b", "*a", "@a", "a,b",
         "{a}", "%a", "!a", "---", "#"]
TOKENS = [form for form in FORMS if form[0] != "-"]


def accepted(email="ada@example.com"):
    return [Response(body=sample.TOKEN["user"] | {"email": email}), Response(body=ORGANIZATION)]


def entry(name, token="the-token", email="ada@example.com", **more):
    return {"api_token": token, "email": email, "endpoint": "SERVER", "name": name} | more


def file_of(*entries, current="default", **more):
    return yaml.dump({"contexts": list(entries), "current_context_name": current} | more)


TWO = file_of(entry("default"), entry("staging", "second-token", None))
CASES = {}


def add(*words, file=TWO, responses=None, variables=None, name=""):
    text = " ".join(word if word.isprintable() and word and " " not in word else repr(word)
                    for word in words)
    # Not to be taken for patterns, in which the differences are written.
    key = (text + (f"; {name}" if name else "")).translate(
        {ord("["): "⟦", ord("]"): "⟧", ord("?"): "⁇", ord("*"): "＊"})
    assert key not in CASES, key
    CASES[key] = Case({"command": ["cloud", *words]}, responses or accepted(), variables or WIDE,
                      {} if file is None else {PATH: file})


def lists():
    for words in (["list-context"], ["current-context"], ["update-current-context", "staging"]):
        add(*words)
        add(*words, file=None, name="no file")
        add(*words, file="", name="empty file")
        add(*words, file="contexts: [", name="malformed file")
        add(*words, file=file_of(), name="no context")
        add(*words, file=file_of(entry("default"), entry("staging"), current="staging"), name="other")
        add(*words, file=file_of(entry("default"), color="blue"), name="unknown field")
        add(*words, variables=WIDE | LOGGED_IN, name="key")
        add(*words, variables=WIDE | {"BENTOML_CLOUD_CONTEXT": "staging"}, name="variable")
        for options in (["-q"], ["--verbose"], ["--do-not-track"], ["--context", "staging"], ["-h"],
                        ["--help"], ["-x"], ["--nonsense"], ["more"], ["-o", "json"]):
            add(*words, *options)
    for options in (["-q"], ["--verbose"], ["--do-not-track"], ["--context", "staging"],
                    ["--context=staging"], ["--debug"], ["-x"]):
        add(*options, "list-context")
    add("update-current-context")
    add("update-current-context", "nobody")
    add("update-current-context", "")
    add("update-current-context", "--", "staging")
    add("current-context", file=file_of(entry("default"), current="nobody"), name="not there")
    add("current-context", file=file_of(entry("default", "Ä")), name="not ASCII")
    add("current-context", file=file_of(entry("default"), entry("default", "b")), name="twice")
    every = file_of(*map(entry, FORMS + ["Ä", "ключ"]))
    add("list-context", file=every, name="names of any form")
    for form in FORMS:
        add("update-current-context", *(["--"] if form[0] == "-" else []), form, file=every)
        add("current-context", file=file_of(entry(form, form, form), current=form), name=form)


def logins():
    def login(*words, **more):
        add("login", *words, **{"variables": ENDPOINT} | more)

    token = ["--api-token", "the-token"]
    login(*token)
    login(*token, file=None, name="no file")
    login(*token, file="", name="empty file")
    login(*token, file=file_of(entry("a", "old"), current="a"), name="other current")
    login(*token, file=file_of(entry("a"), current="b"), name="current not there")
    login(*token, file=file_of(entry("default", "old"), entry("default", "older")), name="twice")
    login(*token, file=file_of(entry("default", "old", color="blue"), more=1), name="unknown fields")
    login(*token, file="contexts: [", name="malformed file")
    login(*token, file="- a\n", name="a list")
    login(*token, file="contexts: 7\n", name="contexts of another type")
    login(*token, variables=WIDE | LOGGED_IN, name="key too")
    login(variables=WIDE | LOGGED_IN, name="key")
    login(name="nothing")
    login(*token, variables=ENDPOINT | {"BENTOML_CLOUD_CONTEXT": "new"}, name="variable")
    login(*token, "--context", "staging")
    login("--context", "new", *token)
    login("--api-token=the-token")
    login("--api-token", "a", "--api-token", "b")
    login("--api-token")
    login("--api-token-fil", "x")
    login("--endpoint")
    login("--endpoint", "nonsense", *token)
    login(*token, variables=WIDE | {"BENTO_CLOUD_API_ENDPOINT": "SERVER/"}, name="slash")
    login(*token, "more")
    for option in ("-q", "--verbose", "--do-not-track", "-x", "--nonsense"):
        login(option, *token)
    login("-h")
    login("--help")
    for form in TOKENS:
        login("--api-token", form)
    for form in FORMS:
        login(*token, "--context", form)
        login(*token, responses=accepted(form), name=f"email {form}")
    login(*token, responses=accepted("ключ@example.com"), name="email not ASCII")
    for name, failure in {"401": Response(401, {"message": "no"}), "403": Response(403, {}),
                          "404": Response(404, b""), "501": Response(501, b""),
                          "a web page": Response(200, b"<html>")}.items():
        login(*token, responses=[failure], name=name)
        login(*token, responses=[accepted()[0], failure], name=f"{name} for the organization")


add("-h")
add("--help")
add("lst-context")
lists()
logins()


def file_after(seen):
    text = seen.files.get(PATH, "").replace(seen.server, "SERVER")
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError:
        return text
    if not isinstance(content, dict):
        return text
    # What Python wrote itself: in this very form.
    is_pythons = PATH in seen.new_files and "\\" not in text
    return {"content": json.dumps(content, sort_keys=True)} | (
        {"form": text == yaml.dump(content, width=1000)} if is_pythons else {})


def observe(seen):
    output = re.sub(r"\x1b\[[0-9;]*m", "", seen.result["stdout"]).replace(seen.server, "SERVER")
    out = {"exit": seen.result["exit"], "requests": [
        f"{request.method} {request.path} {request.headers.get('x-yatai-api-token', '')}"
        for request in seen.requests], "file": file_after(seen)}
    if out["exit"] == 0:
        try:
            out["json"] = json.dumps(json.loads(output))
        except json.JSONDecodeError:
            sentence = re.search(r"Logged in as .* organization|Successfully switched .*", output)
            out["says"] = sentence[0].strip() if sentence else ""
    return out


def pairs(python, here):
    return {case: (python[case], here[case]) for case in python}
