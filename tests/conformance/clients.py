"""The two clients that are compared. Each makes a call as a JSON document says."""

import json
import subprocess

from case import environment

LONGEST_CALL = 20  # seconds


class Python:
    """The genuine `bentoml`, in a process that serves all calls."""

    name = "python"

    def __init__(self, interpreter, driver, home):
        self._log = open(home / "bentoml.log", "w+")
        self._process = subprocess.Popen(
            [interpreter, driver],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=environment(home),
            text=True,
        )

    def call(self, call, environment):
        request = json.dumps({"call": call, "environment": environment})
        print(request, file=self._process.stdin, flush=True)
        response = self._process.stdout.readline().strip()
        if not response:
            self._log.seek(0)
            raise RuntimeError(f"no response to {request} from bentoml:\n{self._log.read()}")
        return json.loads(response)

    def close(self):
        self._process.stdin.close()
        self._process.wait(LONGEST_CALL)
        self._process.stdout.close()
        self._log.close()


class Here:
    """This library, and the program, in a process for each call."""

    name = "here"

    def __init__(self, driver, program):
        self._driver = driver
        self._program = program

    def call(self, call, environment):
        if "command" in call:
            return self._run_command(call["command"], environment)
        output = subprocess.run(
            [self._driver, json.dumps(call)],
            stdout=subprocess.PIPE,
            env=environment,
            cwd=environment["HOME"],
            timeout=LONGEST_CALL,
            check=True,
        ).stdout
        return json.loads(output)

    def _run_command(self, arguments, environment):
        result = subprocess.run([self._program, *arguments], stdin=subprocess.DEVNULL,
                                capture_output=True, env=environment, cwd=environment["HOME"],
                                timeout=LONGEST_CALL, text=True, check=False)
        return {"exit": result.returncode, "stdout": result.stdout, "stderr": result.stderr}

    def close(self):
        pass
