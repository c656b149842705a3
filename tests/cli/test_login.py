"""`cloud login` and `logout`: by token, by prompt, by browser; and what is left when it is killed."""

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import signal
import stat
import subprocess
import sys
import unittest

import yaml

from support import LIMIT, PROGRAM, Case, Terminal, user

BROWSER = pathlib.Path(__file__).resolve().parent.parent / "conformance" / "browser.py"
KEY = "fake-api-token"
OTHER = {"api_token": "0123456", "email": None, "endpoint": "https://other.example", "name": "other"}
ORGANIZATION = {"uid": "o1", "name": "acme", "created_at": "2026-01-02T03:04:05Z"}


class LoginCase(Case):
    def setUp(self):
        self.home = pathlib.Path(self.folder())
        self.path = self.home / ".yatai.yaml"
        self.variables = {"BENTO_CLOUD_API_KEY": None, "BENTO_CLOUD_API_ENDPOINT": None,
                          "BENTOML_HOME": str(self.home)}

    def contexts(self):
        return yaml.safe_load(self.path.read_text(encoding="ascii"))

    def entry(self, cloud, name="default", **changes):
        return {"api_token": KEY, "email": "ada@example.com", "endpoint": cloud.endpoint,
                "name": name, **changes}

    def login(self, cloud, *arguments, **changes):
        return cloud.run("cloud", "login", *arguments, **{
            **self.variables, "BENTO_CLOUD_API_ENDPOINT": cloud.endpoint, **changes})

    def cloud_that_knows(self, script=None, **somebody):
        """A cloud of this user, in which `script` may respond to other paths."""
        def respond(method, path, body):
            if path == "/api/v1/auth/current":
                return 200, json.dumps(user(**somebody))
            if path == "/api/v1/current_org":
                return 200, json.dumps(ORGANIZATION)
            return script(method, path, body)

        return self.scripted_cloud(respond)


