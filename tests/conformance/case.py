"""One call of both clients, and what surrounds it."""

import dataclasses

LOGGED_IN = {"BENTO_CLOUD_API_KEY": "the-key", "BENTO_CLOUD_API_ENDPOINT": "SERVER"}


@dataclasses.dataclass
class Case:
    call: dict
    responses: list
    # In the values of both, SERVER stands for the server's endpoint.
    variables: dict = dataclasses.field(default_factory=lambda: LOGGED_IN)
    files: dict = dataclasses.field(default_factory=dict)  # text by the path in the home folder


@dataclasses.dataclass
class Seen:
    """What one client did in a case."""

    result: dict
    requests: list
    new_files: list  # and those that it changed, by their paths in the home folder
    files: dict  # text by the path in the home folder, afterwards
    server: str  # its host and port


def perform(case, client, server, home):
    def filled_in(texts):
        return {key: text.replace("SERVER", server.endpoint) for key, text in texts.items()}

    home.mkdir()
    files = {path: text.encode(errors="surrogateescape")
             for path, text in filled_in(case.files).items()}
    for path, content in files.items():
        (home / path).parent.mkdir(exist_ok=True)
        (home / path).write_bytes(content)
    server.script(case.responses)
    result = client.call(case.call, environment(home) | filled_in(case.variables))
    found = {str(path.relative_to(home)): path.read_bytes()
             for path in home.rglob("*") if path.is_file()}
    new = sorted(path for path, content in found.items() if files.get(path) != content)
    texts = {path: content.decode(errors="surrogateescape") for path, content in found.items()}
    return Seen(result, server.requests, new, texts, server.endpoint.removeprefix("http://"))


def environment(home):
    """What every client gets: nothing of the caller's, and a time zone that is not UTC."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "TZ": "IST-5:30",
        "BENTOML_DO_NOT_TRACK": "True",
        # No call gets as far as TLS, and Python needs longer to read certificates than for a call.
        "SSL_CERT_DIR": str(home),
    }
