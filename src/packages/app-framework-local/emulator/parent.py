"""No orphans: the emulator and its function processes end with the process that started them."""

import atexit
import os
import shutil
import signal
import sys
import threading
import time

GRACE_SECONDS = 3

_folder = ""


def exit_when_standard_input_closes() -> None:
    """Watch standard input, a pipe that the parent holds open; the kernel closes it however the parent ends."""
    threading.Thread(target=_watch, name="parent-watch", daemon=True).start()


def remove_at_exit(folder: str) -> None:
    global _folder
    _folder = folder
    atexit.register(_remove_folder)


def _remove_folder() -> None:
    if _folder:
        shutil.rmtree(_folder, ignore_errors=True)


def _watch() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    # A custom resource that hangs keeps the server from exiting on SIGTERM.
    time.sleep(GRACE_SECONDS)
    _remove_folder()
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)
