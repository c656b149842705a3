"""The example `asio_server`: responds to many connections, and ends at once when it is told to.

Usage: asio_server_test.py LOCAL_CLOUD ASIO_SERVER
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import unittest
import urllib.request


class AsioServer(unittest.TestCase):
    def start(self, *command, **environment):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                                   env={**os.environ, **environment})
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, 20)
        self.addCleanup(process.terminate)
        return process

    def start_both(self, *options):
        cloud = self.start(LOCAL_CLOUD, *options)
        self.cloud = dict(cloud.stdout.readline().rstrip().removeprefix("export ").split("=")
                          for _ in range(2))
        server = self.start(ASIO_SERVER, "0", **self.cloud)
        self.port = int(server.stdout.readline())
        return server

    def create(self, name):
        request = urllib.request.Request(
            self.cloud["BENTO_CLOUD_API_ENDPOINT"] + "/api/v1/api_tokens",
            json.dumps({"name": name}).encode(),
            {"X-YATAI-API-TOKEN": self.cloud["BENTO_CLOUD_API_KEY"]})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=20) as response:
            return json.load(response)["uid"]

    def connect(self, stack):
        connection = stack.enter_context(socket.create_connection(("127.0.0.1", self.port), 20))
        return stack.enter_context(connection.makefile("rw", encoding="utf-8"))

    def ask(self, stream, line):
        stream.write(line + "\n")
        stream.flush()

    def test_responds_to_many_connections(self):
        self.start_both()
        uid = self.create("ci")
        with contextlib.ExitStack() as stack:
            streams = [self.connect(stack) for _ in range(16)]
            for question, expected in ((uid, "ci"), ("nobody", None)):
                for stream in streams:
                    self.ask(stream, question)
                for stream in streams:
                    line = stream.readline().strip()
                    if expected:
                        self.assertEqual(json.loads(line)["name"], expected)
                    else:
                        self.assertEqual(line, "none")
            self.ask(streams[0], "")
            self.assertIn("nothing was sent", streams[0].readline())

    def test_ends_at_once(self):
        server = self.start_both("--latency", "30s")
        with contextlib.ExitStack() as stack:
            for _ in range(8):  # four under way, four queued
                self.ask(self.connect(stack), "t1")
            time.sleep(0.1)  # more or less of them have begun
            start = time.monotonic()
            server.send_signal(signal.SIGTERM)
            self.assertEqual(server.wait(20), 0)
            self.assertLess(time.monotonic() - start, 2)


if __name__ == "__main__":
    ASIO_SERVER = sys.argv.pop()
    LOCAL_CLOUD = sys.argv.pop()
    unittest.main()
