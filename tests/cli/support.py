"""What the tests of the command line share: the program, clouds for it, and terminals."""

import datetime
import http.server
import json
import os
import pty
import select
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
import urllib.request

PROGRAM = os.environ["PROGRAM"]
LIMIT = 20  # seconds after which whatever a test waits for has failed
BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"


def token(**fields):
    """A token as the server sends it."""
    return {"uid": "t1", "name": "ci", "created_at": "2026-01-02T03:04:05Z", **fields}


def user(**fields):
    """A user as the server sends it."""
    return {"uid": "u1", "created_at": "2026-01-02T03:04:05Z", "updated_at": None,
            "deleted_at": None, "name": "ada", "resource_type": "user",
            "labels": [{"key": "team", "value": "ml"}], "first_name": "Ada",
            "last_name": "Lovelace", "email": "ada@example.com", **fields}


def page_of(tokens, path):
    """The page of these tokens that is asked for."""
    query = urllib.parse.parse_qs(path.partition("?")[2])
    start, count = (int(query[name][0]) for name in ("start", "count"))
    return page(tokens[start:start + count], total=len(tokens))


def page(tokens, total=None):
    total = len(tokens) if total is None else total
    return json.dumps({"total": total, "start": 0, "count": 100, "items": tokens})


class Cloud:
    """Something that serves BentoCloud's API at `endpoint`."""

    key = "fake-api-token"

    def environment(self, **changes):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": "/nonexistent",
            "TZ": BERLIN,
            "TERM": "xterm",
            "BENTO_CLOUD_API_KEY": self.key,
            "BENTO_CLOUD_API_ENDPOINT": self.endpoint,
            **changes,
        }
        return {name: value for name, value in environment.items() if value is not None}

    def run(self, *arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, **changes):
        """Runs the program; what it wrote is in `stdout` and `stderr`, as text."""
        return subprocess.run(
            [PROGRAM, *arguments], stdin=stdin, stdout=stdout, stderr=subprocess.PIPE,
            env=self.environment(**changes), timeout=LIMIT, encoding="utf-8", check=False)


class LocalCloud(Cloud):
    """The library's own, behind a socket."""

    def __init__(self):
        self.process = subprocess.Popen(
            [os.environ["LOCAL_CLOUD"]], stdout=subprocess.PIPE, encoding="utf-8")
        self.endpoint = self.process.stdout.readline().strip().partition("=")[2]

    def close(self):
        self.process.terminate()
        self.process.wait(LIMIT)
        self.process.stdout.close()

    def request(self, method, path="", body=None):
        request = urllib.request.Request(
            self.endpoint + "/api/v1/api_tokens" + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-YATAI-API-TOKEN": self.key})
        with urllib.request.urlopen(request, timeout=LIMIT) as response:
            return json.load(response)

    def create(self, name, **fields):
        return self.request("POST", body={"name": name, **fields})

    def names(self):
        return [item["name"] for item in self.request("GET", "?start=0&count=1000")["items"]]


class ScriptedCloud(Cloud):
    """Answers with what `script(method, path, body)` returns: a status, a body and perhaps headers,
    or None to hang up. Keeps the requests."""

    def __init__(self, script):
        requests = self.requests = []
        headers = self.headers = []  # of the requests

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def response(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                requests.append((self.command, self.path, body))
                headers.append(self.headers)
                reply = script(self.command, self.path, body)
                if reply is None:
                    self.close_connection = True
                    return
                status, text, *more = reply
                self.send_response(status)
                for name, value in more:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def handle(self):
                try:
                    super().handle()
                except (ConnectionError, ssl.SSLError):  # the client has gone
                    pass

            do_GET = do_POST = do_PATCH = do_DELETE = response

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Terminal:
    """A program on a terminal of `columns`: all of it, or with standard output in a file."""

    def __init__(self, cloud, *arguments, program=PROGRAM, columns=80, modes="", stdout=None,
                 **changes):
        self.text = ""
        try:
            self.process, self.descriptor = pty.fork()
        except OSError as error:  # as in a chroot without /dev/pts
            why = f"SKIPPED: what needs a terminal, for this machine has no pseudo-terminals: {error}"
            print(why, file=sys.stderr)
            raise unittest.SkipTest(why) from error
        if self.process == 0:
            if stdout is not None:
                os.dup2(stdout.fileno(), 1)
            # Sets the size before the program asks for it.
            command = f'stty columns {columns} {modes}; exec "$0" "$@"'
            os.execve("/bin/sh", ["sh", "-c", command, program, *arguments],
                      cloud.environment(**changes))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.descriptor)
        if self.process:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)

    def hang_up(self):
        """Takes the terminal away, and returns the exit code."""
        os.close(self.descriptor)
        self.descriptor = os.open("/dev/null", os.O_RDONLY)
        return self.wait()

    def type(self, text):
        os.write(self.descriptor, text.encode())

    def _read(self, deadline):
        ready = select.select([self.descriptor], [], [], max(0, deadline - time.monotonic()))[0]
        if not ready:
            raise AssertionError(f"nothing more came after {self.text!r}")
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:  # the other end is closed
            data = b""
        self.text += data.decode(errors="surrogateescape")
        return bool(data)

    def expect(self, text):
        """Waits until the terminal has shown `text`."""
        deadline = time.monotonic() + LIMIT
        while text not in self.text:
            if not self._read(deadline):
                raise AssertionError(f"no {text!r} in {self.text!r}")

    def wait(self):
        """Waits for the end; returns the exit code."""
        deadline = time.monotonic() + LIMIT
        while self._read(deadline):
            pass
        status = os.waitpid(self.process, 0)[1]
        self.process = None
        return os.waitstatus_to_exitcode(status)

    def lines(self):
        return self.text.replace("\r\n", "\n").splitlines()


class Case(unittest.TestCase):
    """A test with clouds that end with it."""

    def local_cloud(self):
        cloud = LocalCloud()
        self.addCleanup(cloud.close)
        return cloud

    def scripted_cloud(self, script):
        cloud = ScriptedCloud(script)
        self.addCleanup(cloud.close)
        return cloud

    def cloud_with(self, *tokens):
        """A cloud whose list is these tokens, each of which it knows by its uid too."""
        by_uid = {item["uid"]: item for item in tokens}

        def script(method, path, _):
            uid = path.partition("?")[0].rpartition("/")[2]
            if uid == "api_tokens":
                return 200, page_of(tokens, path)
            return 200, json.dumps(by_uid[uid]) if method == "GET" else ""

        return self.scripted_cloud(script)

    def folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return folder.name

    def succeed(self, result):
        self.assertEqual((result.stderr, result.returncode), ("", 0))
        return result.stdout

    def fail_with(self, result, code, *parts, stdout=""):
        """It failed with this code, saying these parts in one or two lines."""
        self.assertEqual((result.returncode, result.stdout), (code, stdout), result.stderr)
        self.assertLessEqual(len(result.stderr.splitlines()), 2, result.stderr)
        self.assertRegex(result.stderr, r"\Abentocloud: .*\n")
        for part in parts:
            self.assertIn(part, result.stderr)


def from_now(**duration):
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**duration)
