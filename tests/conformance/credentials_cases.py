"""The same environments and context files for both clients: whom they call, and as whom."""

import sample
from case import Case
from server import Response

DEFAULT_HOME = "bentoml/.yatai.yaml"
KEY = {"BENTO_CLOUD_API_KEY": "the-key"}
ENDPOINT = {"BENTO_CLOUD_API_ENDPOINT": "SERVER"}
# So that nothing leaves this machine.
PROXIES = {"http_proxy": "SERVER", "https_proxy": "SERVER"}


def context(name, token, endpoint="SERVER", more=""):
    return f"- name: {name}\n  endpoint: {endpoint}\n  api_token: {token}\n{more}"


def context_file(*contexts, current="default"):
    return "contexts:\n" + "".join(contexts) + f"current_context_name: {current}\n"


def two_contexts(current):
    return context_file(context("default", "token-1"), context("staging", "token-2"),
                        current=current)


TWO = two_contexts("default")

CASES = {}


def add(name, variables=None, file=TWO, path=DEFAULT_HOME, context=None):
    call = sample.LIST | ({"context": context} if context is not None else {})
    responses = [Response(body=sample.page([]))]
    CASES[name] = Case(call, responses, variables or {}, {} if file is None else {path: file})


def keys():
    add("key and endpoint", KEY | ENDPOINT)
    add("key, no file", KEY | ENDPOINT, None)
    add("key alone", KEY | PROXIES)
    add("key with an empty endpoint", KEY | {"BENTO_CLOUD_API_ENDPOINT": ""} | PROXIES)
    add("key and malformed file", KEY | ENDPOINT, "contexts: [")
    add("key and variable for a context",
        KEY | ENDPOINT | {"BENTOML_CLOUD_CONTEXT": "staging"})
    add("key and named context", KEY | ENDPOINT, context="staging")
    add("empty key", {"BENTO_CLOUD_API_KEY": ""} | ENDPOINT)
    add("empty key, no file", {"BENTO_CLOUD_API_KEY": ""} | ENDPOINT, None)
    add("endpoint without key", {"BENTO_CLOUD_API_ENDPOINT": "http://127.0.0.1:1"})
    add("key with a line break", {"BENTO_CLOUD_API_KEY": "the-key\n"} | ENDPOINT)
    add("key with spaces", {"BENTO_CLOUD_API_KEY": " the-key "} | ENDPOINT)
    add("key of white space", {"BENTO_CLOUD_API_KEY": " "} | ENDPOINT)
    add("key with a header in it", {"BENTO_CLOUD_API_KEY": "the-key\r\nX-Other: 1"} | ENDPOINT)
    add("key that is not ASCII", {"BENTO_CLOUD_API_KEY": "ключ"} | ENDPOINT)


def endpoints():
    def with_endpoint(name, endpoint):
        add(f"endpoint {name}", KEY | {"BENTO_CLOUD_API_ENDPOINT": endpoint} | PROXIES)

    add("endpoint with a path", KEY | {"BENTO_CLOUD_API_ENDPOINT": "SERVER/prefix/"})
    add("endpoint with slashes", KEY | {"BENTO_CLOUD_API_ENDPOINT": "SERVER//"})
    add("endpoint with spaces", KEY | {"BENTO_CLOUD_API_ENDPOINT": " SERVER "})
    add("endpoint with a query", KEY | {"BENTO_CLOUD_API_ENDPOINT": "SERVER/?a=b"})
    add("endpoint with a fragment", KEY | {"BENTO_CLOUD_API_ENDPOINT": "SERVER/#a"})
    with_endpoint("without scheme", "cloud.bentoml.com")
    with_endpoint("of another scheme", "ftp://cloud.bentoml.com")
    with_endpoint("in the clear", "http://cloud.example.com")
    with_endpoint("with user info", "http://ada:secret@cloud.example.com")
    with_endpoint("through a proxy", "https://cloud.example.com")
    add("endpoint on this machine, and a proxy",
        KEY | ENDPOINT | {"http_proxy": "http://127.0.0.1:1"})


