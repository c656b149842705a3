"""Standard input, output and error that are closed, full or slow, and signals at any moment."""

import fcntl
import json
import os
import re
import select
import signal
import socket
import subprocess
import threading
import time
import unittest

from support import Case, LIMIT, PROGRAM, page, token

REMOVED = "\nThe new token was removed again.\n"


def many_tokens():
    return [token(uid=f"t{number}", description="x" * 1000) for number in range(100)]


class Redirected(Case):
    def run_with(self, redirection, *arguments, cloud=None):
        """Runs the program under a shell that redirects, or closes, its descriptors."""
        script = f'"$0" "$@" {redirection}'
        return subprocess.run(["sh", "-c", script, PROGRAM, *arguments],
                              env=(cloud or self.cloud).environment(), capture_output=True,
                              timeout=LIMIT, encoding="utf-8", check=False)


class Closed(Redirected):
    def setUp(self):
        self.cloud = self.local_cloud()
        self.path = os.path.join(self.folder(), "token")

    def test_value_that_cannot_be_written_is_of_a_token_that_is_removed_again(self):
        for redirection in (">&-", "<&- >&-"):
            for arguments in ([], ["--token-file", self.path]):
                with self.subTest(redirection, arguments=arguments):
                    result = self.run_with(redirection, "api-token", "create", "ci", *arguments)
                    self.fail_with(result, 1, "cannot write to standard output: ", REMOVED)
                    self.assertEqual(self.cloud.names(), [])
                    self.assertFalse(os.path.exists(self.path))

    def test_results_that_cannot_be_written_are_a_failure(self):
        for arguments in (["api-token", "list"], ["api-token", "list", "-o", "json"],
                          ["cloud", "whoami"], ["--help"], ["--version"], ["version"],
                          ["api-token", "prune", "--dry-run"]):
            with self.subTest(arguments):
                self.fail_with(self.run_with(">&-", *arguments), 1,
                               "cannot write to standard output: ")

    def test_closed_input_is_nobody_to_ask(self):
        self.fail_with(self.run_with("<&-", "api-token", "prune"), 2, "--yes")
        self.succeed(self.run_with("<&-", "api-token", "list"))

    def test_closed_error_changes_no_exit_code(self):
        self.assertEqual(self.run_with("2>&-", "api-token", "get", "nope").returncode, 3)
        result = self.run_with("2>&-", "api-token", "create", "ci", "-v", "--token-file", self.path)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        with open(self.path, encoding="ascii") as file:
            self.assertEqual(len(file.read()), 20)

    def test_log_does_not_go_into_a_connection(self):
        received = []
        response = page([]).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(response)

        def serve():
            connection = server.accept()[0]
            with connection:
                connection.settimeout(LIMIT)
                while data := connection.recv(65536):
                    received.append(data)
                    if data.endswith(b"\r\n\r\n"):
                        connection.sendall(head + response)

        with socket.create_server(("127.0.0.1", 0)) as server:
            self.cloud.endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
            result = self.run_with("<&- >&- 2>&-", "api-token", "list", "-v")
            thread.join(LIMIT)
        self.assertEqual(result.returncode, 1)
        self.assertRegex(b"".join(received), rb"\AGET /api/v1/api_tokens\?[^\r]*\r\n"
                                             rb"([\w-]+: [^\r]*\r\n)+\r\n\Z")


class Full(Redirected):
    def test_full_error_changes_no_exit_code(self):
        cloud = self.cloud_with(token())
        self.assertEqual(self.run_with("2>/dev/full", "api-token", "list", "--all",
                                       cloud=cloud).returncode, 2)
        result = self.run_with("2>/dev/full", "api-token", "list", "-v", "-o", "json", cloud=cloud)
        self.assertEqual((result.returncode, len(json.loads(result.stdout))), (0, 1))