class ByToken(LoginCase):
    def assert_saved(self, cloud, result, **changes):
        context = self.entry(cloud, **changes)
        self.assertEqual(self.succeed(result),
                         f"Configured BentoCloud credentials (current-context: {context['name']})\n"
                         f"Logged in as ada@example.com at acme organization, {cloud.endpoint}\n")
        self.assertEqual(self.contexts(), {"contexts": [context], "current_context_name": "default"})
        self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o600)
        self.path.unlink()

    def test_every_way(self):
        cloud = self.local_cloud()
        file = self.home / "token"
        file.write_text(f"\n {KEY}\n", encoding="ascii")
        self.assert_saved(cloud, self.login(cloud, "--api-token", KEY))
        self.assert_saved(cloud, self.login(cloud, f"--api-token= {KEY}\t"))
        self.assert_saved(cloud, self.login(cloud, "--api-token-file", str(file)))
        self.assert_saved(cloud, self.login(cloud, BENTO_CLOUD_API_KEY=KEY))
        self.assert_saved(cloud, self.login(cloud, "--api-token", "", BENTO_CLOUD_API_KEY=KEY))
        self.assert_saved(cloud, self.login(cloud, "--api-token", KEY, "--endpoint",
                                            cloud.endpoint + "/", BENTO_CLOUD_API_ENDPOINT="x"))
        for text in (f"{KEY}\n", f" {KEY}", f"{KEY}\r\nmore\n"):
            self.assert_saved(cloud, subprocess.run(
                [PROGRAM, "cloud", "login", "--api-token", "-"], input=text, check=False,
                capture_output=True, encoding="utf-8", timeout=LIMIT, env=cloud.environment(
                    **self.variables) | {"BENTO_CLOUD_API_ENDPOINT": cloud.endpoint}))

    def test_checks_with_the_two_current_calls(self):
        cloud = self.cloud_that_knows(email="grace@example.com")
        text = self.succeed(self.login(cloud, "--api-token", "key", "--organization", "acme"))
        self.assertIn("Logged in as grace@example.com at acme organization", text)
        self.assertEqual([request[:2] for request in cloud.requests],
                         [("GET", "/api/v1/auth/current"), ("GET", "/api/v1/current_org")])
        for headers in cloud.headers:
            self.assertEqual((headers["X-YATAI-API-TOKEN"], headers["X-Yatai-Organization"]),
                             ("key", "acme"))
        cloud = self.cloud_that_knows(email="")
        self.assertIn("Logged in as ada at acme", self.succeed(self.login(cloud, "--api-token", "k")))
        self.assertIsNone(self.contexts()["contexts"][0]["email"])

    def test_what_is_refused_is_not_saved(self):
        cloud = self.local_cloud()
        no_organization = self.scripted_cloud(lambda _, path, __: (
            (404, "") if "org" in path else (200, json.dumps(user()))))
        web_page = self.scripted_cloud(lambda *_: (200, "<html>"))
        for source, result in (
                ("--api-token", self.login(cloud, "--api-token", "wrong")),
                ("environment variable BENTO_CLOUD_API_KEY",
                 self.login(cloud, BENTO_CLOUD_API_KEY="wrong"))):
            self.fail_with(result, 4, "HTTP 401", f"came from {source}; nothing was saved")
            self.assertNotIn("cloud login", result.stderr)
        self.fail_with(self.login(no_organization, "--api-token", KEY), 1, "HTTP 404")
        self.fail_with(self.login(web_page, "--api-token", KEY), 1)
        self.fail_with(self.login(cloud, "--api-token", "a\nb"), 4, "control character")
        self.fail_with(self.login(cloud, "--api-token", " "), 4, "--api-token", "is empty")
        self.fail_with(self.login(cloud, "--api-token", "-"), 1, "no API token was given")
        self.fail_with(self.login(cloud, "--api-token-file", "/nonexistent"), 1, "/nonexistent")
        self.fail_with(self.login(cloud, "--api-token-file", str(self.home)), 1, str(self.home))
        self.fail_with(self.login(cloud, "--api-token", KEY, "--endpoint", "http://cloud.example"),
                       4, "--allow-insecure-http")
        self.fail_with(self.login(cloud), 2, "no terminal", "--api-token -")
        self.fail_with(self.login(cloud, "--api-token", KEY, "--browser"), 2, "give one of")
        self.fail_with(self.login(cloud, "--api-token-file", "x", "--browser"), 2, "give one of")
        self.fail_with(self.login(cloud, "--wait", "x"), 2, '--wait "x"')
        self.assertFalse(self.path.exists())

    def test_other_contexts_and_unknown_fields_stay(self):
        cloud = self.local_cloud()
        self.path.write_text(yaml.dump({
            "contexts": [OTHER, self.entry(cloud, api_token="old", color="blue")],
            "current_context_name": "other", "more": {"a": [1, "1", None, True]}}), encoding="ascii")
        self.path.chmod(0o600)
        text = self.succeed(self.login(cloud, "--api-token", KEY, "--context", "default"))
        self.assertIn("(context: default; current-context: other)", text)
        self.assertEqual(self.contexts(), {
            "contexts": [OTHER, self.entry(cloud, color="blue")],
            "current_context_name": "other", "more": {"a": [1, "1", None, True]}})

    def test_context_that_is_meant(self):
        cloud = self.local_cloud()
        self.succeed(self.login(cloud, "--api-token", KEY))
        self.succeed(self.login(cloud, "--api-token", KEY, "--context", "named",
                                BENTOML_CLOUD_CONTEXT="x"))
        self.succeed(self.login(cloud, "--api-token", KEY, BENTOML_CLOUD_CONTEXT="by-variable"))
        names = [context["name"] for context in self.contexts()["contexts"]]
        self.assertEqual(names, ["default", "named", "by-variable"])
        self.fail_with(self.login(cloud, "--api-token", KEY, "--context", ""), 2, "is empty")

    def test_other_commands_are_logged_in_then(self):
        cloud = self.local_cloud()
        self.succeed(self.login(cloud, "--api-token", KEY))
        self.assertIn("created", self.succeed(
            cloud.run("api-token", "create", "ci", **self.variables)))

    def test_file_that_cannot_be_changed(self):
        cloud = self.local_cloud()
        self.path.write_text("contexts: [", encoding="ascii")
        self.path.chmod(0o600)
        self.fail_with(self.login(cloud, "--api-token", KEY, "--context", "c"), 1,
                       "is not valid YAML at line", "Correct it, or move it away")
        self.assertEqual(self.path.read_text(encoding="ascii"), "contexts: [")

    def test_environment_that_wins_is_told(self):
        cloud = self.local_cloud()
        result = self.login(cloud, "--api-token", KEY, BENTO_CLOUD_API_KEY="another")
        self.assertEqual(result.returncode, 0)
        self.assertIn("warning: BENTO_CLOUD_API_KEY is set", result.stderr)
        result = self.login(cloud, "--api-token", KEY, BENTO_CLOUD_API_KEY_FILE="/run/secrets/key")
        self.assertIn("warning: BENTO_CLOUD_API_KEY_FILE is set", result.stderr)
        self.succeed(self.login(cloud, "-q", "--api-token", KEY, BENTO_CLOUD_API_KEY="another"))
        self.succeed(self.login(cloud, "--api-token", KEY, BENTO_CLOUD_API_KEY=KEY))

    def test_token_is_not_in_the_log(self):
        cloud = self.local_cloud()
        result = self.login(cloud, "--verbose", "--api-token", KEY)
        self.assertIn("/api/v1/auth/current", result.stderr)
        self.assertNotIn(KEY, result.stderr)


