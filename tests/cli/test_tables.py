"""Tables on terminals of 40, 80 and 200 columns: whole tokens in a line, or a record for each."""

import re
import unicodedata
import unittest

from support import Case, Terminal, from_now, token

COLOUR = re.compile(r"\x1b\[\d+m")
UID = "c" + "0123456789" * 2 + "abcd"  # as long as Yatai's
SCOPES = ["api", "read_organization", "write_organization", "read_cluster", "write_cluster"]


def width(line):
    """The columns of a line, by Unicode's own data."""
    return sum(0 if unicodedata.combining(character) else
               2 if unicodedata.east_asian_width(character) in "WF" else 1
               for character in COLOUR.sub("", line))


class Tables(Case):
    def show(self, cloud, *arguments, **changes):
        with Terminal(cloud, *arguments, **{"NO_COLOR": "1", **changes}) as terminal:
            self.assertEqual(terminal.wait(), 0, terminal.text)
            return terminal.lines()

    def usual(self):
        return self.cloud_with(
            token(uid=UID, name="ci", scopes=["api", "read_cluster"],
                  expired_at="2099-07-01T12:00:00Z", last_used_at="2026-02-03T04:05:06Z"),
            token(uid=UID[::-1], name="nightly"))

    def test_200_columns_have_everything(self):
        self.assertEqual("\n".join(self.show(self.usual(), "api-token", "list", columns=200)), f"""\
Name     UID                        Created_At (CET)  Expired_At (CEST)  Last_Used_At (CET)  Scopes
ci       {UID}  2026-01-02 04:04  2099-07-01 14:00   2026-02-03 05:05    api, read_cluster
nightly  {UID[::-1]}  2026-01-02 04:04  Never              Never               -""")

    def test_80_columns_have_a_line_for_each(self):
        self.assertEqual("\n".join(self.show(self.usual(), "api-token", "list")), f"""\
Name     UID                        Expired_At (CEST)  Scopes
ci       {UID}  2099-07-01 14:00   api, read_cluster
nightly  {UID[::-1]}  Never              -""")

    def test_40_columns_have_a_record_for_each(self):
        self.assertEqual("\n".join(self.show(self.usual(), "api-token", "list", columns=40)), f"""\
Name          ci
UID           {UID}
Created_At    2026-01-02 04:04 CET
Expired_At    2099-07-01 14:00 CEST
Last_Used_At  2026-02-03 05:05 CET
Scopes        api, read_cluster

Name          nightly
UID           {UID[::-1]}
Created_At    2026-01-02 04:04 CET
Expired_At    Never
Last_Used_At  Never
Scopes        -""")

    def clouds(self):
        many = {"scopes": SCOPES, "expired_at": from_now(days=3).isoformat()}
        yield self.cloud_with(token(uid=UID, name="a-rather-long-name-of-a-token" * 2, **many))
        yield self.cloud_with(token(uid=UID, name="中文名字" * 10, **many), token(uid="t2"))
        yield self.cloud_with(token(uid=UID, name="e\u0301" * 50, is_expired=True, **many))
        yield self.cloud_with(token(uid=UID, name="👩 " * 20, **many))
        yield self.cloud_with(token(uid=UID, name="x", scopes=["中" * 15, "e\u0301" * 30]))
        yield self.usual()

    def test_nothing_is_too_wide_and_no_uid_or_scope_is_broken(self):
        for cloud in self.clouds():
            for columns in (200, 80, 79, 60, 40):
                for locale in (None, "C"):
                    with self.subTest(columns=columns, cloud=cloud.endpoint):
                        lines = self.show(cloud, "api-token", "list", columns=columns, LANG=locale,
                                          LC_ALL=locale)
                        self.assertLessEqual(max(map(width, lines)), columns, "\n".join(lines))
                        self.assertIn(UID, "\n".join(lines))
                        for word in re.findall(r"\b\w*(?:_or|_cl)\w*", "\n".join(lines)):
                            self.assertIn(word, SCOPES)

    def test_80_columns_have_one_line_for_each_whatever_is_in_it(self):
        for cloud in self.clouds():
            for columns in (80, 200):
                lines = self.show(cloud, "api-token", "list", columns=columns)
                self.assertTrue(lines[0].startswith("Name"), lines)
                self.assertRegex(lines[1], rf"{UID}|^(ci|nightly)")
                self.assertLessEqual(len(lines), 3, lines)

    def test_names_are_cut_before_a_line_is_given_up(self):
        cloud = self.cloud_with(token(uid=UID, name="n" * 63, scopes=SCOPES))
        title, line = self.show(cloud, "api-token", "list")
        self.assertRegex(line, rf"\An{{30,}}…  {UID}  Never +api \+4\Z")
        self.assertEqual(width(line), 80)

    def test_words_that_are_too_long_for_their_place_come_below_the_title(self):
        cloud = self.cloud_with(token(uid=UID, scopes=SCOPES[:2]))
        self.assertEqual(self.show(cloud, "api-token", "list", columns=30)[1:3], ["UID", UID])
        self.assertEqual(self.show(cloud, "api-token", "list", columns=34)[-3:],
                         ["Last_Used_At  Never", "Scopes        api,",
                          "              read_organization"])

    def test_titles(self):
        """Which say the time zones, more than one where the clocks change."""
        cloud = self.cloud_with(token(uid="a", expired_at="2099-07-01T12:00:00Z"),
                                token(uid="b", expired_at="2099-01-01T12:00:00Z"))
        self.assertIn("Expired_At (CEST/CET)",
                      self.show(cloud, "api-token", "list", columns=200)[0])
        self.assertIn("Created_At (+0530)",
                      self.show(cloud, "api-token", "list", columns=200, TZ="<+0530>-5:30")[0])

    def test_chosen_columns(self):
        cloud = self.usual()
        lines = self.show(cloud, "api-token", "list", "--columns", "name,created,used,scopes")
        self.assertEqual(lines[1],
                         "ci       2026-01-02 04:04  2026-02-03 05:05    api, read_cluster")
        lines = self.show(cloud, "api-token", "list", "--columns", "name,created,used",
                          columns=40)
        self.assertEqual(lines[:2], ["Name     Created_At  Last_Used_At",
                                     "ci       2026-01-02  2026-02-03"])
        lines = self.show(cloud, "api-token", "list", "--columns", "uid,used", "--no-headers",
                          columns=30)
        self.assertEqual(len("".join(lines)), len(UID) * 2 + 2 * 2 + 16 + 5)

    def test_one_token(self):
        cloud = self.cloud_with(token(uid=UID, description="word " * 40, scopes=SCOPES))
        for columns in (40, 80, 200):
            lines = self.show(cloud, "api-token", "get", UID, columns=columns)
            self.assertLessEqual(max(map(width, lines)), columns)
            text = "\n".join(lines)
            self.assertEqual(text.count("word"), 40)
            for word in (UID, *SCOPES):
                self.assertIn(word, text)


if __name__ == "__main__":
    unittest.main()
