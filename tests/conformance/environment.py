"""The virtual environment that holds the genuine `bentoml`: made once, then reused."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv

LONGEST_INSTALL = 240  # seconds
# What pip says each time that it does not get through to a server.
UNREACHABLE = "connection broken by"


class PyPIUnreachable(Exception):
    pass


def provide(requirements, build_dir):
    """The environment's folder, with all of `requirements` in it."""
    key = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = build_dir / f"venv-{key}"
    complete = folder / "complete"
    if complete.exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    install(folder / "bin" / "python", requirements)
    complete.touch()
    return folder


def install(python, requirements):
    started = time.monotonic()
    print("conformance: installing bentoml (about a minute, once)", flush=True)
    result = pip(python, "install", "--prefer-binary", "--requirement", str(requirements))
    if result.returncode != 0:
        if UNREACHABLE in result.stdout and not is_reachable(python, requirements):
            reason = next(line for line in result.stdout.splitlines() if UNREACHABLE in line)
            raise PyPIUnreachable(reason.partition(UNREACHABLE)[2].strip())
        raise RuntimeError(f"pip failed:\n{result.stdout}")
    print(f"conformance: installed in {time.monotonic() - started:.0f} s", flush=True)


def is_reachable(python, requirements):
    """Whether pip, as this machine has it configured, gets one file from PyPI."""
    package = next(line for line in requirements.read_text().splitlines() if "==" in line)
    with tempfile.TemporaryDirectory() as folder:
        result = pip(python, "download", "--no-deps", "--no-cache-dir", "--dest", folder, package)
    return result.returncode == 0 or UNREACHABLE not in result.stdout


def pip(python, *arguments):
    return subprocess.run(
        [python, "-m", "pip", "--disable-pip-version-check", "--retries", "1", "--timeout", "15",
         *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | {"PIP_NO_INPUT": "1"},
        timeout=LONGEST_INSTALL,
        text=True,
    )
