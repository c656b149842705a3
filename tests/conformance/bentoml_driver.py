"""Makes calls with the genuine `bentoml`: the counterpart of driver.cpp.

Each line of the input is a call as JSON, and gets a line. Each call is made in a fork of
this process, with an environment of its own: `bentoml` keeps what it has read of that for as long
as a process lives, and takes a second to be imported.
"""

import datetime
import json
import os
import signal
import sys
import tempfile
import time

import bentoml.api_token
import bentoml.cloud
import bentoml_cli.cli

LONGEST_CALL = 20  # seconds


def arguments_of(call):
    arguments = dict(call["arguments"])
    if "expired_at" in arguments:
        moment = datetime.datetime.fromisoformat(arguments["expired_at"])
        if call.get("naive"):  # as `datetime.now() + timedelta(...)` is
            moment = moment.astimezone().replace(tzinfo=None)
        arguments["expired_at"] = moment
    if "timeout" in call:
        arguments["_cloud_client"] = bentoml.cloud.BentoCloudClient(
            os.environ["BENTO_CLOUD_API_KEY"],
            os.environ["BENTO_CLOUD_API_ENDPOINT"],
            call["timeout"],
        )
    return arguments


def result_of(value):
    if isinstance(value, list):
        return {"value": [token.to_dict() for token in value]}
    if value is None:
        return {"value": None}
    result = {"value": value.to_dict(), "printed": str(value)}
    if value.token is not None:
        result["token"] = value.token
    return result


def run_command(arguments):
    """What the program `bentoml` writes, and its exit code."""
    files = {}
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        files[name] = tempfile.TemporaryFile()
        os.dup2(files[name].fileno(), descriptor)
    try:
        code = bentoml_cli.cli.cli.main(arguments, prog_name="bentoml")
    except SystemExit as end:
        code = end.code
    except BaseException as error:  # what the interpreter would say of it
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        code = 1
    result = {"exit": code or 0}
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    for name, file in files.items():
        file.seek(0)
        result[name] = file.read().decode()
    return result


def perform(call):
    if "command" in call:
        return run_command(call["command"])
    if "context" in call:  # what `bentoml --context` does
        os.environ["BENTOML_CLOUD_CONTEXT"] = call["context"]
    try:
        function = getattr(bentoml.api_token, call["function"])
        return result_of(function(**arguments_of(call)))
    except Exception as error:
        details = {"type": type(error).__name__, "text": str(error)}
        if hasattr(error, "error_code"):
            details["status"] = int(error.error_code)
        return {"error": details}


def perform_in_fork(line):
    request = json.loads(line)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST_CALL)
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(os.environ["HOME"])
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        time.tzset()
        os.write(writer, json.dumps(perform(request["call"])).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        result = pipe.read()
    os.waitpid(child, 0)
    return result.decode()


if __name__ == "__main__":
    responses = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what bentoml prints is no result
    for line in sys.stdin:
        print(perform_in_fork(line), file=responses, flush=True)