def contexts():
    add("current context")
    add("other current context", file=two_contexts("staging"))
    add("no current context", file=TWO.partition("current")[0])
    add("empty current context", file=two_contexts("''"))
    add("null current context", file=two_contexts(""))
    add("unknown current context", file=two_contexts("other"))
    add("named context", context="staging")
    add("unknown named context", context="other")
    add("empty named context", context="")
    add("variable for a context", {"BENTOML_CLOUD_CONTEXT": "staging"})
    add("variable for an unknown context", {"BENTOML_CLOUD_CONTEXT": "other"})
    add("empty variable for a context", {"BENTOML_CLOUD_CONTEXT": ""})
    twins = context_file(context("default", "first"), context("default", "second"))
    add("duplicate names", file=twins)


def places():
    add("file in BENTOML_HOME", {"BENTOML_HOME": "elsewhere"}, TWO, "elsewhere/.yatai.yaml")
    add("file in a home with a variable", {"BENTOML_HOME": "$WHERE", "WHERE": "elsewhere"}, TWO,
        "elsewhere/.yatai.yaml")
    add("file in a home with a tilde", {"BENTOML_HOME": "~/elsewhere"}, TWO,
        "elsewhere/.yatai.yaml")
    add("empty BENTOML_HOME", {"BENTOML_HOME": ""})
    add("no file", file=None)
    add("empty file", file="")
    add("file of a comment", file="# nothing\n")


def forms():
    default = context("default", "token-1")
    shapes = {
        "malformed": "contexts: [",
        "with a tab": "contexts:\n\t- name: default\n",
        "that is no UTF-8": TWO + "# \udcff",
        "that is a list": "- a\n",
        "that is a text": "hello\n",
        "without contexts": "current_context_name: default\n",
        "with null contexts": "contexts:\ncurrent_context_name: default\n",
        "with contexts of another type": "contexts: 7\ncurrent_context_name: default\n",
        "with unknown fields": context_file(default + "  color: blue\n") + "more: 1\n",
        "with an email": context_file(default + "  email: ada@example.com\n"),
        "with a null email": context_file(default + "  email: null\n"),
        "with a context without token": context_file(default, "- name: b\n  endpoint: SERVER\n"),
        "with a context without endpoint": context_file(default, "- name: b\n  api_token: a\n"),
        "with a context that is null": context_file(default, "-\n"),
        "without the token": context_file("- name: default\n  endpoint: SERVER\n"),
        "without the endpoint": context_file("- name: default\n  api_token: token-1\n"),
        "with a null token": context_file(context("default", "null")),
        "with an empty token": context_file(context("default", "''")),
        "with a token that looks octal": context_file(context("default", "0123456")),
        "with a token that looks like a number": context_file(context("default", "1e3")),
        "with a token that looks like a float": context_file(context("default", "1.50")),
        "with a token that looks like a boolean": context_file(context("default", "yes")),
        "with a token that looks like a date": context_file(context("default", "2026-11-24")),
        "with a quoted token": context_file(context("default", "'0123456'")),
        "with a token of spaces": context_file(context("default", "' token-1 '")),
        "with a name like a boolean": context_file(context("on", "token-1"), current="on"),
        "with a name like a number": context_file(context("26", "token-1"), current="26"),
        "with a field twice": context_file(default + "  api_token: token-2\n"),
        "with an anchor": "base: &base\n  endpoint: SERVER\n  api_token: token-1\n"
                          "contexts:\n- {name: default, <<: *base}\n",
        "with two documents": TWO + "---\n" + TWO,
        "with a byte order mark": "\ufeff" + TWO,
        "with line ends of Windows": TWO.replace("\n", "\r\n"),
        "as JSON": '{"contexts": [{"name": "default", "endpoint": "SERVER",'
                   ' "api_token": "token-1"}]}',
    }
    for name, text in shapes.items():
        add(f"file {name}", file=text)


for make in (keys, endpoints, contexts, places, forms):
    make()


def observe(seen):
    """Whom it called, and as whom; if nobody, why not."""
    outcome = []
    if "error" in seen.result:
        outcome.append(seen.result["error"]["type"])
    for request in seen.requests[:1]:
        headers = request.headers
        outcome += [headers[name] for name in ("x-yatai-api-token", "authorization")
                    if name in headers]
        # An absolute one is what a proxy gets.
        target = request.path if request.path[0] != "/" else headers["host"] + request.path
        outcome.append("to " + target.replace(seen.server, "SERVER"))
    out = {"outcome": " ".join(outcome)}
    if seen.new_files:
        out["writes"] = seen.new_files
    return out


def pairs(python, here):
    return {case: (python[case], here[case]) for case in python}
