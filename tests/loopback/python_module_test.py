"""The example `python_module`, built twice under two names.

Usage: python_module_test.py LOCAL_CLOUD FOLDER     with the modules in FOLDER
"""

import os
import signal
import subprocess
import sys
import threading
import time
import unittest


class PythonModule(unittest.TestCase):
    def start_cloud(self, *options):
        process = subprocess.Popen([LOCAL_CLOUD, *options], stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait, 20)
        self.addCleanup(process.terminate)
        for _ in range(2):
            name, _, value = process.stdout.readline().rstrip().removeprefix("export ").partition("=")
            os.environ[name] = value
        return python_module.Client()

    def test_calls(self):
        client = self.start_cloud()
        token = client.create("ci")
        self.assertEqual(token.name, "ci")
        self.assertTrue(token.secret)
        self.assertEqual([each.uid for each in client.list()], [token.uid])
        self.assertIsNone(client.get(token.uid).secret)
        self.assertIsNone(client.get("nobody"))
        with self.assertRaisesRegex(python_module.Error, "HTTP 400"):
            client.create("ci")

    def test_other_threads_run_meanwhile(self):
        client = self.start_cloud("--latency", "500ms")
        turns = 0
        done = threading.Event()

        def turn():
            nonlocal turns
            while not done.wait(0.01):
                turns += 1

        thread = threading.Thread(target=turn)
        thread.start()
        client.list()
        done.set()
        thread.join()
        self.assertGreater(turns, 5)

    def test_a_keyboard_interrupt_ends_a_call(self):
        client = self.start_cloud("--latency", "30s")
        interrupted = []

        def interrupt():
            interrupted.append(time.monotonic())
            os.kill(os.getpid(), signal.SIGINT)

        timer = threading.Timer(0.2, interrupt)
        timer.start()
        with self.assertRaises(KeyboardInterrupt):
            client.list()
        self.assertLess(time.monotonic() - interrupted[0], 0.5)
        timer.join()

    def test_two_extensions_wrap_the_same_types(self):
        client = self.start_cloud()
        other = python_module_again.Client()
        uid = client.create("ci").uid
        self.assertEqual(other.get(uid).name, "ci")
        self.assertIsNot(type(other.get(uid)), type(client.get(uid)))
        with self.assertRaises(python_module_again.Error):
            other.create("ci")


if __name__ == "__main__":
    sys.path.append(sys.argv.pop())
    LOCAL_CLOUD = sys.argv.pop()
    import python_module
    import python_module_again
    unittest.main()
