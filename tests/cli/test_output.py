"""Documents for machines, read by Python's parsers, and tables without a terminal."""

import json
import subprocess
import unittest

import yaml

from support import BERLIN, Case, PROGRAM, Terminal, from_now, token

ODD_TEXTS = [
    "", "plain", "[red]brackets[/red]", "a: b", "- a", "# a", "a #b", "{a}", "&a", "*a", "!a", "|",
    ">", "%a", "@a", "`a`", "'", '"', "\\", "\\n", "a\\", " a ", "\t", "a\nb", "a\r\nb", "\n", "\0",
    "\x1b[31m", "\x7f", "\x80\x85\x9b", "\u2028\u2029", "\ufeff", "\ufffe", "\u202eabc", "é", "e\u0301",
    "中文", "👩\u200d👩\u200d👧", "🇩🇪", "\U0010ffff", "y", "No", "TRUE", "off", "null", "Null", "~",
    "1", "0x1F", "1e3", "1_000", "12:30:45", "2026-12-31", ".5", ".inf", "NaN", "=", "<<", "a" * 500,
    "word " * 100, "---", "...", "? a", "a-b_c.d", "key:",
]


class Documents(Case):
    def setUp(self):
        self.tokens = [
            token(uid=f"t{number}", name=text, description=text, scopes=[text, "api"],
                  labels=[{"key": text, "value": text}],
                  user={"name": text, "email": "a@example.com"},
                  expired_at=None if number % 2 else "2099-01-01T00:00:00Z")
            for number, text in enumerate(ODD_TEXTS)]
        self.cloud = self.cloud_with(*self.tokens)

    def check(self, documents):
        self.assertEqual(len(documents), len(ODD_TEXTS))
        for number, (document, text) in enumerate(zip(documents, ODD_TEXTS)):
            self.assertEqual(document["uid"], f"t{number}")
            self.assertEqual(document["name"], text)
            self.assertEqual(document["scopes"], [text, "api"])
            self.assertEqual(document["labels"], [{"key": text, "value": text}])
            self.assertEqual(document["user"]["name"], text)
            self.assertEqual(document.get("expired_at"),
                             None if number % 2 else "2099-01-01T00:00:00+00:00")

    def assert_harmless(self, text):
        for character in text:
            self.assertTrue(character == "\n" or ord(character) >= 0x20, repr(character))
            self.assertNotIn(character, "\x7f\x80\x85\x9b\u2028\u202e\ufeff")

    def test_json(self):
        text = self.succeed(self.cloud.run("api-token", "list", "-o", "json"))
        self.check(json.loads(text))
        self.assert_harmless(text)

    def test_yaml(self):
        text = self.succeed(self.cloud.run("api-token", "list", "-o", "yaml"))
        self.check(yaml.safe_load(text))
        self.assert_harmless(text)

    def test_json_and_yaml_on_a_narrow_terminal(self):
        for form, parse in (("json", json.loads), ("yaml", yaml.safe_load)):
            with Terminal(self.cloud, "api-token", "list", "-o", form, columns=20) as terminal:
                self.assertEqual(terminal.wait(), 0)
                self.check(parse(terminal.text))

    def test_one_token(self):
        for number in (3, 28, 60):
            text = self.succeed(self.cloud.run("api-token", "get", f"t{number}", "-o", "yaml"))
            self.assertEqual(yaml.safe_load(text)["name"], ODD_TEXTS[number])
            text = self.succeed(self.cloud.run("api-token", "get", f"t{number}", "-o", "json"))
            self.assertEqual(json.loads(text)["name"], ODD_TEXTS[number])

    def test_nothing_is_a_document_too(self):
        empty = self.cloud_with()
        self.assertEqual(self.succeed(empty.run("api-token", "list", "-o", "json")), "[]\n")
        self.assertEqual(self.succeed(empty.run("api-token", "list", "-o", "yaml")), "[]\n")

    def test_tables_cannot_drive_a_terminal(self):
        self.assert_harmless(self.succeed(self.cloud.run("api-token", "list")))
        number = ODD_TEXTS.index("\x1b[31m")
        text = self.succeed(self.cloud.run("api-token", "get", f"t{number}"))
        self.assertIn("Name          \\x1B[31m\n", text)


