"""The emulator's own loopback API, under `/_emulator`: what is patched, what is ignored, where TLS is, the lags of KMS, and crashes."""

import json
import os
from typing import Any, Callable

import ministack.app as server

from emulator import crashes, lags, notices
from emulator.shape import need

PREFIX = "/_emulator/"
LAGS = {"/_emulator/kms-tag-lag": lags.kms_tags, "/_emulator/kms-key-lag": lags.kms_keys}
PLACES = "GET process, GET patches, GET notices, GET tls, POST kms-tag-lag, POST kms-key-lag and POST crash"


def install(applied: list[str], tls: dict[str, str]) -> None:
    """Serve `/_emulator/*` in front of MiniStack."""
    next_app = server.app
    need(callable(next_app), "ministack.app.app")
    crashes.check()

    def answer(method: str, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        if (method, path) == ("GET", "/_emulator/process"):
            return 200, {"pid": os.getpid()}
        if (method, path) == ("GET", "/_emulator/patches"):
            return 200, {"patches": applied}
        if (method, path) == ("GET", "/_emulator/notices"):
            return 200, {"notices": notices.all_notices()}
        if (method, path) == ("GET", "/_emulator/tls"):
            return 200, tls
        if method == "POST" and path in LAGS:
            return set_lag(LAGS[path], body)
        if (method, path) == ("POST", "/_emulator/crash"):
            return crash(body)
        return 404, {"message": f"There is {PLACES} under /_emulator/."}

    server.app = _routed(answer, next_app)


def set_lag(lag: lags.Lag, body: bytes) -> tuple[int, dict[str, Any]]:
    try:
        seconds = json.loads(body)["seconds"]
        lag.change(seconds)
    except (ValueError, KeyError, TypeError):
        return 400, {"message": 'Send {"seconds": N} with a number of 0 or more.'}
    return 200, {"seconds": seconds}


def crash(body: bytes) -> tuple[int, dict[str, Any]]:
    try:
        function_name = json.loads(body)["functionName"]
    except (ValueError, KeyError, TypeError):
        return 400, {"message": 'Send {"functionName": "NAME"}.'}
    return 200, {"ended": crashes.end_processes(function_name)}


def _routed(answer: Callable[[str, str, bytes], tuple[int, dict[str, Any]]], next_app: Callable[..., Any]):
    async def app(scope, receive, send):
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            return await next_app(scope, receive, send)
        status, content = answer(scope["method"], scope["path"], await _body(receive))
        await send({
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"application/json")],
        })
        await send({"type": "http.response.body", "body": json.dumps(content).encode()})

    return app


async def _body(receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body