class Readers(LoginCase):
    def test_file_that_others_can_read(self):
        cloud = self.local_cloud()
        for command, code, words in (
                (["cloud", "login", "--api-token", KEY, "--endpoint", cloud.endpoint], 0, "could"),
                (["cloud", "list-context"], 0, "can"), (["cloud", "current-context"], 0, "can"),
                (["cloud", "update-current-context", "other"], 0, "could"),
                (["cloud", "whoami"], 0, "can"), (["api-token", "list"], 0, "can"),
                (["cloud", "logout"], 0, "could")):
            for mode in (0o644, 0o640, 0o600):
                self.path.write_text(yaml.dump({"contexts": [OTHER, self.entry(cloud)]}),
                                     encoding="ascii")
                self.path.chmod(mode)
                for quiet in ([], ["-q"]) if words == "can" else ([],):
                    with self.subTest(command, mode=mode, quiet=quiet):
                        result = cloud.run(*command, *quiet, **self.variables)
                        self.assertEqual(result.returncode, code, result.stderr)
                        warnings = 0 if mode == 0o600 or quiet else 1
                        self.assertEqual(result.stderr.count("warning: "), warnings)
                        self.assertEqual(f"others than you {words} read" in result.stderr,
                                         warnings == 1, result.stderr)
                        self.assertEqual(len(result.stderr.splitlines()), 2 * warnings)
                if words == "could":
                    self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o600)

    def test_environment_needs_no_file(self):
        cloud = self.local_cloud()
        self.path.write_text("contexts: []\n", encoding="ascii")
        self.path.chmod(0o644)
        self.succeed(cloud.run("api-token", "list", BENTOML_HOME=str(self.home)))


class Prompt(LoginCase):
    def on_terminal(self, cloud, *arguments, **changes):
        return Terminal(cloud, "cloud", "login", "--endpoint", cloud.endpoint, *arguments,
                        **self.variables, **changes)

    def test_what_is_typed_is_not_shown(self):
        cloud = self.local_cloud()
        for columns in (40, 80, 200):
            with self.subTest(columns), self.on_terminal(cloud, columns=columns) as terminal:
                terminal.expect("browser): ")
                terminal.type(KEY + "\n")
                self.assertEqual(terminal.wait(), 0)
                self.assertIn("Logged in as ada@example.com", terminal.text)
                self.assertNotIn(KEY, terminal.text)
            self.assertEqual(self.contexts()["contexts"], [self.entry(cloud)])
            self.path.unlink()

    def test_standard_input_that_is_a_terminal(self):
        cloud = self.local_cloud()
        with self.on_terminal(cloud, "--api-token", "-", modes="-icanon") as terminal:
            # Nothing says that it waits, so the echo is what tells.
            while os_has_echo(terminal.descriptor):
                pass
            terminal.type(KEY + "\n")
            self.assertEqual(terminal.wait(), 0)
            self.assertNotIn(KEY, terminal.text)

    def test_ctrl_c_ends_it_and_the_echo_is_back(self):
        cloud = self.local_cloud()
        with Terminal(cloud, "-c", f"{PROGRAM} cloud login; echo ended with $?; stty -a",
                      program="bash", **self.variables) as terminal:
            terminal.expect("browser): ")
            terminal.type("se\x03")
            terminal.expect("ended with 130")
            terminal.wait()
            self.assertIn("interrupted; nothing was saved", terminal.text)
            self.assertRegex(terminal.text, r"(?<!-)\becho\b")

    def test_end_of_the_input(self):
        cloud = self.local_cloud()
        with self.on_terminal(cloud) as terminal:
            terminal.expect("browser): ")
            terminal.type("\x04")
            self.assertEqual(terminal.wait(), 1)
            self.assertIn("no API token was given, so nothing was saved", terminal.text)
        with self.on_terminal(cloud) as terminal:
            terminal.expect("browser): ")
            self.assertIn(terminal.hang_up(), (129, 1))
        self.assertFalse(self.path.exists())


def os_has_echo(descriptor):
    import termios
    return bool(termios.tcgetattr(descriptor)[3] & termios.ECHO)


