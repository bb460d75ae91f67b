"""A function that throws fails by the name of what it threw.

AWS answers the `name` of the error as `errorType`, and `Runtime.ExitError` where the process ended; Step Functions retries
and catches by it. MiniStack says `Runtime.HandlerError` of whatever Node.js threw.

https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

import threading

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from emulator.shape import function, need

UNNAMED = "Runtime.HandlerError"
ENDED = "Runtime.ExitError"
REJECTED = 'error: String(err.message || err), trace: err.stack || ""'
THROWN = "error: e.message, trace: e.stack"


def apply() -> None:
    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    need(script.count(REJECTED) == 1 and script.count(THROWN) == 1, "the Node.js worker tells errors otherwise")
    script = script.replace(REJECTED, f"{REJECTED}, type: String((err && err.name) || typeof err)")
    lambda_runtime._NODEJS_WORKER_SCRIPT = script.replace(THROWN, f"{THROWN}, type: String((e && e.name) || typeof e)")
    execute = function(lambda_svc, "_execute_function_warm", "func", "event", "request_id")
    invoke = lambda_runtime.Worker.invoke
    last = threading.local()

    def invoke_noting(self, *arguments, **rest):
        result = invoke(self, *arguments, **rest)
        last.name = name_of(result)
        return result

    def execute_named(func, event, request_id):
        last.name = None
        result = execute(func, event, request_id)
        body = result.get("body")
        if last.name and result.get("error") and isinstance(body, dict) and body.get("errorType") == UNNAMED:
            return {**result, "body": {**body, "errorType": last.name}}
        return result

    lambda_runtime.Worker.invoke = invoke_noting
    lambda_svc._execute_function_warm = execute_named


def name_of(result: dict) -> str | None:
    """Absent where nothing failed."""
    if result.get("status") != "error":
        return None
    return result.get("type") or ENDED
