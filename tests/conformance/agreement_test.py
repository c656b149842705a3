import concurrent.futures
import pathlib
import unittest

import agreement
import responses_cases
import clients
import commands_cases
import contexts_cases
import credentials_cases
import requests_cases
from server import Server

GROUPS = {
    "requests": requests_cases,
    "responses": responses_cases,
    "credentials": credentials_cases,
    "commands": commands_cases,
    "contexts": contexts_cases,
}
DIFFERENCES = pathlib.Path(__file__).parent / "differences.toml"


class AgreementTest(unittest.TestCase):
    tools = None  # set by run.py

    def observe(self, client):
        with Server() as server:
            return {name: agreement.observations(group, client, server,
                                                 self.tools.home / client.name / name)
                    for name, group in GROUPS.items()}

    def test_clients_differ_as_intended_and_no_more(self):
        both = (self.tools.python_client(), clients.Here(self.tools.driver, self.tools.program))
        for client in both:
            self.addCleanup(client.close)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            python, here = pool.map(self.observe, both)
        cases = [f"{name}/{case}" for name, group in GROUPS.items() for case in group.CASES]
        found = [one for name, group in GROUPS.items()
                 for one in agreement.disagreements(name, group.pairs(python[name], here[name]))]
        problems = agreement.judge(found, cases, agreement.load(DIFFERENCES))
        if problems:
            self.fail("\n".join(problems))
        print(f"{len(cases)} cases, {len(found)} disagreements, all of them intended")
