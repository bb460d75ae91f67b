"""Every invocation of a function counts in its metrics, however it came about.

AWS counts invocations, errors and durations of `AWS/Lambda` for calls of Function URLs, events and queues as well.
MiniStack counts what comes through the Invoke API.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

import time

from ministack.services import lambda_svc

from emulator.shape import function


def apply() -> None:
    emit = function(lambda_svc, "_emit_lambda_metrics", "function_name", "duration_ms", "error", "throttle")
    dispatch = function(lambda_svc, "_execute_function_dispatch", "func", "config", "event", "request_id", "started")

    def emit_throttles(function_name, duration_ms, error, throttle):
        # What ran is counted where it ran.
        if throttle:
            emit(function_name, duration_ms=duration_ms, error=error, throttle=throttle)

    def dispatch_counted(func, config, event, request_id, started):
        result = dispatch(func, config, event, request_id, started)
        duration = (time.time() - started) * 1000
        emit(config["FunctionName"], duration_ms=duration, error=bool(result.get("error")), throttle=False)
        return result

    lambda_svc._emit_lambda_metrics = emit_throttles
    lambda_svc._execute_function_dispatch = dispatch_counted