class Tables(Case):
    def test_list(self):
        cloud = self.cloud_with(
            token(uid="u1", name="[ci] *x*", scopes=["api", "read_cluster"],
                  expired_at="2099-07-01T12:00:00Z", last_used_at="2026-02-03T04:05:06Z"),
            token(uid="u2", name="old", expired_at="2026-01-02T03:04:06Z", is_expired=True))
        self.assertEqual(self.succeed(cloud.run("api-token", "list")), """\
Name      UID  Created_At (CET)  Expired_At (CEST/CET)       Last_Used_At (CET)  Scopes
[ci] *x*  u1   2026-01-02 04:04  2099-07-01 14:00            2026-02-03 05:05    api, read_cluster
old       u2   2026-01-02 04:04  2026-01-02 04:04 (expired)  Never               -
""")

    def test_get(self):
        cloud = self.cloud_with(token(description="for CI", user={"name": "ada"}, scopes=["api"]))
        self.assertEqual(self.succeed(cloud.run("api-token", "get", "t1", TZ="<+0530>-5:30")), """\
Name          ci
UID           t1
Description   for CI
Created At    2026-01-02 08:34:05 +0530
Expired At    Never
Last Used At  Never
Is Expired    False
Scopes        api
Created By    ada
""")

    def test_what_expires_soon_is_marked(self):
        cloud = self.cloud_with(
            token(uid="u1", name="soon", expired_at=from_now(days=6).isoformat()),
            token(uid="u2", name="later", expired_at=from_now(days=8).isoformat()))
        title, soon, later = self.succeed(cloud.run("api-token", "list")).splitlines()
        self.assertNotIn("(soon)", title + later)
        self.assertIn("(soon)", soon)

    def test_wide_characters_count_twice_and_marks_not_at_all(self):
        names = ["ci", "中文", "e\u0301", "😀", "한국어"]
        cloud = self.cloud_with(*(token(uid=f"t{number}", name=name)
                                  for number, name in enumerate(names)))
        lines = self.succeed(cloud.run("api-token", "list")).splitlines()
        self.assertEqual([line.partition("t" if number else "U")[0]
                          for number, line in enumerate(lines)],
                         ["Name    ", "ci      ", "中文    ", "e\u0301       ", "😀      ", "한국어  "])

    def test_locale_does_not_matter(self):
        cloud = self.cloud_with(token(name="中文"))
        for locale in ("C", "POSIX", "de_DE.ISO-8859-1"):
            self.assertIn("中文", self.succeed(cloud.run("api-token", "list", LC_ALL=locale)))

    def test_no_colour_without_a_terminal(self):
        cloud = self.cloud_with(token(is_expired=True))
        self.assertNotIn("\x1b", self.succeed(cloud.run("api-token", "list")))

    def test_times_of_all_years(self):
        cloud = self.cloud_with(token(created_at="0001-01-02T00:00:00Z",
                                      expired_at="9999-12-31T23:00:00Z"))
        self.assertIn(" 10000-01-01 00:00 ",
                      self.succeed(cloud.run("api-token", "list", TZ=BERLIN)))


class FullDisk(Case):
    def test_list_says_that_its_output_is_lost(self):
        cloud = self.cloud_with(token())
        with open("/dev/full", "w", encoding="ascii") as full:
            result = cloud.run("api-token", "list", stdout=full)
        self.assertEqual(result.returncode, 1)
        self.assertIn("cannot write to standard output: No space left", result.stderr)

    def test_reader_that_goes_away_is_no_news(self):
        cloud = self.cloud_with(*(token(uid=f"t{number}", description="x" * 1000)
                                  for number in range(1000)))
        script = '"$0" api-token list -o json | head -c 1'
        result = subprocess.run(["sh", "-c", script, PROGRAM], env=cloud.environment(),
                                capture_output=True, timeout=20, check=True)
        self.assertEqual((result.stdout, result.stderr), (b"[", b""))


if __name__ == "__main__":
    unittest.main()
