"""Calling a Function URL needs `lambda:InvokeFunction` too, not `lambda:InvokeFunctionUrl` alone.

Since October 2025 AWS checks both actions. The second check carries the condition key `lambda:InvokedViaFunctionUrl`,
true only when the call came through the URL, so a grant with that condition cannot be used to invoke the function
directly with an event of the caller's own making. MiniStack checks the first action only; a direct Invoke carries no
such key there, as on AWS.

https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
"""

import ministack.app as server
from ministack.services import lambda_svc

from emulator.shape import function, need


def apply() -> None:
    enforce = function(
        server, "_enforce_data_plane", "service", "iam_action", "headers", "query_params", "request_id", "resource_arn",
        "service_context",
    )
    is_signed = function(lambda_svc, "_function_url_is_signed", "headers", "query_params")
    handle = function(server, "_handle_lambda_url_request", "host", "path", "method", "headers")
    need("_enforce_data_plane" in handle.__code__.co_names, "a Function URL is no longer authorized as data plane")

    def enforce_both(service, iam_action, headers, query_params, request_id, **rest):
        denied = enforce(service, iam_action, headers, query_params, request_id, **rest)
        # An unsigned request is refused, or let through for AuthType NONE, before any action is looked at.
        if denied or iam_action != "lambda:InvokeFunctionUrl" or not is_signed(headers, query_params):
            return denied
        rest["service_context"] = {"lambda:InvokedViaFunctionUrl": "true"}
        return enforce(service, "lambda:InvokeFunction", headers, query_params, request_id, **rest)

    server._enforce_data_plane = enforce_both
