#!/usr/bin/env python3
"""Runs the genuine `bentoml` and this library side by side.

Usage: run.py BUILD_DIR DRIVER LOCAL_CLOUD PROGRAM     ends with 77 when PyPI cannot be reached
"""

import dataclasses
import pathlib
import sys
import tempfile
import unittest

import clients
import environment
from agreement_test import AgreementTest
from login_test import LoginTest
from round_test import RoundTest

HERE = pathlib.Path(__file__).parent
SKIPPED = 77


@dataclasses.dataclass
class Tools:
    home: pathlib.Path
    driver: str
    local_cloud: str
    program: str
    python: pathlib.Path
    bentoml: pathlib.Path

    def python_client(self):
        return clients.Python(self.python, HERE / "bentoml_driver.py", self.home)


def run_tests(tools):
    suite = unittest.TestSuite()
    for tests in (RoundTest, LoginTest, AgreementTest):
        tests.tools = tools
        suite.addTest(unittest.defaultTestLoader.loadTestsFromTestCase(tests))
    return unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful()


def main(build_dir, driver, local_cloud, program):
    try:
        folder = environment.provide(HERE / "requirements.txt", pathlib.Path(build_dir))
    except environment.PyPIUnreachable as error:
        print(f"SKIPPED: conformance, for PyPI, which has bentoml, cannot be reached: {error}")
        return SKIPPED
    with tempfile.TemporaryDirectory() as home:
        programs = folder / "bin"
        tools = Tools(pathlib.Path(home), driver, local_cloud, program,
                      programs / "python", programs / "bentoml")
        return 0 if run_tests(tools) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
