"""Exit codes, messages, and what becomes of a token when something goes wrong."""

import json
import os
import re
import resource
import shlex
import stat
import subprocess
import threading
import time
import unittest

import yaml

from support import Case, LIMIT, PROGRAM, page, page_of, token


class Usage(Case):
    def test_command_lines_that_make_no_sense(self):
        cloud = self.scripted_cloud(lambda *_: (500, ""))
        for arguments, reason in (
                (["-q"], "the command is missing"),
                (["api-token", "--timeout", "5"], "the command is missing"),
                (["lost"], "there is no command lost"),
                (["api-token", "lst"], "there is no command lst; did you mean list?"),
                (["list"], "there is no command list; did you mean api-token list?"),
                (["api-token", "list", "--serach", "x"],
                 "there is no option --serach; did you mean --search?"),
                (["api-token", "list", "-search"],
                 "there is no option -search; did you mean --search?"),
                (["api-token", "list", "-x"], "there is no option -x\n"),
                (["api-token", "list", "-qx"], "there is no option -x\n"),
                (["api-token", "list", "--quiet=1"], "--quiet takes no value"),
                (["help", "api-token", "creat"],
                 "there is no command creat; did you mean create?"),
                (["completion", "sh"], "bash, zsh and fish, not for sh"),
                (["api-token", "list", "--output", "xml", "--timeout", "x"], "--output"),
                (["api-token", "list", "--timeout", "x", "--output", "xml"], "--timeout"),
                (["api-token", "list", "--all"], "there is no option --all\n"),
                (["api-token", "list", "more"], "unexpected argument more\n"),
                (["api-token", "create"], "the argument NAME is missing"),
                (["api-token", "create", "a", "b"], "unexpected argument b\n"),
                (["api-token", "delete"], "the argument UID is missing"),
                (["api-token", "list", "--output", "xml"],
                 '"xml" must be table, json, yaml or name'),
                (["api-token", "list", "--output"], "--output needs a value: FORMAT"),
                (["api-token", "list", "--timeout", "0"], "is not a time from 1ms to 24h"),
                (["api-token", "list", "--timeout", "-1"], "is not a time from 1ms to 24h"),
                (["api-token", "list", "--timeout", "nan"], "is not a time from 1ms to 24h"),
                (["api-token", "list", "--timeout", "1e300"], "is not a time from 1ms to 24h"),
                (["api-token", "list", "--timeout", ""], "is not a time from 1ms to 24h"),
                (["api-token", "list", "--timeout", "s"], "is not a time from 1ms to 24h"),
                (["api-token", "list", "--timeout", "5 s"], "is not a time from 1ms to 24h"),
                (["api-token", "list", "--timeout", "25h"], "is not a time from 1ms to 24h"),
                (["api-token", "update", "t1"],
                 "there is nothing to change: give --description, --scope or --expires"),
                (["api-token", "get"], "the argument UID is missing, and so is --name\nSee"),
                (["api-token", "get", ".."], 'get API token ".."'),
                (["api-token", "get", ""], 'get API token ""')):
            with self.subTest(arguments):
                self.fail_with(cloud.run(*arguments), 2, reason)
        self.assertEqual(cloud.requests, [])


