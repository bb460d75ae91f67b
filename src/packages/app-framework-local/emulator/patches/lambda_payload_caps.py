"""Requests and answers of functions are as small as AWS wants them.

AWS takes 6 MB for a synchronous invocation and 1 MB for an asynchronous one, and a function may answer 6 MB; what is
larger is refused with 413, or fails the invocation as `Function.ResponseSizeTooLarge`. A call of a Function URL counts
with the whole event that it becomes, headers and base64 included. MiniStack knows no limit. AWS does not say with which
body a Function URL refuses.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#function-configuration-deployment-and-execution
"""

import json
import re

from ministack.services import lambda_svc

from emulator.shape import function

SYNCHRONOUS_BYTES = 6 * 1024 * 1024
ASYNCHRONOUS_BYTES = 1024 * 1024
# What AWS names in its message, 100 more than 6 MB.
ANSWER_BYTES = 6_291_556
INVOCATION = re.compile(r"/functions/[^/]+/(invocations|response-streaming-invocations|invoke-async/?)$")


class TooLarge(Exception):
    """The event of a Function URL call is larger than a function takes."""


def apply() -> None:
    handle = function(lambda_svc, "handle_request", "method", "path", "headers", "body", "query_params")
    handle_url = function(
        lambda_svc, "handle_function_url_request", "url_id", "method", "path", "headers", "body", "query_params"
    )
    build_event = function(
        lambda_svc,
        "_build_function_url_event",
        *("url_id", "account_id", "region", "method", "path", "headers", "body", "query_params"),
    )
    execute = function(lambda_svc, "_execute_function_warm", "func", "event", "request_id")

    async def handle_capped(method, path, headers, body, query_params):
        if method == "POST" and INVOCATION.search(path):
            kind = headers.get("x-amz-invocation-type") or "RequestResponse"
            limit = ASYNCHRONOUS_BYTES if kind == "Event" else SYNCHRONOUS_BYTES
            if len(body or b"") > limit:
                message = f"{len(body)} byte payload is too large for the {kind} invocation type (limit {limit} bytes)"
                return lambda_svc.error_response_json("RequestEntityTooLargeException", message, 413)
        return await handle(method, path, headers, body, query_params)

    def build_capped(*arguments, **rest):
        event = build_event(*arguments, **rest)
        if size(event) > SYNCHRONOUS_BYTES:
            raise TooLarge
        return event

    async def handle_url_capped(*arguments, **rest):
        try:
            return await handle_url(*arguments, **rest)
        except TooLarge:
            return 413, {"Content-Type": "application/json"}, b'{"Message":"Request Entity Too Large"}'

    def execute_capped(func, event, request_id):
        result = execute(func, event, request_id)
        answered = 0 if result.get("error") else size(result.get("body"))
        return too_large(result, answered) if answered > ANSWER_BYTES else result

    lambda_svc.handle_request = handle_capped
    lambda_svc._build_function_url_event = build_capped
    lambda_svc.handle_function_url_request = handle_url_capped
    lambda_svc._execute_function_warm = execute_capped


def size(payload: object) -> int:
    """Bytes of a payload as the functions' runtime writes it."""
    if isinstance(payload, bytes):
        return len(payload)
    return len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def too_large(result: dict, answered: int) -> dict:
    message = f"Response payload size ({answered} bytes) exceeded maximum allowed payload size ({ANSWER_BYTES} bytes)."
    error = {"errorType": "Function.ResponseSizeTooLarge", "errorMessage": message}
    return {**result, "error": True, "body": error, "log": f"{result.get('log') or ''}\nERROR {message}".lstrip()}
