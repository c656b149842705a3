"""What works.cpp measures of BentoML in a process that is warm: prints milliseconds, the median.

Usage: bentoml_works.py ENDPOINT get|list ROUNDS UID
"""

import os
import statistics
import sys
import time

endpoint, work, rounds, uid = sys.argv[1:]
os.environ["BENTO_CLOUD_API_ENDPOINT"] = endpoint
os.environ["BENTO_CLOUD_API_KEY"] = "key"
os.environ["BENTOML_DO_NOT_TRACK"] = "True"

import bentoml  # noqa: E402  (reads the environment)


def run():
    start = time.perf_counter()
    assert bentoml.api_token.get(uid) if work == "get" else bentoml.api_token.list()
    return 1000 * (time.perf_counter() - start)


run()
print(statistics.median(run() for _ in range(int(rounds) + 4)))
