"""`cloud whoami`: who it is, where the credentials came from, and what is known of the token."""

import json
import os
import unittest

import yaml

from support import Case, Terminal, from_now, page, token, user

UNKNOWN = {"organization": None, "api_token": None}


class Whoami(Case):
    def cloud_of(self, somebody, organization=(501, "{}"), lists=()):
        """A cloud that knows this user, and gives these lists one after the other."""
        left = list(lists)

        def script(_, path, __):
            if path == "/api/v1/auth/current":
                return 200, json.dumps(somebody)
            if path == "/api/v1/current_org":
                return organization
            return (200, page(left.pop(0))) if left else (501, "{}")

        return self.scripted_cloud(script)

    def test_all_that_can_be_known(self):
        organization = {"uid": "o1", "name": "acme", "created_at": "2026-01-02T03:04:05Z"}
        own = {"uid": "t1", "name": "ci", "scopes": ["api", "read_cluster"],
               "expired_at": "2099-07-01T12:00:00Z"}
        cloud = self.cloud_of(user(), (200, json.dumps(organization)), [
            [token(last_used_at="2026-02-03T04:05:06Z", **own), token(uid="t2")],
            [token(last_used_at="2026-02-03T04:05:07Z", **own), token(uid="t2")]])
        self.assertEqual(self.succeed(cloud.run("cloud", "whoami")), f"""\
Name          ada
Email         ada@example.com
Full Name     Ada Lovelace
UID           u1
Organization  acme
Endpoint      {cloud.endpoint}
Credentials   environment variable BENTO_CLOUD_API_KEY
API Token     ci
Scopes        api, read_cluster
Expired At    2099-07-01 14:00:00 CEST
""")

    def test_token_is_unknown_unless_it_is_certain(self):
        old, new = "2026-02-03T04:05:06Z", "2026-02-03T04:05:07Z"
        for lists in ([], [[]], [[token()], [token()]],
                      [[token(uid="a", last_used_at=old), token(uid="b", last_used_at=old)],
                       [token(uid="a", last_used_at=new), token(uid="b", last_used_at=new)]]):
            with self.subTest(lists):
                text = self.succeed(self.cloud_of(user(), lists=lists).run("cloud", "whoami"))
                self.assertTrue(text.endswith(
                    "API Token     unknown\nScopes        unknown\nExpired At    unknown\n"), text)

    def test_own_token_of_a_whole_cloud(self):
        cloud = self.local_cloud()
        cloud.create("another")
        made = cloud.create("ci", scopes=["api"], expired_at=from_now(days=3).isoformat())
        text = self.succeed(cloud.run("cloud", "whoami", BENTO_CLOUD_API_KEY=made["token"]))
        self.assertRegex(text, r"\nAPI Token +ci\nScopes +api\nExpired At +20")

    def test_where_the_credentials_came_from(self):
        cloud = self.cloud_of(user())
        home = self.folder()
        with open(os.path.join(home, ".yatai.yaml"), "w", encoding="ascii") as file:
            yaml.safe_dump({"contexts": [{"name": "here", "endpoint": cloud.endpoint,
                                          "api_token": cloud.key}]}, file)
            os.fchmod(file.fileno(), 0o600)
        key_file = os.path.join(home, "key")
        with open(key_file, "w", encoding="ascii") as file:
            file.write(cloud.key + "\n")
        elsewhere = {"BENTO_CLOUD_API_KEY": "another",
                     "BENTO_CLOUD_API_ENDPOINT": "http://127.0.0.1:1", "BENTOML_HOME": home}
        no_key = {"BENTO_CLOUD_API_KEY": None, "BENTO_CLOUD_API_ENDPOINT": None}
        for arguments, changes, source in (
                ([], {}, "BENTO_CLOUD_API_KEY"),
                (["--context", "here"], elsewhere, f'context "here" of the context file "{home}'),
                ([], {**no_key, "BENTOML_HOME": home, "BENTOML_CLOUD_CONTEXT": "here"},
                 f'context "here" of the context file "{home}'),
                ([], {"BENTO_CLOUD_API_KEY": None, "BENTO_CLOUD_API_KEY_FILE": key_file},
                 f'file "{key_file}"')):
            with self.subTest(arguments):
                text = self.succeed(cloud.run("cloud", "whoami", *arguments, **changes))
                self.assertRegex(text, r"\AName +ada\nEmail +ada@example\.com\n")
                self.assertIn(f"\nEndpoint      {cloud.endpoint}\n", text)
                self.assertRegex(text, rf"\nCredentials   .*{source}")

    def test_documents(self):
        sent = user()
        cloud = self.cloud_of(sent)
        written = {**sent, "created_at": "2026-01-02T03:04:05+00:00", **UNKNOWN,
                   "endpoint": cloud.endpoint,
                   "credentials": "environment variable BENTO_CLOUD_API_KEY"}
        for form, parse in (("json", json.loads), ("yaml", yaml.safe_load)):
            self.assertEqual(parse(self.succeed(cloud.run("cloud", "whoami", "-o", form))), written)
        own = [[token(last_used_at=time)] for time in ("2026-02-03T04:05:06Z", None)]
        cloud = self.cloud_of(sent, (200, '{"uid": "o1", "name": "acme"}'), own)
        document = json.loads(self.succeed(cloud.run("cloud", "whoami", "-o", "json")))
        self.assertEqual(document["organization"], "acme")
        self.assertEqual(document["api_token"],
                         {"uid": "t1", "name": "ci", "scopes": [], "expired_at": None})

    def test_what_is_odd_cannot_drive_a_terminal(self):
        odd = "\x1b[31m\u2028\u202e"
        cloud = self.cloud_of(user(name=odd, email=odd, first_name=odd, uid="\0"),
                              (200, json.dumps({"uid": "o1", "name": odd})))
        for form in ("table", "json", "yaml"):
            text = self.succeed(cloud.run("cloud", "whoami", "-o", form))
            for character in "\x1b\u2028\u202e\0":
                self.assertNotIn(character, text)

    def test_user_of_whom_little_is_known(self):
        for first, last, name in (("", "", "-"), ("Ada", "", "Ada"), ("", "Lovelace", "Lovelace")):
            somebody = {"name": "ada", "first_name": first, "last_name": last}
            text = self.succeed(self.cloud_of(somebody).run("cloud", "whoami"))
            self.assertIn(f"\nEmail         -\nFull Name     {name}\nUID           -\n", text)

    def test_long_values_are_folded(self):
        cloud = self.cloud_of(user(first_name="word " * 40))
        with Terminal(cloud, "cloud", "whoami", columns=50, NO_COLOR="1") as terminal:
            self.assertEqual(terminal.wait(), 0)
            self.assertLessEqual(max(map(len, terminal.lines())), 50)
            self.assertEqual(terminal.text.count("word"), 40)
            # One word that is too long for the place beside its name.
            self.assertIn(f"\nEndpoint      {cloud.endpoint}\n", terminal.text.replace("\r", ""))


if __name__ == "__main__":
    unittest.main()
