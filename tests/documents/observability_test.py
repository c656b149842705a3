"""Runs examples/observability.cpp, and reads what it prints.

Usage: observability_test.py PROGRAM
"""

import re
import subprocess
import sys
import unittest

COUNTER = re.compile(r"(bentocloud_\w+)\{([^}]*)\} (\S+)")


class Observability(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        result = subprocess.run([PROGRAM], capture_output=True, text=True, timeout=30)
        assert result.returncode == 0, result.stderr
        lines = result.stdout.splitlines()
        start = lines.index("nightly job")
        cls.counters = {}
        for line in lines[:start]:
            name, labels, value = COUNTER.fullmatch(line).groups()
            cls.counters[name, labels] = float(value)
        cls.tree = lines[start + 1:]

    def count(self, name, labels):
        return self.counters[f"bentocloud_{name}", labels]

    def test_counts_calls_by_their_outcome(self):
        get = 'method="GET",outcome='
        self.assertEqual(self.count("calls_total", get + '"applied",error="none"'), 2)
        # The one that the cloud does not know; unknown, if it was that one which was retried.
        self.assertEqual(sum(value for (name, labels), value in self.counters.items()
                             if name == "bentocloud_calls_total" and 'error="http"' in labels), 1)
        self.assertEqual(
            self.count("calls_total", 'method="POST",outcome="applied",error="none"'), 2)
        self.assertEqual(
            self.count("calls_total", 'method="DELETE",outcome="applied",error="none"'), 1)

    def test_counts_attempts_bytes_and_connections(self):
        self.assertEqual(self.count("attempts_total", 'method="GET"'), 4)
        self.assertEqual(self.count("attempts_total", 'method="POST"'), 2)
        self.assertGreater(self.count("sent_bytes_total", 'method="POST"'), 20)
        self.assertEqual(self.count("sent_bytes_total", 'method="GET"'), 0)
        self.assertGreater(self.count("received_bytes_total", 'method="GET"'), 500)
        self.assertEqual(self.count("new_connections_total", 'method="POST"'), 2)
        self.assertNotIn(("bentocloud_new_connections_total", 'method="DELETE"'), self.counters)
        self.assertGreaterEqual(self.count("call_seconds_sum", 'method="GET"'), 0)

    def test_prints_a_span_for_each_call_and_attempt(self):
        calls = [line for line in self.tree if line.startswith("  call ")]
        self.assertEqual(len(calls), 6)
        for number, line in enumerate(calls, 1):
            self.assertRegex(line, rf"  call {number}, \w+ API token .*: \w+, \d+ ms")
        attempts = [line for line in self.tree if line.startswith("    attempt ")]
        self.assertEqual(len(attempts), 7)
        self.assertEqual(len([line for line in attempts if ": HTTP 503, " in line]), 1)
        self.assertEqual(len([line for line in self.tree if line.startswith("    sleep, ")]), 1)
        self.assertEqual(len(self.tree), 6 + 7 + 1)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
