import json
import os
import pathlib
import pty
import select
import subprocess
import time

from round_test import LONGEST_COMMAND, CloudTest

BROWSER = pathlib.Path(__file__).parent / "browser.py"
ENTER = b"\r"  # takes what is proposed


class LoginTest(CloudTest):
    """The genuine `bentoml cloud login`, unmodified, against a LocalCloud."""

    def setUp(self):
        super().setUp()
        self.endpoint = self.environment["BENTO_CLOUD_API_ENDPOINT"]
        self.token = self.environment.pop("BENTO_CLOUD_API_KEY")

    def assert_logged_in(self, output):
        self.assertIn("Logged in as ada@example.com at acme organization", output)
        self.environment.pop("BENTO_CLOUD_API_ENDPOINT", None)
        self.assertIn("value", self.here("create", name="from-here"))
        self.assertEqual(["from-here"], [token["name"] for token in self.python("list")["value"]])

    def test_by_token(self):
        del self.environment["BENTO_CLOUD_API_ENDPOINT"]
        self.assert_logged_in(
            self.bentoml("cloud", "login", "--endpoint", self.endpoint, "--api-token", self.token))

    def test_by_a_token_that_is_wrong(self):
        output = self.bentoml("cloud", "login", "--api-token", "wrong", returns=1)
        self.assertIn("HTTP 401", output)

    def test_by_browser(self):
        self.environment["BROWSER"] = f"{self.tools.python} -B {BROWSER} %s"
        self.assert_logged_in(self.on_terminal("cloud", "login"))

    def program(self, *arguments, returns=0):
        """Runs `bentocloud`, which warns of a file that `bentoml` made: others can read it."""
        result = subprocess.run(
            [self.tools.program, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
            env=self.environment, timeout=LONGEST_COMMAND, text=True, check=False)
        self.assertEqual(returns, result.returncode, result.stderr)
        return result.stdout

    def test_one_file_for_both(self):
        """What one of them logs in, the other sees, chooses and uses, in turns."""
        both = (self.program, self.bentoml)
        names = ["26", "on", "null", "a: b", "ключ"]
        for number, name in enumerate(names):
            write, read = both if number % 2 else reversed(both)
            write("cloud", "login", "--context", name, "--api-token", self.token)
            self.assertEqual(names[:number + 1], json.loads(read("cloud", "list-context")))
            read("cloud", "update-current-context", name)
            for each in both:
                context = json.loads(each("cloud", "current-context"))
                self.assertEqual((name, self.token, "ada@example.com", self.endpoint), tuple(
                    context[field] for field in ("name", "api_token", "email", "endpoint")))
            del self.environment["BENTO_CLOUD_API_ENDPOINT"]
            self.assertEqual("[]", read("api-token", "list", "-o", "json").strip())
            self.environment["BENTO_CLOUD_API_ENDPOINT"] = self.endpoint
        self.program("cloud", "logout")
        self.assertEqual(names[:-1], json.loads(self.bentoml("cloud", "list-context")))

    def on_terminal(self, *arguments):
        """Runs `bentoml` on a terminal, where somebody presses Enter until it asks no more."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [self.tools.bentoml, *arguments], stdin=theirs, stdout=theirs, stderr=theirs,
            env=self.environment | {"COLUMNS": "1000", "TERM": "dumb"}, start_new_session=True)
        os.close(theirs)
        self.addCleanup(os.close, ours)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        output = b""
        end = time.monotonic() + LONGEST_COMMAND
        while time.monotonic() < end:
            if not select.select([ours], [], [], 0.2)[0]:
                # What is typed before a program reads single keys is lost, so not once alone.
                os.write(ours, ENTER)
                continue
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other side is closed
                piece = b""
            if not piece:
                break
            output += piece
        text = output.decode(errors="replace")
        self.assertEqual(0, process.wait(LONGEST_COMMAND), text)
        return text
