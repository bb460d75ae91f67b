"""EventBridge invokes functions asynchronously, with all that this means.

AWS retries an event that a function failed on twice, and hands it to the function's dead-letter queue or failure
destination then. MiniStack calls the function once and forgets.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

import json

from ministack.services import eventbridge, lambda_svc

from emulator.shape import function


def apply() -> None:
    function(eventbridge, "_dispatch_to_lambda", "arn", "payload")
    invoke = function(lambda_svc, "invoke_async_with_retry", "func", "event")
    find = function(lambda_svc, "_get_func_record_for_ref", "function_ref")
    record = function(lambda_svc, "_execution_record_for_config", "func", "config")

    def dispatch(arn, payload):
        found, config, _name = find(arn)
        if found and config:
            invoke(record(found, config), json.loads(payload))

    eventbridge._dispatch_to_lambda = dispatch
