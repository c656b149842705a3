"""Options beyond those of bentoml: which cloud, which tokens, and what of them."""

import json
import os
import ssl
import subprocess
import threading
import unittest

from support import Case, LIMIT, Terminal, from_now, page, token


def expiring(uid, **duration):
    return token(uid=uid, name=uid, expired_at=from_now(**duration).isoformat())


class Clouds(Case):
    def certificate(self):
        """A key and a certificate for 127.0.0.1 that nobody has signed: the paths."""
        folder = self.folder()
        key, certificate = (os.path.join(folder, name) for name in ("key.pem", "cert.pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate,
                        "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                        "-days", "1"], capture_output=True, timeout=LIMIT, check=True)
        return key, certificate

    def test_ca_file(self):
        key, certificate = self.certificate()
        cloud = self.scripted_cloud(lambda *_: (200, page([])))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        cloud.server.socket = context.wrap_socket(cloud.server.socket, server_side=True,
                                                  do_handshake_on_connect=False)
        cloud.endpoint = cloud.endpoint.replace("http:", "https:")
        trusted = ["api-token", "list", "-o", "json", "--timeout", "5s"]
        self.fail_with(cloud.run(*trusted), 1, "certificate")
        self.assertEqual(self.succeed(cloud.run(*trusted, "--ca-file", certificate)), "[]\n")
        self.assertEqual(self.succeed(cloud.run("--ca-file", certificate, *trusted)), "[]\n")
        self.fail_with(cloud.run(*trusted, "--ca-file", "/nonexistent"), 2,
                       '--ca-file "/nonexistent" cannot be read')

    def test_organization(self):
        cloud = self.scripted_cloud(lambda *_: (200, page([])))
        for arguments, sent in (([], None), (["--organization", "acme"], "acme"),
                                (["--organization=a b"], "a b")):
            self.succeed(cloud.run("api-token", "list", *arguments))
            self.assertEqual(cloud.headers[-1].get("X-Yatai-Organization"), sent)

    def test_insecure_http(self):
        cloud = self.scripted_cloud(lambda *_: (200, page([])))
        away = {"BENTO_CLOUD_API_ENDPOINT": "http://away.invalid", "NO_PROXY": "",
                "http_proxy": cloud.endpoint}
        self.fail_with(cloud.run("api-token", "list", **away), 4, "http://")
        self.assertEqual(cloud.requests, [])
        self.succeed(cloud.run("api-token", "list", "--allow-insecure-http", **away))
        self.assertEqual(len(cloud.requests), 1)

    def test_proxy(self):
        proxy = self.scripted_cloud(lambda *_: (200, page([])))
        other = self.scripted_cloud(lambda *_: (501, ""))
        away = {"BENTO_CLOUD_API_ENDPOINT": "http://away.invalid", "http_proxy": other.endpoint}
        for arguments in (["--proxy", proxy.endpoint], [f"--proxy={proxy.endpoint}"]):
            self.succeed(proxy.run("api-token", "list", "--allow-insecure-http", *arguments,
                                   **away))
        self.assertEqual([path.partition("/api/")[0] for _, path, _ in proxy.requests],
                         ["http://away.invalid"] * 2)
        self.assertEqual(other.requests, [])
        result = proxy.run("api-token", "list", "--proxy", "http://ada:secret@proxy.invalid")
        self.fail_with(result, 4, "--proxy holds a user or a password\n",
                       "Give them in the environment: https_proxy=")
        self.assertNotIn("secret", result.stderr)

    def test_commands_to_copy_go_to_the_same_cloud(self):
        cloud = self.scripted_cloud(lambda *_: (503, "{}"))
        result = cloud.run("api-token", "create", "ci", "--organization", "acme inc",
                           "--allow-insecure-http")
        self.fail_with(result, 1, "To look for it: bentocloud api-token list "
                       "--organization 'acme inc' --allow-insecure-http --search ci\n")


class Scopes(Case):
    def create(self, *arguments):
        cloud = self.scripted_cloud(
            lambda method, _, body: (200, json.dumps(token(token="s", **json.loads(body)))))
        return cloud, cloud.run("api-token", "create", "ci", *arguments)

    def test_lists_and_empty_scopes_are_refused(self):
        for scope, reason in (("api,read_cluster", "is a list"), (",", "is a list"),
                              ("", "is empty"), ("  ", "is empty")):
            for arguments in (["create", "ci"], ["update", "t1"]):
                with self.subTest(scope, arguments=arguments):
                    cloud = self.scripted_cloud(lambda *_: (500, ""))
                    self.fail_with(cloud.run("api-token", *arguments, "-s", scope), 2,
                                   f'--scope "{scope}" {reason}')
                    self.assertEqual(cloud.requests, [])

    def test_unknown_scopes_are_warned_of_and_sent(self):
        cloud, result = self.create("-s", "api", "-s", "read_clutser")
        self.assertEqual(result.stderr, "bentocloud: warning: BentoCloud is not known to have a "
                         "scope read_clutser; did you mean read_cluster?\n")
        self.assertEqual(result.returncode, 0)
        self.assertEqual(json.loads(cloud.requests[0][2])["scopes"], ["api", "read_clutser"])
        self.assertEqual(self.create("-s", "x", "--quiet")[1].stderr, "")
        cloud = self.local_cloud()
        uid = cloud.create("ci", scopes=["x"])["uid"]
        self.succeed(cloud.run("api-token", "rotate", uid))  # which has it already

    def test_scopes_are_shown_after_a_create(self):
        self.assertIn("\n  Scopes: api, read_cluster\n",
                      self.succeed(self.create("-s", "api", "-s", "read_cluster")[1]))


class Names(Case):
    """Wherever a uid is taken, a name is."""

    def setUp(self):
        self.cloud = self.local_cloud()
        self.uids = {name: self.cloud.create(name)["uid"] for name in ("ci", "ci-2", "old")}

    def document(self, *arguments):
        return json.loads(self.succeed(self.cloud.run("api-token", *arguments, "-o", "json")))

    def test_get_and_update(self):
        self.assertEqual(self.document("get", "--name", "ci")["uid"], self.uids["ci"])
        changed = self.document("update", "--name", "ci-2", "-d", "x")
        self.assertEqual((changed["uid"], changed["description"]), (self.uids["ci-2"], "x"))

    def test_delete(self):
        result = self.cloud.run("api-token", "delete", "--name", "ci", self.uids["old"])
        self.assertEqual(self.succeed(result), "".join(
            f"API token {self.uids[name]} deleted successfully\n" for name in ("old", "ci")))
        self.assertEqual(self.cloud.names(), ["ci-2"])

    def test_nothing_is_deleted_when_a_name_is_nobodys(self):
        result = self.cloud.run("api-token", "delete", "--name", "ci", "--name", "nope")
        self.fail_with(result, 3, "there is no API token called nope")
        self.assertEqual(len(self.cloud.names()), 3)

    def test_rotate(self):
        new = self.document("rotate", "--name", "ci", "--new-name", "next")
        self.assertEqual(new["name"], "next")
        self.assertEqual(sorted(self.cloud.names()), ["ci-2", "next", "old"])

    def test_nobody(self):
        for arguments in (["get"], ["update", "-d", "x"], ["delete"], ["rotate"]):
            with self.subTest(arguments):
                self.fail_with(self.cloud.run("api-token", *arguments, "--name", "c"), 3,
                               "there is no API token called c\n")
                self.fail_with(self.cloud.run("api-token", *arguments), 2,
                               "the argument UID is missing")
        for arguments in (["get"], ["update", "-d", "x"], ["rotate"]):
            self.fail_with(self.cloud.run("api-token", *arguments, "u", "--name", "c"), 2,
                           "both a UID and --name are given")


class Selection(Case):
    def setUp(self):
        self.cloud = self.cloud_with(
            token(uid="gone", name="gone", is_expired=True, expired_at="2026-01-01T00:00:00Z",
                  created_at="2026-01-04T00:00:00Z", last_used_at="2026-01-05T00:00:00Z"),
            {**expiring("soon", days=2), "created_at": "2026-01-03T00:00:00Z"},
            {**expiring("later", days=9), "created_at": "2026-01-02T00:00:00Z",
             "last_used_at": "2026-01-06T00:00:00Z"},
            token(uid="never", name="never", created_at="2026-01-01T00:00:00Z"))

    def names(self, *arguments):
        return self.succeed(self.cloud.run("api-token", "list", "-o", "name",
                                           *arguments)).split()

    def test_expiry(self):
        for arguments, names in (
                ([], ["gone", "soon", "later", "never"]), (["--expired"], ["gone"]),
                (["--expiring-within", "7d"], ["soon"]), (["--expiring-within=2W"], ["soon",
                                                                                     "later"]),
                (["--expiring-within", "7d", "--expired"], ["gone", "soon"]),
                (["--expiring-within", "1h"], [])):
            with self.subTest(arguments):
                self.assertEqual(self.names(*arguments), names)
        self.fail_with(self.cloud.run("api-token", "list", "--expiring-within", "7"), 2,
                       '--expiring-within "7" is neither a duration nor a time')

    def test_sort_and_limit(self):
        for arguments, names in (
                (["--sort", "name"], ["gone", "later", "never", "soon"]),
                (["--sort", "-name"], ["soon", "never", "later", "gone"]),
                (["--sort", "created"], ["gone", "soon", "later", "never"]),
                (["--sort=-created"], ["never", "later", "soon", "gone"]),
                (["--sort", "expires"], ["gone", "soon", "later", "never"]),
                (["--sort", "used"], ["later", "gone", "soon", "never"]),
                (["--sort", "name", "--limit", "2"], ["gone", "later"]),
                (["--limit", "1"], ["gone"]), (["--limit", "9"], ["gone", "soon", "later",
                                                                  "never"]),
                (["--expiring-within", "30d", "--limit", "1"], ["soon"])):
            with self.subTest(arguments):
                self.assertEqual(self.names(*arguments), names)
        for text in ("0", "-1", "x", "", "99999999999999999999"):
            self.fail_with(self.cloud.run("api-token", "list", "--limit", text), 2,
                           f'--limit "{text}" is not a number from 1')
        self.fail_with(self.cloud.run("api-token", "list", "--sort", "expire"), 2,
                       '--sort "expire" must be name, created, expires or used',
                       "did you mean expires?")

    def test_no_more_is_read_than_it_takes(self):
        cloud = self.cloud_with(*(token(uid=f"t{number}") for number in range(500)))
        self.succeed(cloud.run("api-token", "list", "--limit", "5"))
        self.assertEqual(len(cloud.requests), 1)

    def test_columns_and_headers(self):
        self.assertEqual(self.succeed(self.cloud.run(
            "api-token", "list", "--columns", "uid,name,created", "--limit=1")), """\
UID   Name  Created_At (CET)
gone  gone  2026-01-04 01:00
""")
        self.assertEqual(self.succeed(self.cloud.run(
            "api-token", "list", "--columns=uid,scopes", "--no-headers", "--limit", "2")),
            "gone  -\nsoon  -\n")
        for text, name in (("uid,nam", "nam"), ("", ""), ("uid,", ""), ("UID", "UID")):
            self.fail_with(self.cloud.run("api-token", "list", "--columns", text), 2,
                           f'--columns "{text}": "{name}" is none of name, uid')
        self.fail_with(self.cloud.run("api-token", "list", "--columns", "uid", "-o", "json"), 2,
                       "--columns is for tables")

    def test_last_of_several_counts(self):
        self.assertEqual(self.names("--limit", "x", "--limit", "1"), ["gone"])

    def test_names_alone(self):
        self.assertEqual(self.succeed(self.cloud.run("api-token", "get", "soon", "-o", "name")),
                         "soon\n")
        self.assertEqual(self.succeed(self.cloud.run(
            "api-token", "prune", "--dry-run", "-o", "name")), "gone\n")


class Values(Case):
    """`-o value` is for $(...)."""

    def test_value_alone(self):
        cloud = self.local_cloud()
        value = self.succeed(cloud.run("api-token", "create", "ci", "-o", "value"))
        self.assertRegex(value, r"\A\w{20}\n\Z")
        value = self.succeed(cloud.run("api-token", "rotate", "--name", "ci", "-o", "value",
                                       BENTO_CLOUD_API_KEY=value.strip()))
        self.assertIn("ci-", self.succeed(cloud.run("api-token", "list",
                                                    BENTO_CLOUD_API_KEY=value.strip())))

    def test_not_with_a_file_and_not_where_it_would_be_lost(self):
        cloud = self.scripted_cloud(lambda *_: (500, ""))
        self.fail_with(cloud.run("api-token", "create", "ci", "-o", "value", "--token-file",
                                 os.path.join(self.folder(), "x")), 2, "-o value", "--token-file")
        self.fail_with(cloud.run("api-token", "create", "ci", "-o", "name"), 2,
                       '--output "name" must be table, json, yaml or value')
        self.fail_with(cloud.run("api-token", "list", "-o", "value"), 2,
                       '--output "value" must be table, json, yaml or name')
        self.assertEqual(cloud.requests, [])

    def test_odd_response(self):
        cloud = self.scripted_cloud(
            lambda *_: (200, json.dumps({"uid": "t1", "token": "the-secret", "name": 7})))
        result = cloud.run("api-token", "create", "ci", "-o", "value")
        self.fail_with(result, 1, "its value is written above", stdout="the-secret\n")


class Waiting(Case):
    """On a terminal, after two seconds of silence, it says what it waits for."""

    def test_for_a_response(self):
        released = threading.Event()
        self.addCleanup(released.set)
        cloud = self.scripted_cloud(lambda *_: (released.wait(LIMIT), (200, page([])))[1])
        host = cloud.endpoint.partition("//")[2]
        with Terminal(cloud, "api-token", "list", "-o", "json") as terminal:
            terminal.expect(f"\r\x1b[KWaiting for {host}")
            released.set()
            self.assertEqual(terminal.wait(), 0)
            # It is gone before anything else is written.
            self.assertTrue(terminal.text.endswith("\r\x1b[K[]\r\n"), terminal.text)

    def test_for_the_next_attempt(self):
        cloud = self.scripted_cloud(lambda *_: (503, "{}", ("Retry-After", "9")))
        with Terminal(cloud, "api-token", "list") as terminal:
            terminal.expect("\r\x1b[KHTTP 503, next attempt in ")
            terminal.type("\x03")
            self.assertEqual(terminal.wait(), 130)
            self.assertRegex(terminal.text, r" [1-9] s(\^C)?\r\x1b\[Kbentocloud: ")

    def test_not_when_it_is_to_be_quiet(self):
        arrived, released = threading.Event(), threading.Event()
        self.addCleanup(released.set)
        cloud = self.scripted_cloud(
            lambda *_: (arrived.set(), released.wait(3), (200, page([])))[2])
        for changes, arguments in (({}, ["-q"]), ({"TERM": "dumb"}, [])):
            with Terminal(cloud, "api-token", "list", "-o", "json", *arguments,
                          **changes) as terminal:
                self.assertEqual((terminal.wait(), terminal.text), (0, "[]\r\n"))
                released.set()


if __name__ == "__main__":
    unittest.main()
