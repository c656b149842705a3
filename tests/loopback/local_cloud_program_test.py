"""The example `local_cloud`: what its options do."""

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

PROGRAM = sys.argv.pop(1)
# This machine is reached directly, whatever the environment says of proxies.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class LocalCloud(unittest.TestCase):
    def start(self, *arguments):
        """Returns the endpoint and the token that the program prints."""
        process = subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, 20)
        self.addCleanup(process.terminate)
        lines = [process.stdout.readline().rstrip().partition("=") for _ in range(2)]
        self.assertEqual([line[0] for line in lines],
                         ["export BENTO_CLOUD_API_ENDPOINT", "export BENTO_CLOUD_API_KEY"])
        return lines[0][2], lines[1][2]

    def ask(self, endpoint, path, token):
        request = urllib.request.Request(endpoint + path, headers={"X-YATAI-API-TOKEN": token})
        try:
            with OPENER.open(request, timeout=20) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def refused(self, *arguments):
        result = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=20,
                                check=False)
        self.assertEqual(result.stdout, "")
        return result.returncode, result.stderr.splitlines()[0]

    def test_begins_without_tokens(self):
        endpoint, token = self.start()
        self.assertEqual(token, "fake-api-token")
        self.assertEqual(self.ask(endpoint, "/api/v1/api_tokens", token)[1]["items"], [])

    def test_token(self):
        endpoint, token = self.start("--token", "my-token")
        self.assertEqual(token, "my-token")
        self.assertEqual(self.ask(endpoint, "/api/v1/api_tokens", token)[0], 200)

    def test_latency(self):
        endpoint, token = self.start("--latency", "50ms")
        start = time.monotonic()
        self.assertEqual(self.ask(endpoint, "/api/v1/api_tokens", token)[0], 200)
        self.assertGreaterEqual(time.monotonic() - start, 0.05)

    def test_yatai(self):
        self.assertEqual(self.ask(self.start()[0], "/api/v1/api_tokens", "x")[0], 401)
        self.assertEqual(self.ask(self.start("--yatai")[0], "/api/v1/api_tokens", "x"),
                         (403, {"message": "get api token: record not found"}))

    def test_seed(self):
        tokens = [{"uid": "t2", "name": "second", "created_at": "2026-11-02T00:00:00Z",
                   "expired_at": "2026-11-03T00:00:00Z", "token": "value-of-t2"},
                  {"uid": "t1", "name": "first", "created_at": "2026-11-01T00:00:00Z",
                   "scopes": ["api"], "token": "value-of-t1"}]
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "tokens.json")
            for content in (tokens, {"items": tokens}):
                with open(path, "w", encoding="ascii") as file:
                    json.dump(content, file)
                endpoint, _ = self.start("--seed", path)
                items = self.ask(endpoint, "/api/v1/api_tokens", "value-of-t1")[1]["items"]
                self.assertEqual([(item["uid"], item["name"], item["is_expired"])
                                  for item in items],
                                 [("t2", "second", True), ("t1", "first", False)])
                self.assertEqual(self.ask(endpoint, "/api/v1/api_tokens", "value-of-t2")[0], 401)

    def test_a_seed_that_cannot_be_read(self):
        self.assertEqual(self.refused("--seed", "/nonexistent"),
                         (1, "local_cloud: cannot read /nonexistent"))
        code, message = self.refused("--seed", PROGRAM)
        self.assertEqual(code, 1)
        self.assertIn("invalid JSON of API tokens", message)

    def test_what_is_not_understood(self):
        for arguments, message in (
                (["--port", "65536"], "65536 is not a port"),
                (["--port", "-1"], "-1 is not a port"),
                (["--port", ""], " is not a port"),
                (["--latency", "50"], "50 is not a time such as 50ms or 2s"),
                (["--latency", "-50ms"], "-50ms is not a time such as 50ms or 2s"),
                (["--seed"], "--seed is unknown, or needs a value"),
                (["--nonsense", "x"], "unknown argument --nonsense"),
                (["--token", "a b"], "the token is not made of letters, digits and -._~")):
            self.assertEqual(self.refused(*arguments), (2, "local_cloud: " + message))


if __name__ == "__main__":
    unittest.main()