class Slow(Case):
    def start(self, cloud, *arguments, **options):
        process = subprocess.Popen([PROGRAM, *arguments], env=cloud.environment(),
                                   stderr=subprocess.PIPE, **options)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        return process

    def small_pipe(self):
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
        return reader, writer

    def test_output_that_does_not_block(self):
        cloud = self.cloud_with(*many_tokens())
        reader, writer = self.small_pipe()
        os.set_blocking(writer, False)
        process = self.start(cloud, "api-token", "list", "-o", "json", stdout=writer)
        os.close(writer)
        text = b""
        while select.select([reader], [], [], LIMIT)[0] and (data := os.read(reader, 1000)):
            text += data
        self.assertEqual((process.wait(LIMIT), process.stderr.read()), (0, b""))
        self.assertEqual(len(json.loads(text)), 100)

    def test_one_signal_ends_output_that_nobody_reads(self):
        cloud = self.cloud_with(*many_tokens())
        reader, writer = self.small_pipe()
        process = self.start(cloud, "api-token", "list", "-o", "json", stdout=writer)
        os.close(writer)
        self.assertTrue(select.select([reader], [], [], LIMIT)[0])
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(LIMIT), 143)
        self.assertIn(b"cannot write to standard output: Interrupted", process.stderr.read())

    def create_that_nobody_reads(self, cloud):
        """A create that has written its token file, and cannot go on."""
        self.path = os.path.join(self.folder(), "token")
        _, writer = self.small_pipe()
        os.write(writer, b"x" * 4096)
        process = self.start(cloud, "api-token", "create", "ci", "--token-file", self.path,
                             stdout=writer)
        os.close(writer)
        deadline = time.monotonic() + LIMIT
        while not (os.path.exists(self.path) and os.path.getsize(self.path)):
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.001)
        return process

    def test_value_that_nobody_reads_is_of_a_token_that_is_removed_again(self):
        """Although the signal cancels whatever is asked of the server."""
        cloud = self.scripted_cloud(lambda method, *_: (200, json.dumps(token(token="s"))))
        process = self.create_that_nobody_reads(cloud)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(LIMIT), 130)
        self.assertIn(REMOVED.encode(), process.stderr.read())
        self.assertEqual([method for method, *_ in cloud.requests], ["POST", "DELETE"])
        self.assertFalse(os.path.exists(self.path))

    def test_second_signal_ends_the_program_at_once(self):
        removing, released = threading.Event(), threading.Event()
        self.addCleanup(released.set)

        def script(method, *_):
            if method == "DELETE":
                removing.set()
                released.wait(LIMIT)
            return 200, json.dumps(token(token="s"))

        process = self.create_that_nobody_reads(self.scripted_cloud(script))
        process.send_signal(signal.SIGINT)
        self.assertTrue(removing.wait(LIMIT))
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(LIMIT), 143)