class Responses(Case):
    def test_exit_codes(self):
        for status, code in ((400, 1), (401, 4), (403, 4), (409, 1), (501, 1)):
            cloud = self.scripted_cloud(
                lambda *_, status=status: (status, '{"error": "the \\u001b[31mreason"}'))
            for arguments in (["api-token", "update", "t1", "-d", "x"],
                              ["api-token", "delete", "t1"],
                              ["api-token", "delete", "t1", "t2"]):
                with self.subTest(arguments, status=status):
                    self.fail_with(cloud.run(*arguments), code, f"HTTP {status}",
                                   r"the \x1B[31mreason")

    def test_exit_code_for_no_such_token_is_for_commands_that_name_one(self):
        for response in ((404, '{"error": "record not found"}'), (404, "")):
            cloud = self.scripted_cloud(lambda *_, response=response: response)
            for arguments in (["api-token", "list"], ["api-token", "create", "ci"],
                              ["cloud", "whoami"], ["api-token", "prune", "--yes"]):
                with self.subTest(arguments, response=response):
                    self.fail_with(cloud.run(*arguments), 1, "HTTP 404")
        cloud = self.scripted_cloud(lambda *_: (404, '{"error": "record not found"}'))
        for arguments in (["api-token", "get", "t\x1b"], ["api-token", "update", "t\x1b", "-d",
                                                          "x"], ["api-token", "delete", "t\x1b"],
                          ["api-token", "rotate", "t\x1b"]):
            with self.subTest(arguments):
                result = cloud.run(*arguments)
                self.assertEqual((result.returncode, result.stdout, result.stderr), (
                    3, "", "bentocloud: there is no API token t\\x1B\n" +
                    ("" if arguments[1] == "delete" else
                     "To see them all: bentocloud api-token list\n")))

    def test_whoami_without_a_good_token(self):
        for status in (401, 403):
            cloud = self.scripted_cloud(lambda *_, status=status: (status, '{"message": "no"}'))
            for arguments in ([], ["-o", "json"]):
                self.fail_with(cloud.run("cloud", "whoami", *arguments), 4, f"HTTP {status}: no",
                               "bentocloud cloud login")
            self.assertEqual(cloud.requests, [("GET", "/api/v1/auth/current", "")] * 2)
        self.fail_with(self.scripted_cloud(lambda *_: (200, "{}")).run("cloud", "whoami"), 1,
                       "get the current user")

    def test_not_found(self):
        for response in ((404, '{"error": "x"}'), (400, '{"error": "record not found"}')):
            cloud = self.scripted_cloud(lambda *_, response=response: response)
            self.fail_with(cloud.run("api-token", "get", "t\x1b"), 3,
                           r"there is no API token t\x1B")

    def test_worst_of_several_counts(self):
        def script(_, path, __):
            return {"a": (404, '{"error": "record not found"}'), "b": (401, "{}"),
                    "c": (200, "")}[path[-1]]

        result = self.scripted_cloud(script).run("api-token", "delete", "a", "b", "c")
        self.assertEqual((result.returncode, result.stdout),
                         (4, "API token c deleted successfully\n"))
        first, second, third = result.stderr.splitlines()
        self.assertEqual(first, "bentocloud: there is no API token a")
        self.assertEqual(second, 'bentocloud: delete API token "b": HTTP 401: {}')
        self.assertIn("cloud login", third)

    def test_no_credentials(self):
        cloud = self.scripted_cloud(lambda *_: (500, ""))
        result = cloud.run("api-token", "list", BENTO_CLOUD_API_KEY=None,
                           BENTOML_HOME=self.folder())
        self.fail_with(result, 4, "bentocloud cloud login")
        self.fail_with(cloud.run("api-token", "list", BENTO_CLOUD_API_ENDPOINT="nonsense"), 4,
                       "does not begin with https://")

    def test_nobody_listens(self):
        cloud = self.scripted_cloud(lambda *_: (500, ""))
        cloud.close()
        self.fail_with(cloud.run("api-token", "list", "--timeout", "0.2"), 1, "list API tokens")

    def test_timeout_is_for_the_whole_call(self):
        released = threading.Event()
        self.addCleanup(released.set)
        cloud = self.scripted_cloud(lambda *_: released.wait(LIMIT) and None)
        begin = time.monotonic()
        self.fail_with(cloud.run("api-token", "list", "--timeout", "0.3"), 1, "list API tokens")
        self.assertLess(time.monotonic() - begin, 10)

    def test_responses_that_are_none(self):
        for body in ("<html>", "", "[]", '{"items": [{}]}', '{"total": 1, "items": [{"uid": 1}]}'):
            cloud = self.scripted_cloud(lambda *_, body=body: (200, body))
            self.fail_with(cloud.run("api-token", "list", "-o", "json"), 1, "list API tokens")

    def test_prune_takes_what_is_gone_for_done_and_names_what_is_left(self):
        def script(method, path, _):
            if method == "GET":
                return 200, page([token(uid=uid, is_expired=True) for uid in "abcd"])
            return {"a": (200, ""),
                    "b": (404, '{"error": "record not found"}')}.get(path[-1], (501, "{}"))

        result = self.scripted_cloud(script).run("api-token", "prune", "--yes", "-o", "json")
        self.assertEqual([item["uid"] for item in json.loads(result.stdout)], ["a"])
        self.fail_with(result, 1, '"c"', 'Not deleted either: d',
                       stdout=result.stdout)


    def test_prune_does_not_rely_on_the_server_for_the_search(self):
        cloud = self.cloud_with(token(uid="a", name="ci", is_expired=True),
                                token(uid="b", name="keep", is_expired=True))
        self.assertEqual(self.succeed(cloud.run("api-token", "prune", "--yes", "--search", "ci")),
                         "API token a deleted successfully\n")
        self.assertEqual([method for method, _, _ in cloud.requests], ["GET", "DELETE"])


