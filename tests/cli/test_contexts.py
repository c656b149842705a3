"""`cloud current-context`, `list-context` and `update-current-context`; completions of contexts."""

import json
import pathlib
import random
import unittest

import yaml

from support import Case

FIRST = {"api_token": "first-key", "email": "ada@example.com", "endpoint": "https://first.example",
         "name": "first"}
SECOND = {"api_token": "second-key", "email": None, "endpoint": "https://second.example",
          "name": "second"}
BOTH = {"contexts": [FIRST, SECOND], "current_context_name": "first"}


class Contexts(Case):
    def setUp(self):
        self.home = pathlib.Path(self.folder())
        self.path = self.home / ".yatai.yaml"
        self.variables = {"BENTO_CLOUD_API_KEY": None, "BENTO_CLOUD_API_ENDPOINT": None,
                          "BENTOML_HOME": str(self.home)}
        self.cloud = self.cloud_with()

    def write(self, document, **form):
        self.path.write_text(document if isinstance(document, str) else yaml.dump(document, **form),
                             encoding="utf-8")
        self.path.chmod(0o600)

    def read(self):
        return yaml.safe_load(self.path.read_text(encoding="utf-8"))

    def run_cloud(self, *words, **changes):
        return self.cloud.run("cloud", *words, **{**self.variables, **changes})

    def current(self, *words, **changes):
        return json.loads(self.succeed(self.run_cloud("current-context", *words, **changes)))

    def test_current_context(self):
        self.write(BOTH)
        self.assertEqual(self.succeed(self.run_cloud("current-context")), """\
{
  "name": "first",
  "endpoint": "https://first.example",
  "api_token": "first-key",
  "email": "ada@example.com"
}
""")
        self.assertEqual(self.current("--context", "second"), SECOND)
        self.assertEqual(self.current(BENTOML_CLOUD_CONTEXT="second"), SECOND)
        environment = {"BENTO_CLOUD_API_KEY": "key", "BENTO_CLOUD_API_ENDPOINT": "https://e"}
        self.assertEqual(self.current(**environment), {
            "name": "__env__", "endpoint": "https://e", "api_token": "key", "email": None})
        self.assertEqual(self.current("--context", "second", **environment), SECOND)
        self.fail_with(self.run_cloud("current-context", "--context", "nobody"), 4,
                       'there is no context "nobody"', "bentocloud cloud login")
        self.path.unlink()
        self.fail_with(self.run_cloud("current-context"), 4, "there is no context file",
                       "bentocloud cloud login")

    def test_list_context(self):
        self.assertEqual(self.succeed(self.run_cloud("list-context")), "[]\n")
        self.assertFalse(self.path.exists())
        self.write(BOTH)
        self.assertEqual(self.succeed(self.run_cloud("list-context")),
                         '[\n  "first",\n  "second"\n]\n')
        self.write({"contexts": [{"name": "\x1b\u2028é"}, None, {}, {"name": 7}]})
        text = self.succeed(self.run_cloud("list-context"))
        self.assertEqual(json.loads(text), ["\x1b\u2028é", "7"])
        for character in "\x1b\u2028":
            self.assertNotIn(character, text)
        self.write("contexts: [")
        self.fail_with(self.run_cloud("list-context"), 1, "is not valid YAML at line")

    def test_update_current_context(self):
        self.write(BOTH)
        self.assertEqual(self.succeed(self.run_cloud("update-current-context", "second")),
                         "Successfully switched to context: second\n")
        self.assertEqual(self.read(), {**BOTH, "current_context_name": "second"})
        self.succeed(self.run_cloud("update-current-context", "first", BENTO_CLOUD_API_KEY="key"))
        self.assertEqual(self.read(), BOTH)
        self.fail_with(self.run_cloud("update-current-context", "nobody"), 1,
                       "no context called nobody", "bentocloud cloud list-context")
        self.fail_with(self.run_cloud("update-current-context"), 2, "CONTEXT_NAME is missing")
        self.assertEqual(self.read(), BOTH)

    def test_whatever_is_in_the_file_stays(self):
        """What Python reads of random documents, in every form in which it writes them, is the
        same after a change."""
        chance = random.Random(7)
        characters = "ab01.:-# '\"\\,[]{}&*!|>%@`?=~\n\téключ🔑"
        words = ["", "yes", "null", "1e3", "1.5", "0o7", "0x1f", "12:30", "2026-11-24", "<<", "=",
                 "---", "a: b", "- a", "word " * 40]

        def text():
            some = chance.choices(characters, k=chance.randrange(12))
            # yaml-cpp takes a text of nothing but line ends, in single quotes, for an empty one.
            made = "".join(some) if "".join(some).strip("\n") else ""
            return chance.choice(words) if chance.random() < 0.4 else made

        def value(depth):
            kind = chance.randrange(8 if depth else 6)
            if kind == 6:
                return [value(depth - 1) for _ in range(chance.randrange(4))]
            if kind == 7:
                return {text(): value(depth - 1) for _ in range(chance.randrange(4))}
            return [text(), text(), chance.randrange(-99, 99), chance.random() * 1e9, None,
                    chance.random() < 0.5][kind]

        for number in range(60):
            document = {**{text(): value(4) for _ in range(3)},
                        "contexts": [value(2), {**FIRST, text(): value(2)}, SECOND],
                        "current_context_name": "second"}
            form = {"default_flow_style": chance.choice([True, False, None]),
                    "default_style": chance.choice([None, "'", '"', "|", ">"]),
                    "allow_unicode": chance.random() < 0.5, "indent": chance.choice([2, 4, 7])}
            with self.subTest(number, form=form):
                self.write(document, **form)
                before = self.read()
                result = self.run_cloud("update-current-context", "first")
                if form["default_style"] in ("|", ">") and "is not valid YAML" in result.stderr:
                    self.assertEqual(self.read(), before)  # yaml-cpp does not read all of these
                    continue
                self.succeed(result)
                self.assertEqual(self.read(), {**before, "current_context_name": "first"})

    def test_completions_know_contexts(self):
        def complete(*words):
            return self.succeed(self.cloud.run("complete", "--", *words, **self.variables))

        self.assertEqual(complete("api-token", "list", "--context", ""), "")
        self.write(BOTH)
        both = "first\thttps://first.example\nsecond\thttps://second.example\n"
        self.assertEqual(complete("api-token", "list", "--context", ""), both)
        self.assertEqual(complete("--context=s"), "--context=second\thttps://second.example\n")
        self.assertEqual(complete("cloud", "update-current-context", ""), both)
        self.assertEqual(complete("cloud", "login", "--api-token-file", ""), ":files\n")
        self.assertEqual([line.partition("\t")[0] for line in complete("cloud", "").splitlines()],
                         ["login", "logout", "current-context", "list-context",
                          "update-current-context", "whoami"])
        self.write("contexts: [")
        self.assertEqual(complete("api-token", "list", "--context", ""), "")
        self.assertEqual(self.cloud.requests, [])


if __name__ == "__main__":
    unittest.main()
