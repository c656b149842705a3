"""What is different on a terminal: width, colours, questions, progress and Ctrl-C."""

import json
import os
import re
import signal
import tempfile
import unittest

from support import Case, Terminal, from_now, page, token

COLOUR = re.compile(r"\x1b\[\d+m")


class Colours(Case):
    def show(self, cloud, *arguments, **changes):
        with Terminal(cloud, *arguments, **changes) as terminal:
            self.assertEqual(terminal.wait(), 0, terminal.text)
            return terminal.lines()

    def test_colours(self):
        cloud = self.cloud_with(token(uid="t1", name="gone", is_expired=True),
                                token(uid="t2", expired_at=from_now(days=2).isoformat()))
        text = "\n".join(self.show(cloud, "api-token", "list", columns=200))
        self.assertRegex(text, r"\x1b\[1mName\x1b\[0m")
        self.assertRegex(text, r"\x1b\[33m\S+ \S+ \(soon\)\x1b\[0m")
        coloured = self.show(cloud, "api-token", "list", columns=200, NO_COLOR="")
        self.assertEqual(coloured, text.split("\n"))
        for changes in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": ""}, {"TERM": None}):
            plain = self.show(cloud, "api-token", "list", columns=200, **changes)
            self.assertEqual(plain, COLOUR.sub("", text).split("\n"))


class Help(Case):
    def test_help_fits_the_terminal(self):
        cloud = self.cloud_with()
        for words in ([], ["api-token"], ["api-token", "list"], ["api-token", "create"],
                      ["api-token", "rotate"], ["cloud", "whoami"], ["cloud", "login"], ["cloud"], ["completion"]):
            seen = set()
            for columns, longest in ((40, 40), (80, 80), (200, 100)):
                with self.subTest(words, columns=columns):
                    with Terminal(cloud, *words, "--help", columns=columns) as terminal:
                        self.assertEqual(terminal.wait(), 0)
                        lines = terminal.lines()
                    self.assertLessEqual(max(map(len, lines)), longest, "\n".join(lines))
                    self.assertGreater(max(map(len, lines)), longest - 20)
                    seen.add(" ".join(" ".join(lines).split()))
            self.assertEqual(len(seen), 1)  # the same words


class Questions(Case):
    def setUp(self):
        self.cloud = self.local_cloud()
        for name in ("old-1", "old-2"):
            self.cloud.create(name, expired_at=from_now(days=-1).isoformat())
        self.cloud.create("young")

    def answer(self, text, **changes):
        with Terminal(self.cloud, "api-token", "prune", **changes) as terminal:
            terminal.expect("Delete 2 tokens? [y/N] ")
            self.assertIn("old-1", terminal.text)
            self.assertNotIn("young", terminal.text)
            terminal.type(text)
            return terminal.wait(), terminal.text

    def test_yes(self):
        for reply in ("y", "Y", "yes", "Yes", "YES"):
            self.setUp()
            code, text = self.answer(reply + "\n")
            self.assertEqual((code, text.count("deleted successfully")), (0, 2), text)
            self.assertEqual(self.cloud.names(), ["young"])

    def test_anything_else(self):
        for text in ("\n", "n\n", "never\n", "yess\n", "\x04"):
            code, shown = self.answer(text)
            self.assertEqual(code, 1)
            self.assertIn("nothing was deleted", shown)
        self.assertEqual(len(self.cloud.names()), 3)

    def test_ctrl_c(self):
        self.assertEqual(self.answer("\x03")[0], 130)
        self.assertEqual(len(self.cloud.names()), 3)

    def test_terminal_that_goes_away(self):
        with Terminal(self.cloud, "api-token", "prune") as terminal:
            terminal.expect("[y/N] ")
            # Either the signal or the end of the input comes first.
            self.assertIn(terminal.hang_up(), (129, 1))
        self.assertEqual(len(self.cloud.names()), 3)

    def test_raw_terminal(self):
        code, text = self.answer("yes\r", modes="raw -echo")
        self.assertEqual((code, text.count("deleted successfully")), (0, 2), text)

    def test_signal_in_the_middle_of_a_line(self):
        with Terminal(self.cloud, "api-token", "prune", modes="raw") as terminal:
            terminal.expect("[y/N] ")
            terminal.type("y")
            terminal.expect("[y/N] y")
            os.kill(terminal.process, signal.SIGTERM)
            self.assertEqual(terminal.wait(), 143)
        self.assertEqual(len(self.cloud.names()), 3)

    def test_question_is_not_part_of_the_document(self):
        with tempfile.TemporaryFile() as file:
            with Terminal(self.cloud, "api-token", "prune", "-o", "json", stdout=file) as terminal:
                terminal.expect("[y/N] ")
                terminal.type("yes\n")
                self.assertEqual(terminal.wait(), 0)
            file.seek(0)
            self.assertEqual([item["name"] for item in json.load(file)], ["old-2", "old-1"])


class LongWork(Case):
    def many(self, is_expired):
        tokens = [token(uid=f"t{number}", is_expired=is_expired) for number in range(250)]

        def script(method, path, _):
            if method == "DELETE":
                return 200, ""
            start = int(re.search(r"start=(\d+)", path)[1])
            return 200, page(tokens[start:start + 100], total=250)

        return self.scripted_cloud(script)

    def test_list_shows_progress_on_a_terminal_only(self):
        cloud = self.many(False)
        with tempfile.TemporaryFile() as file:
            with Terminal(cloud, "api-token", "list", stdout=file) as terminal:
                self.assertEqual(terminal.wait(), 0)
                self.assertEqual(terminal.text, "".join(
                    ("\r\x1b[KRead 2 pages of tokens", "\r\x1b[KRead 3 pages of tokens",
                     "\r\x1b[K")))
            with Terminal(cloud, "api-token", "list", "-q", stdout=file) as terminal:
                self.assertEqual((terminal.wait(), terminal.text), (0, ""))
            for kind in ("dumb", "", None):  # nothing there can be written over
                with Terminal(cloud, "api-token", "list", stdout=file, TERM=kind) as terminal:
                    self.assertEqual((terminal.wait(), terminal.text), (0, ""))
        self.assertEqual(len(self.succeed(cloud.run("api-token", "list")).splitlines()), 251)

    def test_prune_shows_progress(self):
        with tempfile.TemporaryFile() as file:
            with Terminal(self.many(True), "api-token", "prune", "--yes", stdout=file) as terminal:
                self.assertEqual(terminal.wait(), 0)
                self.assertIn("\rDeleting: 250 of 250\r".replace("\r", "\r\x1b[K"), terminal.text)


if __name__ == "__main__":
    unittest.main()