class Messages(Case):
    """What happened to what, and in a second line what to do about it."""

    def check(self, result, fact, advice):
        lines = result.stderr.splitlines()
        self.assertEqual(len(lines), 2, result.stderr)
        self.assertRegex(lines[0], rf"\Abentocloud: .*{fact}")
        self.assertRegex(lines[1], rf"\A(?=[A-Z]).*{advice}")
        self.assertNotRegex(result.stderr, r"\w::\w|_many|exception|Options")
        self.assertEqual(len(set(re.split(r"[.;] |\n", result.stderr.strip()))),
                         len(re.split(r"[.;] |\n", result.stderr.strip())), result.stderr)

    def test_responses(self):
        for status, arguments, advice in (
                (401, ["list"], "to log in, run "), (403, ["get", "t1"], "to log in, run "),
                (404, ["list"], "The endpoint .* is perhaps not"),
                (404, ["get", "t1"], "To see them all: bentocloud api-token list"),
                (500, ["get", "t1"], "If it persists, ask support: https"),
                (302, ["list"], "endpoint"), (500, ["create", "ci"], "To look for it: bentocloud"),
                (500, ["update", "t1", "-d", "x"], "To see it: bentocloud api-token get t1")):
            with self.subTest(arguments, status=status):
                cloud = self.scripted_cloud(
                    lambda *_, status=status: (status, '{"error": "record not found"}'))
                self.check(cloud.run("api-token", *arguments), "", advice)

    def test_name_that_is_taken(self):
        cloud = self.local_cloud()
        cloud.create("ci")
        self.check(cloud.run("api-token", "create", "ci"), "there is a token with this name",
                   "To replace that token: bentocloud api-token rotate --name ci")

    def test_network(self):
        cloud = self.scripted_cloud(lambda *_: None)
        for arguments, advice in (
                (["list"], "Check the network and the endpoint; --verbose shows"),
                (["get", "t1"], "Check the network"), (["create", "ci"], "To look for it: "),
                (["update", "t1", "-d", "x"], "To see it: bentocloud api-token get t1")):
            with self.subTest(arguments):
                self.check(cloud.run("api-token", *arguments), "Empty reply", advice)

    def test_configuration(self):
        cloud = self.scripted_cloud(lambda *_: (500, ""))
        nobody = {"BENTO_CLOUD_API_KEY": None, "BENTOML_HOME": self.folder()}
        for changes, arguments, fact, advice in (
                (nobody, ["list"], "there is no context file",
                 "Set BENTO_CLOUD_API_KEY, or run \"bentocloud cloud login\""),
                (nobody, ["list", "--context", "x"], "there is no context file", "cloud login"),
                ({"BENTO_CLOUD_API_ENDPOINT": "http://a.invalid"}, ["list"], "in the clear",
                 "Use https, or allow it with --allow-insecure-http"),
                ({}, ["list", "--proxy", "http://a:b@c.invalid"], "--proxy holds a user",
                 "Give them in the environment: https_proxy="),
                ({}, ["prune"], "is not a terminal", "Use --yes .* or --dry-run"),
                ({}, ["list", "--nonsense"], "no option --nonsense",
                 "See bentocloud api-token list --help")):
            with self.subTest(arguments, fact=fact):
                self.check(cloud.run("api-token", *arguments, **changes), fact, advice)
        self.assertEqual(cloud.requests, [])


