"""Writes `requirements.lock.txt`: the pins of `requirements.txt` with the hashes of every wheel that may be installed.

    python3 lock.py

pip itself is asked which wheel it would take, once for each system, processor and Python version, and for the oldest and
the newest system, since one release may have a wheel for either. Nothing is downloaded but metadata. Takes a minute.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
LINUX_NEWEST, MACOS_NEWEST = 39, 26
HEAD = """# Written by lock.py from requirements.txt; install with
#   python -m pip install --require-hashes --only-binary :all: -r requirements.lock.txt
"""


def main() -> None:
    pins = [line for line in (HERE / "requirements.txt").read_text().splitlines() if line and not line.startswith("#")]
    hashes: dict[str, set[str]] = {pin: set() for pin in pins}
    for python in PYTHONS:
        wanted = {requirement(pin): pin for pin in pins if applies(pin, python)}
        for platforms in systems():
            for name, digest in wheels(python, platforms, list(wanted)):
                hashes[wanted[name]].add(digest)
        print(f"Python {python}: {len(wanted)} packages", file=sys.stderr)
    if missing := [pin for pin, found in hashes.items() if not found]:
        sys.exit(f"lock.py: no wheel for {', '.join(missing)}")
    (HERE / "requirements.lock.txt").write_text(HEAD + "".join(entry(pin, hashes[pin]) for pin in pins))


def systems() -> list[list[str]]:
    """The platform tags of the oldest Linux and macOS that run Node 20 and of the newest, for each processor."""
    found = []
    for processor in ("x86_64", "aarch64"):
        tags = [f"manylinux_2_{minor}_{processor}" for minor in range(LINUX_NEWEST, 4, -1)]
        tags += [f"manylinux{year}_{processor}" for year in ("2014", "2010", "1")] + [f"linux_{processor}"]
        found += [tags, tags[tags.index(f"manylinux_2_28_{processor}") :]]
    for processor in ("x86_64", "arm64"):
        versions = [f"{major}_0" for major in range(MACOS_NEWEST, 10, -1)] + [f"10_{minor}" for minor in range(15, 8, -1)]
        tags = [f"macosx_{version}_{name}" for version in versions for name in (processor, "universal2")]
        found += [tags, tags[tags.index(f"macosx_11_0_{processor}") :]]
    return found


def wheels(python: str, platforms: list[str], requirements: list[str]) -> list[tuple[str, str]]:
    """The wheel pip would install for each requirement: (requirement, sha256)."""
    with tempfile.TemporaryDirectory() as nowhere:
        answer = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps"),
                *("--only-binary", ":all:", "--implementation", "cp", "--python-version", python),
                *(argument for platform in platforms for argument in ("--platform", platform)),
                *("--target", nowhere, "--report", "-", *requirements),
            ],
            check=True,
            stdout=subprocess.PIPE,
        )
    by_name = {canonical(requirement.partition("==")[0]): requirement for requirement in requirements}
    return [
        (by_name[canonical(item["metadata"]["name"])], item["download_info"]["archive_info"]["hashes"]["sha256"])
        for item in json.loads(answer.stdout)["install"]
    ]


def applies(pin: str, python: str) -> bool:
    """Whether the pin's marker, if any, holds for this Python: `python_version < "3.11"` or `>=`."""
    marker = pin.partition(";")[2].split()
    if not marker:
        return True
    if len(marker) != 3 or marker[0] != "python_version" or marker[1] not in ("<", ">="):
        sys.exit(f'lock.py understands python_version < "…" and >= "…", not: {pin}')
    older = version(python) < version(marker[2].strip('"'))
    return older if marker[1] == "<" else not older


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def requirement(pin: str) -> str:
    return pin.partition(";")[0].strip()


def canonical(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def entry(pin: str, hashes: set[str]) -> str:
    return " \\\n".join([pin, *(f"    --hash=sha256:{digest}" for digest in sorted(hashes))]) + "\n"


if __name__ == "__main__":
    main()
