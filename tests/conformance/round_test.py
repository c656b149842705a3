import json
import subprocess
import unittest

import case
import clients

LONGEST_COMMAND = 60  # seconds


class CloudTest(unittest.TestCase):
    """A LocalCloud, and both clients with credentials for it."""

    tools = None  # set by run.py

    @classmethod
    def setUpClass(cls):
        cls.python_client = cls.tools.python_client()
        cls.addClassCleanup(cls.python_client.close)

    def setUp(self):
        self.home = self.tools.home / self.id()
        self.home.mkdir()
        self.cloud = subprocess.Popen([self.tools.local_cloud], stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.stop_cloud)
        exports = [self.cloud.stdout.readline().removeprefix("export ").strip() for _ in range(2)]
        self.environment = case.environment(self.home) | dict(
            export.split("=", 1) for export in exports)

    def stop_cloud(self):
        self.cloud.terminate()
        self.cloud.communicate()

    def python(self, function, **arguments):
        request = {"function": function, "arguments": arguments}
        return self.python_client.call(request, self.environment)

    def here(self, function, **arguments):
        request = {"function": function, "arguments": arguments}
        return clients.Here(self.tools.driver, self.tools.program).call(request, self.environment)

    def bentoml(self, *arguments, returns=0):
        """Runs `bentoml`, on a terminal that is wide enough not to break its JSON."""
        result = subprocess.run(
            [self.tools.bentoml, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment | {"COLUMNS": "1000"},
            timeout=LONGEST_COMMAND,
            text=True,
        )
        self.assertEqual(returns, result.returncode, result.stdout)
        return result.stdout


class RoundTest(CloudTest):
    """The genuine `bentoml`, unmodified, against a LocalCloud."""

    def api_token(self, *arguments, returns=0):
        return self.bentoml("api-token", *arguments, returns=returns)

    def test_functions(self):
        created = self.python("create", name="ci", description="CI/CD",
                              scopes=["api", "read_cluster"])
        other = self.python("create", name="other")
        token = created["value"]
        self.assertEqual(created["token"], token.pop("token"))
        uid = token["uid"]
        self.assertEqual("CI/CD", token["description"])
        self.assertEqual(["api", "read_cluster"], token["scopes"])
        self.assertEqual("ada", token["created_by"])

        self.assertEqual(token, self.python("get", token_uid=uid)["value"])
        self.assertEqual(["other", "ci"], [each["name"] for each in self.python("list")["value"]])
        self.assertEqual([token], self.python("list", search="ci")["value"])
        self.assertIn("duplicate key", self.python("create", name="ci")["error"]["text"])

        self.assertEqual({"value": None}, self.python("delete", token_uid=uid))
        self.assertEqual({"value": None}, self.python("get", token_uid=uid))
        self.assertEqual(404, self.python("delete", token_uid=uid)["error"]["status"])
        left = [each["uid"] for each in self.python("list")["value"]]
        self.assertEqual([other["value"]["uid"]], left)

    def test_created_token_opens_the_cloud(self):
        self.environment["BENTO_CLOUD_API_KEY"] = self.python("create", name="ci")["token"]
        self.assertEqual(["ci"], [each["name"] for each in self.python("list")["value"]])
        self.environment["BENTO_CLOUD_API_KEY"] = "another"
        self.assertEqual(401, self.python("list")["error"]["status"])

    def test_expiry(self):
        """A time without a zone, as Python sends it, is taken for UTC."""
        token = self.python("create", name="ci", expired_at="2126-12-23T22:11:00+00:00")["value"]
        self.assertEqual([token["expired_at"]],
                         [each["expired_at"] for each in self.here("list")["value"]])

    def test_both_clients_see_the_same(self):
        self.python("create", name="from-python", scopes=["api"])
        self.here("create", name="from-here", expired_at="2126-12-23T22:11:00Z")
        tokens = self.here("list")["value"]
        self.assertEqual(["from-here", "from-python"], [token["name"] for token in tokens])
        self.assertEqual(tokens, self.python("list")["value"])
        self.here("delete", token_uid=tokens[1]["uid"])
        self.python("delete", token_uid=tokens[0]["uid"])
        self.assertEqual([], self.here("list")["value"])

    def test_commands(self):
        output = self.api_token("create", "ci", "-d", "CI/CD", "-s", "api",
                                "--scope", "read_cluster", "-o", "json")
        token = json.loads(output[output.index("{"):])
        uid = token["uid"]
        self.assertIn(token.pop("token"), output[:output.index("{")])
        self.assertIn("created successfully", self.api_token("create", "other"))

        self.assertEqual(token, json.loads(self.api_token("get", uid, "-o", "json")))
        self.assertEqual([token], json.loads(self.api_token("list", "--search", "ci", "-o", "json")))
        self.assertIn(f"- uid: {uid}", self.api_token("list", "--search", "ci", "-o", "yaml"))
        table = self.api_token("list")
        self.assertRegex(table, f"ci +{uid} .* Never +Never +api, read_cluster")
        self.assertIn("other", table)

        self.assertIn("deleted successfully", self.api_token("delete", uid))
        self.assertIn("not found", self.api_token("get", uid, returns=1))
        self.assertIn("not found", self.api_token("delete", uid, returns=1))
        self.assertIn("created successfully", self.api_token("create", "soon", "--expires", "30d"))
        self.assertRegex(self.api_token("list", "--search", "soon"), r"soon .* \d{4}-\d\d-\d\d")
