"""Every command, against a LocalCloud."""

import datetime
import json
import os
import re
import stat
import unittest

import yaml

from support import Case, from_now


class Commands(Case):
    def setUp(self):
        self.cloud = self.local_cloud()

    def document(self, *arguments):
        return json.loads(self.succeed(self.cloud.run(*arguments, "-o", "json")))

    def test_whole_round(self):
        made = self.document("api-token", "create", "ci-token", "-d", "CI/CD", "-s", "api",
                             "--scope",
                             "read_cluster", "--expires", "30d")
        self.assertEqual(made["name"], "ci-token")
        self.assertEqual(made["description"], "CI/CD")
        self.assertEqual(made["scopes"], ["api", "read_cluster"])
        self.assertEqual(len(made["token"]), 20)
        expires = datetime.datetime.fromisoformat(made["expired_at"])
        self.assertAlmostEqual(expires, from_now(days=30), delta=datetime.timedelta(minutes=1))

        value = made.pop("token")
        uid = made["uid"]
        self.assertEqual(self.document("api-token", "list"), [made])
        self.assertEqual(self.document("api-token", "get", uid), made)
        self.assertEqual(self.document("api-token", "list", "--search", "other"), [])
        self.assertEqual(json.loads(self.succeed(
            self.cloud.run("api-token", "get", uid, "--output=json",
                           BENTO_CLOUD_API_KEY=value)))["uid"], uid)

        changed = self.document("api-token", "update", uid, "--description=", "--scope=api",
                                "--expires", "1w")
        self.assertEqual((changed["description"], changed["scopes"]), ("", ["api"]))
        self.assertLess(changed["expired_at"], made["expired_at"])

        self.assertEqual(self.succeed(self.cloud.run("api-token", "delete", uid)),
                         f"API token {uid} deleted successfully\n")
        self.assertEqual(self.cloud.names(), [])

    def test_create_without_options_makes_a_token_that_never_expires(self):
        made = self.cloud.run("api-token", "create", "ci")
        self.assertRegex(self.succeed(made), r"""\AToken ci created successfully
  UID: [a-z0-9]{25}
  Expires: Never
  Token: c[a-z0-9]{19}
Save the token now: it cannot be shown again.
\Z""")

    def test_values_that_look_like_something_else(self):
        made = self.document("api-token", "create", "list", "-q", "-d", "-x", "-s", "[a b]", "-s",
                             "--", "-o", "yaml")
        self.assertEqual(made["name"], "list")
        self.assertEqual(made["description"], "-x")
        self.assertEqual(made["scopes"], ["[a b]", "--"])
        odd = ["{}", "[[aabb]]", "[", "%%", "'a'", '"b"', "`c`", "a b", "[]", "\x01",
               "a=b", "=", "-s=x", "\u00e4", "\\n", "/s"]
        options = [part for text in odd for part in ("--scope", text)]
        made = self.document("api-token", "create", "odd", "-q", *options,
                             f"--description={odd[0]}")
        self.assertEqual((made["scopes"], made["description"]), (odd, "{}"))
        for text in ("[x y]", "{}", "''"):
            changed = self.document("api-token", "update", made["uid"], "-q", "-d", text,
                                    f"--scope={text}", "-s", "z")
            self.assertEqual((changed["description"], changed["scopes"]), (text, [text, "z"]))
        self.fail_with(self.cloud.run("api-token", "delete", "[a,b]", "[c]"), 3,
                       "no API token [a,b]\n",
                       "no API token [c]\n")
        self.fail_with(self.cloud.run("api-token", "get", "--", "--odd="), 3,
                       "there is no API token --odd=\n")
        self.fail_with(self.cloud.run("api-token", "list", "\x1b[31m"), 2, r"\x1B[31m")

    def test_options_of_bentoml_are_taken_before_and_after_the_command(self):
        self.cloud.create("ci")
        for arguments in (
                ["-q", "--do-not-track", "api-token", "list"],
                ["api-token", "-q", "--do-not-track", "list"],
                ["api-token", "list", "--quiet", "--do-not-track"],
                ["--timeout", "5", "api-token", "list", "-q", "-q", "--timeout=7.5"]):
            self.assertIn("ci", self.succeed(self.cloud.run(*arguments)))

    def test_several_can_be_deleted_at_once(self):
        uids = [self.cloud.create(name)["uid"] for name in ("a", "b", "c")]
        result = self.cloud.run("api-token", "delete", uids[0], "nope", uids[2])
        self.fail_with(result, 3, "there is no API token nope", stdout="".join(
            f"API token {uid} deleted successfully\n" for uid in (uids[0], uids[2])))
        self.assertEqual(self.cloud.names(), ["b"])
        result = self.cloud.run("api-token", "delete", "x", "y", "z")
        self.assertEqual((result.returncode, result.stderr), (3, "".join(
            f"bentocloud: there is no API token {uid}\n" for uid in "xyz")))
        self.fail_with(self.cloud.run("api-token", "update", "nope", "-d", "x"), 3,
                       "there is no API token nope")

    def test_lists_are_whole(self):
        for number in range(120):
            self.cloud.create(f"t{number}")
        self.assertEqual([item["name"] for item in self.document("api-token", "list")],
                         self.cloud.names())

    def test_token_file(self):
        path = os.path.join(self.folder(), "token")
        old_mask = os.umask(0o777)
        try:
            result = self.cloud.run("api-token", "create", "ci", "--token-file", path, "-o", "yaml")
        finally:
            os.umask(old_mask)
        document = yaml.safe_load(self.succeed(result))
        self.assertNotIn("token", document)
        with open(path, encoding="ascii") as file:
            value = file.read()
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        self.assertIn("ci", self.succeed(self.cloud.run("api-token", "list",
                                                        BENTO_CLOUD_API_KEY=value)))

        self.fail_with(self.cloud.run("api-token", "create", "ci2", "--token-file", path), 1,
                       "File exists")
        self.assertEqual(self.cloud.names(), ["ci"])

        other = os.path.join(self.folder(), "other")
        self.assertIn(f"  Token: in {other}\n",
                      self.succeed(self.cloud.run("api-token", "create", "ci3", "--token-file",
                                                  other)))

    def test_rotate(self):
        old = self.cloud.create("ci", description="nightly", scopes=["api"],
                                expired_at=from_now(days=10).isoformat())
        new = self.document("api-token", "rotate", old["uid"])
        self.assertRegex(new["name"], r"\Aci-\d{8}-\d{6}\Z")
        self.assertEqual((new["description"], new["scopes"]), ("nightly", ["api"]))
        self.assertEqual(len(new["token"]), 20)
        self.assertEqual(self.cloud.names(), [new["name"]])

        named = self.cloud.run("api-token", "rotate", new["uid"], "--new-name", "next", "--keep-old",
                               "--expires", "1h")
        self.assertIn("Token next created successfully", self.succeed(named))
        self.assertEqual(self.cloud.names(), ["next", new["name"]])

    def test_rotate_keeps_names_short(self):
        longest = self.cloud.create("a" * 63)
        first = self.document("api-token", "rotate", longest["uid"])
        self.assertRegex(first["name"], r"\Aa{47}-\d{8}-\d{6}\Z")
        again = self.cloud.create("ci-20200101-000000")
        self.assertRegex(self.document("api-token", "rotate", again["uid"])["name"],
                         r"\Aci-20[^0]\d{5}-\d{6}\Z")

    def test_rotate_that_fails_keeps_the_old_token(self):
        old = self.cloud.create("ci")
        self.cloud.create("taken")
        self.fail_with(self.cloud.run("api-token", "rotate", old["uid"], "--new-name", "taken"), 1,
                       'there is a token with the name "taken" already')
        self.fail_with(self.cloud.run("api-token", "rotate", old["uid"], "--token-file",
                                      "/nonexistent/file"),
                       1, "cannot create the token file /nonexistent/file")
        with open("/dev/full", "w", encoding="ascii") as full:
            result = self.cloud.run("api-token", "rotate", old["uid"], stdout=full)
        self.assertEqual(result.returncode, 1)
        self.assertIn("The new token was removed again.", result.stderr)
        self.assertEqual(self.cloud.names(), ["taken", "ci"])
        self.fail_with(self.cloud.run("api-token", "rotate", "nope"), 3,
                       "there is no API token nope")

    def make_expired(self):
        for name, days in (("old-1", -1), ("new-1", 1), ("old-2", -2), ("stale", -3)):
            self.cloud.create(name, expired_at=from_now(days=days).isoformat())
        self.cloud.create("forever")

    def test_prune(self):
        self.make_expired()
        everything = self.cloud.names()
        planned = self.document("api-token", "prune", "--dry-run", "--search", "old")
        self.assertEqual([item["name"] for item in planned], ["old-2", "old-1"])
        self.assertIn("(expired)", self.succeed(self.cloud.run("api-token", "prune", "--dry-run")))
        self.fail_with(self.cloud.run("api-token", "prune"), 2, "--yes", "--dry-run")
        self.assertEqual(self.cloud.names(), everything)

        done = self.document("api-token", "prune", "-y", "--search", "old")
        self.assertEqual(done, planned)
        self.assertRegex(self.succeed(self.cloud.run("api-token", "prune", "--yes")),
                         r"\AAPI token \w{25} deleted successfully\n\Z")
        self.assertEqual(self.cloud.names(), ["forever", "new-1"])
        self.assertEqual(self.succeed(self.cloud.run("api-token", "prune", "--yes")),
                         "No API token was deleted\n")
        self.assertEqual(self.document("api-token", "prune", "--yes"), [])

    def home_with_context(self, name):
        """A folder for BENTOML_HOME, whose context file has one context."""
        home = self.folder()
        with open(os.path.join(home, ".yatai.yaml"), "w", encoding="ascii") as file:
            yaml.safe_dump({"contexts": [{"name": name, "endpoint": self.cloud.endpoint,
                                          "api_token": self.cloud.key}]}, file)
            os.fchmod(file.fileno(), 0o600)
        return home

    def test_context(self):
        home = self.home_with_context("here")
        self.cloud.create("ci")
        result = self.cloud.run("api-token", "list", "--context", "here", BENTOML_HOME=home,
                                BENTO_CLOUD_API_KEY="another")
        self.assertIn("ci", self.succeed(result))
        self.fail_with(self.cloud.run("api-token", "list", "--context", "there", BENTOML_HOME=home),
                       4, 'there is no context "there"',
                       "bentocloud cloud login")

    def test_verbose_logs_requests_without_secrets(self):
        result = self.cloud.run("api-token", "create", "ci", "-v", "-o", "json")
        value = json.loads(result.stdout)["token"]
        self.assertEqual(result.returncode, 0)
        self.assertTrue(re.search(r"attempt 1: POST http://\S+/api/v1/api_tokens,", result.stderr))
        self.assertIn("HTTP 200 after", result.stderr)
        self.assertNotIn(value, result.stderr)
        self.assertNotIn(self.cloud.key, result.stderr)

    def test_help_and_version(self):
        for words in ([], ["api-token"], ["cloud"], ["help"], *(
                ["api-token", command] for command in ("list", "create", "get", "update", "delete",
                                                       "rotate", "prune")),
                      ["cloud", "whoami"], ["version"], ["completion"]):
            text = self.succeed(self.cloud.run(*words, "--help"))
            self.assertTrue(text.startswith(" ".join(["Usage: bentocloud", *words, "[OPTIONS]"])))
            self.assertIn("--context", text)
            self.assertLessEqual(max(map(len, text.splitlines())), 80, text)
            self.assertEqual(self.succeed(self.cloud.run("help", *words)), text)
            # Wherever it stands, and whatever else is said.
            self.assertEqual(self.succeed(self.cloud.run(*words, "--timeout", "x", "-h")), text)
        for words in ([], ["api-token"], ["cloud"]):  # nothing to do, and no error
            self.assertEqual(self.succeed(self.cloud.run(*words)),
                             self.succeed(self.cloud.run(*words, "--help")))
        self.assertIn("\nExit codes:\n  0  success\n", self.succeed(self.cloud.run("-h")))
        self.assertIn("\nExamples:\n  bentocloud api-token create ci",
                      self.succeed(self.cloud.run("api-token", "create", "--help")))
        for spelling in ("version", "--version", "-v"):
            self.assertRegex(self.succeed(self.cloud.run(spelling)),
                             r"\Abentocloud \d+\.\d+\.\d+\n\Z")


if __name__ == "__main__":
    unittest.main()