class Signals(Case):
    def start(self, *arguments, ignored=()):
        """Starts the program, and returns when its request is there; `release` lets it have its response."""
        arrived, released = threading.Event(), threading.Event()
        self.release = released.set
        self.addCleanup(released.set)
        cloud = self.scripted_cloud(
            lambda *_: (arrived.set(), released.wait(LIMIT), (200, page([])))[2])

        def prepare():
            for number in ignored:
                signal.signal(number, signal.SIG_IGN)

        process = subprocess.Popen([PROGRAM, *arguments], env=cloud.environment(),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   encoding="utf-8", preexec_fn=prepare)
        self.addCleanup(process.kill)
        self.assertTrue(arrived.wait(LIMIT))
        return process

    def end(self, process):
        stdout, stderr = process.communicate(timeout=LIMIT)
        return subprocess.CompletedProcess([], process.returncode, stdout, stderr)

    def test_each_ends_the_work(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                process = self.start("api-token", "list")
                process.send_signal(number)
                self.fail_with(self.end(process), 128 + number, "cancelled")

    def test_each_of_several_is_named(self):
        process = self.start("api-token", "delete", "a", "b")
        process.send_signal(signal.SIGINT)
        self.fail_with(self.end(process), 130, 'delete API token "a": cancelled', "\nNot deleted either: b\n")

    def test_create_says_what_to_do_once_and_leaves_no_file(self):
        path = os.path.join(self.folder(), "token")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                process = self.start("api-token", "create", "ci", "--token-file", path)
                process.send_signal(number)
                result = self.end(process)
                self.fail_with(result, 128 + number, "cancelled",
                               " To look for it: bentocloud api-token list --search ci\n")
                self.assertEqual(len(re.findall("may (exist|have been)", result.stderr)), 1)
                self.assertFalse(os.path.exists(path))

    def interrupt_rotation(self, step):
        """A rotation that gets a signal while its request `step` waits for the response."""
        arrived, released = threading.Event(), threading.Event()
        self.addCleanup(released.set)

        def script(method, path, _):
            uid = path.partition("?")[0].rpartition("/")[2]
            if f"{method} {uid}" == step:
                arrived.set()
                released.wait(LIMIT)
            if method == "POST":
                return 200, json.dumps(token(uid="t2", token="the-new-value"))
            return 200, page([]) if uid == "api_tokens" else json.dumps(token(uid=uid))

        process = subprocess.Popen(
            [PROGRAM, "api-token", "rotate", "t1", "--new-name", "next"],
            env=self.scripted_cloud(script).environment(), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, encoding="utf-8")
        self.addCleanup(process.kill)
        self.assertTrue(arrived.wait(LIMIT))
        process.send_signal(signal.SIGINT)
        result = self.end(process)
        self.assertEqual(result.returncode, 130)
        self.assertEqual(len(result.stderr.splitlines()), 2, result.stderr)
        self.assertIn(": cancelled\n", result.stderr)
        return result

    def test_rotate_says_which_token_lives(self):
        old_lives = ("The old token is unchanged. "
                     "To try again: bentocloud api-token rotate t1 --new-name next\n")
        for step, new in (("GET t1", ""), ("GET api_tokens", ""), ("POST api_tokens", (
                "The new token may exist: if it is new in the list, delete it. "
                "To look for it: bentocloud api-token list --search next. "))):
            with self.subTest(step):
                result = self.interrupt_rotation(step)
                self.assertTrue(result.stderr.endswith("cancelled\n" + new + old_lives),
                                result.stderr)
                self.assertEqual(result.stdout, "")
        result = self.interrupt_rotation("DELETE t1")
        self.assertIn("the-new-value", result.stdout)
        self.assertTrue(result.stderr.endswith(
            "The new token was created, but the old one may still exist. "
            "To delete it: bentocloud api-token delete t1\n"), result.stderr)

    def test_terminal_that_goes_away_says_so_more_than_once(self):
        process = self.start("api-token", "create", "ci")
        for _ in range(50):
            process.send_signal(signal.SIGHUP)
        self.fail_with(self.end(process), 129, "cancelled")

    def test_what_is_ignored_stays_so(self):
        """As with nohup, and in the background of a script."""
        for number in (signal.SIGHUP, signal.SIGINT):
            with self.subTest(number):
                process = self.start("api-token", "list", "-o", "json", ignored=[number])
                process.send_signal(number)
                process.send_signal(number)
                self.release()
                self.assertEqual(self.succeed(self.end(process)), "[]\n")


class AtAnyMoment(Case):
    def stopped(self, delay, *arguments):
        process = subprocess.Popen([PROGRAM, *arguments], env=self.cloud.environment(),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   encoding="utf-8")
        self.addCleanup(process.kill)
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGHUP)
        stderr = process.communicate(timeout=LIMIT)[1]
        self.assertIn(process.returncode, (0, 129, -signal.SIGHUP), stderr)
        return process.returncode, stderr

    def moments(self, *arguments):
        """Delays from the program's start to beyond its end."""
        begin = time.monotonic()
        self.succeed(self.cloud.run(*arguments))
        duration = time.monotonic() - begin
        return [duration * step / 12 for step in range(16)]

    def value(self, path):
        with open(path, encoding="ascii") as file:
            return file.read()

    def test_create(self):
        self.cloud = self.local_cloud()
        folder = self.folder()
        for number, delay in enumerate(self.moments("api-token", "create", "first")):
            path = os.path.join(folder, str(number))
            code, stderr = self.stopped(delay, "api-token", "create", f"n{number}", "--token-file",
                                        path)
            with self.subTest(delay=delay, stderr=stderr):
                # The response may have been there, but not to its end.
                is_nevertheless = f"its value is in {path}\n" in stderr
                self.assertEqual(os.path.exists(path), code == 0 or is_nevertheless)
                if os.path.exists(path):
                    self.succeed(self.cloud.run("api-token", "list",
                                                BENTO_CLOUD_API_KEY=self.value(path)))
                elif f"n{number}" in self.cloud.names():
                    self.assertRegex(stderr, "The token (may exist|exists, but its value is lost)")
                    self.assertIn(f"list --search n{number}\n", stderr)

    def test_rotate(self):
        self.cloud = self.local_cloud()
        folder = self.folder()
        old = self.cloud.create("first")
        delays = self.moments("api-token", "rotate", old["uid"], "--token-file",
                              os.path.join(folder, "first"))
        for number, delay in enumerate(delays):
            path = os.path.join(folder, str(number))
            uid = self.cloud.create(f"old{number}")["uid"]
            name = f"new{number}"
            code, stderr = self.stopped(delay, "api-token", "rotate", uid, "--new-name", name,
                                        "--token-file",
                                           path)
            names = self.cloud.names()
            with self.subTest(delay=delay, stderr=stderr):
                if os.path.exists(path):
                    self.assertIn(name, names)
                    self.succeed(self.cloud.run("api-token", "list",
                                                BENTO_CLOUD_API_KEY=self.value(path)))
                else:
                    self.assertIn(f"old{number}", names)
                if name in names and f"old{number}" in names:
                    finish = f"delete {uid}\n" if os.path.exists(path) else f"rotate {uid} "
                    self.assertIn(f": bentocloud api-token {finish}", stderr)
                if code == 0:
                    self.assertEqual((name in names, f"old{number}" in names), (True, False))


if __name__ == "__main__":
    unittest.main()
