"""Whether this Python has everything that the emulator needs: `python -I emulator/self_check.py requirements.lock.txt`.

Prints what is missing and fails. Every file that the packages of the lock file brought along must be there, and the server
must load: an installation that went elsewhere, or that was damaged later, is found here and not as a stack trace.
"""

import importlib
import importlib.metadata
import re
import sys

# `name==version`, and the only kind of marker that lock.py writes.
LOCKED = re.compile(r'^([A-Za-z0-9._-]+)==([^\s;\\]+)(?: ; python_version (<|>=) "3\.(\d+)")?')


def main(lock_file: str) -> None:
    with open(lock_file, encoding="utf-8") as lines:
        locked = [found.groups() for line in lines if (found := LOCKED.match(line))]
    wanted = [(name, version) for name, version, *marker in locked if applies(*marker)]
    broken = [problem for name, version in wanted if (problem := problem_of(name, version))]
    if not broken:
        broken = unimportable("ministack.app")
    if broken:
        sys.exit("; ".join(broken[:5]))


def applies(comparison: str | None, minor: str | None) -> bool:
    return comparison is None or (sys.version_info.minor < int(minor)) == (comparison == "<")


def problem_of(name: str, version: str) -> str:
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return f"{name} is not installed"
    if distribution.version != version:
        return f"{name} is {distribution.version}, not {version}"
    for file in distribution.files or []:
        if file.suffix != ".pyc" and not file.locate().exists():
            return f"{name} lacks {file}"
    return ""


def unimportable(module: str) -> list[str]:
    try:
        importlib.import_module(module)
    except Exception as error:
        return [f"{module} does not load ({type(error).__name__}: {error})"]
    return []


if __name__ == "__main__":
    main(sys.argv[1])