class Creates(Case):
    def setUp(self):
        self.file = os.path.join(self.folder(), "token")

    def create(self, status, body, *arguments):
        self.cloud = self.scripted_cloud(
            lambda method, *_: (status, body) if method == "POST" else (200, ""))
        return self.cloud.run("api-token", "create", "ci", *arguments)

    def methods(self):
        return [method for method, _, _ in self.cloud.requests]

    def test_certain_failure_leaves_no_file(self):
        self.fail_with(self.create(400, "{}", "--token-file", self.file), 1, "HTTP 400")
        self.assertFalse(os.path.exists(self.file))

    def test_file_is_made_before_the_request(self):
        seen = []
        cloud = self.scripted_cloud(
            lambda *_: (seen.append(stat.S_IMODE(os.stat(self.file).st_mode)), (400, "{}"))[1])
        self.fail_with(cloud.run("api-token", "create", "ci", "--token-file", self.file), 1)
        self.assertEqual(seen, [0o600])

        self.fail_with(self.create(200, json.dumps(token(token="s")), "--token-file",
                                   "/nonexistent/token"), 1, "/nonexistent/token")
        self.assertEqual(self.cloud.requests, [])

    def test_unknown_outcome_says_what_to_do(self):
        self.fail_with(self.create(503, "{}", "--token-file", self.file), 1, "HTTP 503",
                       "\nThe token may exist: if it is new in the list, delete it. "
                       "To look for it: bentocloud api-token list --search ci\n")
        self.assertEqual(self.methods(), ["POST"])
        self.assertFalse(os.path.exists(self.file))
        cloud = self.scripted_cloud(lambda *_: None)
        self.fail_with(cloud.run("api-token", "create", "ci"), 1,
                       "\nThe token may exist: if it is new in the list, delete it. "
                       "To look for it: bentocloud api-token list --search ci\n")

    def test_odd_response_with_a_value_hands_it_over(self):
        body = json.dumps({"uid": "t1", "token": "the-secret", "name": 7})
        result = self.create(200, body, "-o", "json")
        self.assertEqual(json.loads(result.stdout),
                         {"name": "ci", "uid": "t1", "token": "the-secret"})
        self.fail_with(result, 1, "its value is written above", stdout=result.stdout)

        result = self.create(200, body)
        self.assertIn("  UID: t1\n", result.stdout)
        self.assertIn("  Token: the-secret\n", result.stdout)

        result = self.create(200, body, "-o", "yaml", "--token-file", self.file)
        self.assertEqual(yaml.safe_load(result.stdout), {"name": "ci", "uid": "t1"})
        self.fail_with(result, 1, "its value is in " + self.file, stdout=result.stdout)
        with open(self.file, encoding="ascii") as file:
            self.assertEqual(file.read(), "the-secret")

    def test_odd_response_without_a_value_says_which_token_to_delete(self):
        self.fail_with(self.create(200, '{"uid": "t1"}'), 1,
                       "\nThe token exists, but its value is lost. "
                       "To delete it: bentocloud api-token delete t1\n")
        self.fail_with(self.create(200, "{}"), 1,
                       "\nThe token may exist: if it is new in the list, delete it. "
                       "To look for it: bentocloud api-token list --search ci\n")

    def test_value_that_cannot_be_written_is_of_a_token_that_is_removed_again(self):
        self.cloud = self.scripted_cloud(
            lambda method, *_: (200, json.dumps(token(token="s")) if method == "POST" else ""))
        with open("/dev/full", "w", encoding="ascii") as full:
            result = self.cloud.run("api-token", "create", "ci", "--token-file", self.file,
                                    stdout=full)
        self.assertEqual(result.returncode, 1)
        self.assertIn("No space left on device\nThe new token was removed again.", result.stderr)
        self.assertEqual(self.methods(), ["POST", "DELETE"])
        self.assertFalse(os.path.exists(self.file))

    def test_so_is_one_whose_file_cannot_be_written(self):
        self.cloud = self.scripted_cloud(
            lambda method, *_: (200, json.dumps(token(token="s")) if method == "POST" else ""))
        # Every write to a file fails, those of counters of lines too.
        elsewhere = {"GCOV_PREFIX": self.folder(), "GCOV_ERROR_FILE": "/dev/null"}
        result = subprocess.run(
            [PROGRAM, "api-token", "create", "ci", "--token-file",
             self.file], env={**self.cloud.environment(), **elsewhere},
            capture_output=True, timeout=LIMIT, encoding="utf-8", check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
        self.fail_with(result, 1, "cannot write the token file " + self.file,
                       "The new token was removed again.")
        self.assertEqual(self.methods(), ["POST", "DELETE"])
        self.assertFalse(os.path.exists(self.file))

    def test_so_is_one_whose_reader_has_gone(self):
        self.cloud = self.scripted_cloud(
            lambda method, *_: (200, json.dumps(token(token="s")) if method == "POST" else ""))
        reader, writer = os.pipe()
        os.close(reader)
        try:
            result = self.cloud.run("api-token", "create", "ci", stdout=writer)
        finally:
            os.close(writer)
        self.assertEqual(result.returncode, 1)
        self.assertIn("Broken pipe\nThe new token was removed again.", result.stderr)
        self.assertEqual(self.methods(), ["POST", "DELETE"])


class HalfRotations(Case):
    """Each state in which a rotation can stop ends with the command that finishes it."""

    found = []  # in the list
    found_later = []  # after a create

    def rotate(self, created, removed=(200, ""), *arguments, uid="t1", stdout=subprocess.PIPE):
        self.methods = []

        def script(method, path, _):
            self.methods.append(method + " " + path.partition("?")[0].rpartition("/")[2])
            if method == "POST":
                self.found = self.found_later
                return created
            if method == "GET" and "?" in path:
                return 200, page_of(self.found, path)
            return (200, json.dumps(token(uid=uid))) if method == "GET" else removed

        cloud = self.scripted_cloud(script)
        return cloud.run("api-token", "rotate", *arguments,
                         *(["--", uid] if uid[0] == "-" else [uid]),
                         stdout=stdout)

    def fail_to_write(self, *arguments):
        with open("/dev/full", "w", encoding="ascii") as full:
            return self.rotate(*arguments, stdout=full)

    created = (200, json.dumps(token(uid="t2", token="s")))

    def ends_with(self, result, *lines):
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stderr.splitlines()[1:], [" ".join(lines)], result.stderr)

    again = "The old token is unchanged. To try again: bentocloud api-token rotate t1"
    next_again = ("The old token is unchanged. To try again: "
                  "bentocloud api-token rotate --new-name next t1")
    removed = "The new token was removed again."
    exists = ("The new token exists, but its value is lost. To delete it: "
              "bentocloud api-token delete t2.")

    def test_old_token_cannot_be_deleted(self):
        result = self.rotate(self.created, (501, "{}"), "-o", "json")
        self.assertEqual(json.loads(result.stdout)["token"], "s")
        self.assertIn('delete API token "t1": HTTP 501', result.stderr)
        self.ends_with(result, "The new token was created, but the old one may still exist. "
                       "To delete it: bentocloud api-token delete t1")
        self.assertEqual(self.methods, ["GET t1", "POST api_tokens", "DELETE t1", "GET t1"])

    def test_new_token_was_created_in_spite_of_an_error(self):
        odd = (200, '{"uid": "t2", "token": "s", "name": 7}')
        result = self.rotate(odd)
        self.assertEqual(result.stdout, "")
        self.ends_with(result, self.removed, self.again)
        self.assertEqual(self.methods, ["GET t1", "POST api_tokens", "DELETE t2"])
        self.ends_with(self.rotate(odd, (501, "{}")), self.exists, self.again)

    def test_new_token_does_not_exist(self):
        result = self.rotate((503, "{}"), (200, ""), "--new-name", "next")
        self.ends_with(result, self.next_again)
        self.assertEqual(self.methods,
                         ["GET t1", "GET api_tokens", "POST api_tokens", "GET api_tokens"])

    def test_new_token_exists(self):
        self.found_later = [token(uid="t2", name="next")]
        result = self.rotate((503, "{}"), (200, ""), "--new-name", "next")
        self.ends_with(result, self.exists, self.next_again)

    def test_new_token_may_exist(self):
        self.found_later = [{"uid": "t2"}]  # which is no token
        result = self.rotate((503, "{}"), (200, ""), "--new-name", "next")
        self.ends_with(result, "The new token may exist: if it is new in the list, delete it.",
                       "To look for it: bentocloud api-token list --search next.",
                       self.next_again)

    def test_value_of_the_new_token_is_lost(self):
        self.ends_with(self.rotate((200, '{"uid": "t2"}')), self.removed, self.again)

    def test_value_cannot_be_written(self):
        self.ends_with(self.fail_to_write(self.created), self.removed, self.again)
        self.assertEqual(self.methods, ["GET t1", "POST api_tokens", "DELETE t2"])

    def test_value_cannot_be_written_and_the_new_token_not_be_removed(self):
        result = self.fail_to_write(self.created, (501, "{}"))
        self.assertIn("No space left on device\n", result.stderr)
        self.ends_with(result, self.exists, self.again)

    def test_refused(self):
        result = self.rotate((400, '{"error": "no"}'))
        self.ends_with(result, 'The old token "t1" exists, and there is no new one')

    def test_commands_can_be_copied_into_a_shell(self):
        home = self.folder()
        cloud = self.scripted_cloud(lambda method, *_: {
            "GET": (200, json.dumps(token(uid="-it's"))), "DELETE": (501, "{}"),
            "POST": self.created}[method])
        with open(os.path.join(home, ".yatai.yaml"), "w", encoding="ascii") as file:
            yaml.safe_dump({"contexts": [{"name": "my cloud", "endpoint": cloud.endpoint,
                                          "api_token": "x"}]}, file)
        result = cloud.run("--context", "my cloud", "api-token", "rotate", "--", "-it's",
                           BENTOML_HOME=home)
        command = result.stderr.rpartition("delete it: ")[2]
        self.assertEqual(command, "bentocloud api-token delete --context 'my cloud' -- "
                                  "'-it'\\''s'\n")
        self.assertEqual(shlex.split(command),
                         ["bentocloud", "api-token", "delete", "--context", "my cloud", "--",
                          "-it's"])


if __name__ == "__main__":
    unittest.main()
