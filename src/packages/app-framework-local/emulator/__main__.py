"""Starts MiniStack with this package's patches: `python -m emulator --port 4566`.

Everything that the emulator must never get wrong is set here rather than left to the caller: it listens on loopback
only, checks signatures and IAM policies, and runs functions as processes of this machine. AWS variables of the
caller's shell are dropped, since the environment of this process reaches every function.
"""

import argparse
import importlib.metadata
import os
import socket
import sys

from emulator import parent
from emulator.pin import MINISTACK_VERSION


def main() -> None:
    arguments = parse_arguments()
    refuse_another_ministack()
    port = arguments.port or free_port()
    prepare_environment(port)
    if arguments.remove_at_exit:
        parent.remove_at_exit(arguments.remove_at_exit)
    if arguments.exit_with_parent:
        parent.exit_when_standard_input_closes()

    # MiniStack reads its environment when it is imported.
    from emulator import control, patches, tls

    applied = patches.apply_all(without=os.environ.get("EMU_WITHOUT", ""))
    browsers = free_port()
    tls_url = f"https://localhost:{browsers}"
    control.install(applied, {"url": tls_url, "certificate": tls.install(browsers)})
    print(f"emulator: MiniStack {MINISTACK_VERSION} on http://localhost:{port}, for browsers on {tls_url}", flush=True)
    print(f"emulator: patches: {', '.join(applied)}", flush=True)

    import ministack.app as server

    sys.argv = sys.argv[:1]
    server.main()


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m emulator", description="A local AWS on loopback.")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; a free one when left out")
    parser.add_argument(
        "--exit-with-parent",
        action="store_true",
        help="exit when standard input closes, so that no emulator outlives the process that started it",
    )
    parser.add_argument("--remove-at-exit", metavar="FOLDER", help="a folder that is nobody's once the emulator has ended")
    return parser.parse_args()


def refuse_another_ministack() -> None:
    """The patches assert the shape of one version; another one is refused rather than half patched."""
    try:
        installed = importlib.metadata.version("ministack")
    except importlib.metadata.PackageNotFoundError:
        sys.exit("emulator: MiniStack is not installed in this Python. Run: app-framework-local setup-python")
    if installed != MINISTACK_VERSION:
        sys.exit(
            f"emulator: the patches are written for MiniStack {MINISTACK_VERSION}, this Python has {installed}. "
            "Run: app-framework-local setup-python"
        )


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def prepare_environment(port: int) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(
        AUTH="true",
        BIND_HOST="127.0.0.1",
        GATEWAY_PORT=str(port),
        # Clients resolve `localhost` to a name, not to an address: SDKs choose path-style and host prefixes by it.
        MINISTACK_HOST="localhost",
        AWS_ENDPOINT_URL=f"http://localhost:{port}",
        AWS_EC2_METADATA_DISABLED="true",
        LAMBDA_EXECUTOR="local",
        IOT_MTLS_ENABLED="0",
        SFTP_ENABLED="0",
        NODE_NO_WARNINGS="1",
    )
    os.environ.setdefault("LAMBDA_WARM_TTL_SECONDS", "60")
    os.environ.setdefault("LAMBDA_ACCOUNT_CONCURRENCY", "20")


if __name__ == "__main__":
    main()