class Browser(LoginCase):
    def programs(self, script):
        """A folder with an `xdg-open`."""
        folder = pathlib.Path(self.folder())
        for name in ("xdg-open", "open"):
            (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            (folder / name).chmod(0o755)
        return f"{folder}:{os.environ['PATH']}"

    def test_page_is_opened_and_confirmed(self):
        cloud = self.local_cloud()
        path = self.programs(f'exec {sys.executable} -B {BROWSER} "$1"')
        result = self.login(cloud, "--browser", PATH=path)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("Logged in as ada@example.com", result.stdout)
        self.assertRegex(result.stderr, rf"\A.*\n{cloud.endpoint}/api_tokens\?code=\w+\n\Z")
        token = self.contexts()["contexts"][0]["api_token"]
        self.assertNotIn(token, result.stdout + result.stderr)
        self.succeed(cloud.run("api-token", "list", **self.variables))

    def test_empty_line_at_the_prompt(self):
        cloud = self.local_cloud()
        path = self.programs(f'exec {sys.executable} -B {BROWSER} "$1"')
        with Terminal(cloud, "cloud", "login", "--endpoint", cloud.endpoint, **self.variables,
                      PATH=path) as terminal:
            terminal.expect("browser): ")
            terminal.type("\n")
            self.assertEqual(terminal.wait(), 0, terminal.text)
            self.assertIn("Logged in as", terminal.text)

    def test_calls_are_anonymous_and_polling_goes_on(self):
        polls = []

        def script(_, path, __):
            if path == "/api/v1/auth/code":
                return 200, '{"code": "a b/ü?"}'
            polls.append(path)
            return (200, '{"token": "new"}') if len(polls) == 2 else (404, "")

        cloud = self.cloud_that_knows(script)
        result = self.login(cloud, "--browser", PATH="/nonexistent")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(f"\n{cloud.endpoint}/api_tokens?code=a%20b%2F%C3%BC%3F\n", result.stderr)
        self.assertEqual(polls, ["/api/v1/auth/token?code=a%20b%2F%C3%BC%3F"] * 2)
        tokens = [headers["X-YATAI-API-TOKEN"] for headers in cloud.headers]
        self.assertEqual(tokens, [None, None, None, "new", "new"])
        self.assertEqual(self.contexts()["contexts"][0]["api_token"], "new")

    def test_nobody_confirms(self):
        cloud = self.local_cloud()
        result = self.login(cloud, "--browser", "--wait", "50ms", PATH="/nonexistent")
        self.assertEqual(result.returncode, 1)
        self.assertTrue(result.stderr.endswith(
            "bentocloud: nobody has confirmed the login in the browser in time\n"
            "To wait for longer, use --wait; without a browser, give an --api-token\n"))
        self.assertFalse(self.path.exists())

    def test_ctrl_c(self):
        cloud = self.local_cloud()
        with Terminal(cloud, "cloud", "login", "--browser", "--endpoint", cloud.endpoint,
                      **self.variables, PATH="/usr/bin:/bin") as terminal:
            terminal.expect("code=")
            terminal.type("\x03")
            self.assertEqual(terminal.wait(), 130)
            self.assertRegex(terminal.text, "interrupted; nothing was saved|cancelled")
        self.assertFalse(self.path.exists())

    def test_browser_gets_no_signal_of_the_terminal_and_none_is_blocked(self):
        cloud = self.local_cloud()
        seen = self.home / "seen"
        path = self.programs(f'grep -E "^Sig(Blk|Ign)" /proc/self/status > {seen}.new; '
                             f'ps -o sid= -p $$ >> {seen}.new; mv {seen}.new {seen}')
        with Terminal(cloud, "cloud", "login", "--browser", "--endpoint", cloud.endpoint,
                      **self.variables, PATH=path) as terminal:
            terminal.expect("code=")
            while not seen.exists():
                pass
            blocked, ignored, session = seen.read_text(encoding="ascii").splitlines()
            self.assertEqual(int(blocked.split()[1], 16), 0)
            self.assertEqual(int(ignored.split()[1], 16) & (1 << signal.SIGPIPE - 1), 0)
            self.assertNotEqual(int(session), os.getsid(terminal.process))
            terminal.type("\x03")
            terminal.wait()

    def test_cloud_that_is_none(self):
        for response in ((200, "<html>"), (200, "{}"), (200, '{"code": 7}'), (200, '{"code": ""}')):
            cloud = self.scripted_cloud(lambda *_, response=response: response)
            self.fail_with(self.login(cloud, "--browser"), 1, "no code", "Check --endpoint")
        cloud = self.scripted_cloud(lambda *_: (404, ""))
        self.fail_with(self.login(cloud, "--browser"), 1, "HTTP 404")


class Logout(LoginCase):
    def test_forgets_a_context(self):
        cloud = self.local_cloud()
        self.succeed(self.login(cloud, "--api-token", KEY))
        self.succeed(self.login(cloud, "--api-token", KEY, "--context", "second"))
        run = lambda *words: cloud.run("cloud", *words, **self.variables)
        self.assertEqual(self.succeed(run("logout", "--context", "second")),
                         "Forgot context second; its API token is still valid\n")
        self.assertEqual(self.contexts()["contexts"], [self.entry(cloud)])
        self.fail_with(run("logout", "--context", "second"), 1, "no context called second",
                       "list-context")
        self.succeed(run("logout"))
        self.assertEqual(self.contexts(), {"contexts": [], "current_context_name": "default"})
        self.fail_with(run("logout"), 1, "no context called default")
        self.fail_with(cloud.run("api-token", "list", **self.variables), 4, "bentocloud cloud login")
        self.path.unlink()
        self.fail_with(run("logout"), 1, "no context called default")
        self.assertFalse(self.path.exists())


class AtOnce(LoginCase):
    def test_logins_at_once_lose_nothing(self):
        cloud = self.local_cloud()
        names = [f"c{number}" for number in range(16)]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for result in pool.map(lambda name: self.login(
                    cloud, "--api-token", KEY, "--context", name), names):
                self.succeed(result)
        self.assertEqual(sorted(context["name"] for context in self.contexts()["contexts"]),
                         sorted(names))


class Killed(LoginCase):
    """kill -9 at each system call of a login, the first of the program's included."""

    def strace(self, cloud, home, *options):
        return subprocess.run(
            ["strace", "-qq", *options, PROGRAM, "cloud", "login", "--api-token", KEY],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT, check=False,
            encoding="utf-8", env=cloud.environment(**self.variables) | {
                "BENTO_CLOUD_API_ENDPOINT": cloud.endpoint, "BENTOML_HOME": str(home)})

    def provide(self, name, text):
        home = self.home / name
        home.mkdir()
        path = home / ".yatai.yaml"
        path.write_text(text, encoding="ascii")
        path.chmod(0o600)
        return path

    def system_calls(self, cloud, path):
        """Those that a login makes: the name of each, and which one of its name it is."""
        log = self.home / "log"
        if shutil.which("strace") is None or \
                self.strace(cloud, path.parent, "-o", str(log)).returncode != 0:
            why = "SKIPPED: kill -9 at each system call, for strace cannot trace here"
            print(why, file=sys.stderr)
            self.skipTest(why)
        counts = collections.Counter()
        calls = []
        for name in re.findall(r"^(\w+)\(", log.read_text(encoding="utf-8"), re.M):
            counts[name] += 1
            calls.append((name, counts[name]))
        return calls

    def test_no_context_is_ever_lost(self):
        cloud = self.local_cloud()
        before = yaml.dump({"contexts": [OTHER, self.entry(cloud, api_token="old")],
                            "current_context_name": "default"})
        after = yaml.dump({"contexts": [OTHER, self.entry(cloud)], "current_context_name": "default"})
        calls = self.system_calls(cloud, self.provide("whole", before))

        def kill_at(call):
            path = self.provide("{}-{}".format(*call), before)
            home = path.parent
            result = self.strace(cloud, home, "-o", "/dev/null", "-e",
                                 "inject={}:signal=KILL:when={}".format(*call))
            text = path.read_text(encoding="ascii")
            self.assertIn(text, (before, after))
            self.assertEqual({stat.S_IMODE(each.stat().st_mode) for each in home.iterdir()}, {0o600})
            is_left = (home / ".yatai.yaml.new").exists()
            if is_left:  # what is left behind is no obstacle
                self.succeed(self.login(cloud, "--api-token", KEY, BENTOML_HOME=str(home)))
                self.assertEqual(path.read_text(encoding="ascii"), after)
                self.assertFalse((home / ".yatai.yaml.new").exists())
            return result.returncode == -signal.SIGKILL, text == after, is_left

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            killed = [seen[1:] for seen in pool.map(kill_at, calls) if seen[0]]
        # Which calls are made is not the same each time, but nearly.
        self.assertGreater(len(killed), len(calls) * 0.9)
        self.assertEqual(set(killed), {(False, False), (False, True), (True, False)})


if __name__ == "__main__":
    unittest.main()
