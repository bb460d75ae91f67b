"""Moves the pin to another MiniStack, with whatever that one needs, and writes the lock file anew.

    python3 upgrade.py 1.6.0
    node review-patches.mjs      # then: which patches fail to apply, and which can go

Packages held back in `requirements.txt` for a reason (cryptography, cbor2) stay where they are.
"""

import json
import pathlib
import re
import subprocess
import sys

import lock

HERE = pathlib.Path(__file__).parent
HELD_BACK = ("cryptography", "cbor2")


def main() -> None:
    if len(sys.argv) != 2 or not re.fullmatch(r"\d+\.\d+\.\d+", sys.argv[1]):
        sys.exit("usage: python3 upgrade.py VERSION")
    version = sys.argv[1]
    pins = (HERE / "requirements.txt").read_text().splitlines()
    held = [lock.requirement(pin) for pin in pins if lock.canonical(pin.partition("==")[0]) in HELD_BACK]
    resolved = resolve([f"ministack=={version}", *held])
    (HERE / "requirements.txt").write_text("".join(f"{moved(pin, resolved)}\n" for pin in pins))
    if added := resolved.keys() - {lock.canonical(pin.partition("==")[0]) for pin in pins}:
        sys.exit(f"MiniStack {version} also needs {', '.join(sorted(added))}: add them to requirements.txt, then run lock.py")
    pin = HERE / "pin.py"
    pin.write_text(re.sub(r'MINISTACK_VERSION = ".*"', f'MINISTACK_VERSION = "{version}"', pin.read_text()))
    lock.main()


def resolve(requirements: list[str]) -> dict[str, str]:
    """What pip would install for these on this Python: version by canonical name."""
    answer = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-", *requirements],
        check=True,
        stdout=subprocess.PIPE,
    )
    packages = [item["metadata"] for item in json.loads(answer.stdout)["install"]]
    return {lock.canonical(package["name"]): package["version"] for package in packages}


def moved(pin: str, resolved: dict[str, str]) -> str:
    """The pin at its resolved version; pins for other Pythons only, and comments, stay."""
    name, found, rest = pin.partition("==")
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if not found or lock.canonical(name) not in resolved or not lock.applies(pin, here):
        return pin
    marker = rest.partition(" ;")[2]
    return f"{name}=={resolved[lock.canonical(name)]}{' ;' + marker if marker else ''}"


if __name__ == "__main__":
    main()
