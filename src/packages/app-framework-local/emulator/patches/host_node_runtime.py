"""A function whose runtime is not the Node.js at hand is told.

AWS runs a function under the Node.js of its `Runtime`. MiniStack runs it under the `node` of its own PATH, whatever the
template says. The major versions may differ; then what is proven here is proven for the other one.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
"""

import functools
import re
import subprocess

from emulator import notices
from emulator.shape import after_provisioning


def apply() -> None:
    after_provisioning("AWS::Lambda::Function", compare)


def compare(function_name: str, properties: dict) -> None:
    asked = re.fullmatch(r"nodejs(\d+)\.x", str(properties.get("Runtime", "")))
    if asked and asked.group(1) != host_major():
        notices.tell(f"{function_name}: runs under Node.js {host_major()} of this machine, not {properties['Runtime']}")


@functools.cache
def host_major() -> str:
    version = subprocess.run(["node", "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return version.strip().removeprefix("v").partition(".")[0]
