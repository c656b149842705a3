"""What cold_process.cpp measures of BentoML: lists once, and prints the process's peak in KiB."""

import os
import re
import sys

os.environ["BENTO_CLOUD_API_ENDPOINT"] = sys.argv[1]
os.environ["BENTO_CLOUD_API_KEY"] = "key"
os.environ["BENTOML_DO_NOT_TRACK"] = "True"

import bentoml  # noqa: E402  (reads the environment)

assert bentoml.api_token.list()
with open("/proc/self/status", encoding="ascii") as status:
    print(re.search(r"VmHWM:\s*(\d+)", status.read())[1])
