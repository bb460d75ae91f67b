"""A REST API takes 10 MB, and less when a function is behind it.

API Gateway refuses a body over 10 MB with 413. What is within that and yet makes an event over Lambda's 6 MB is refused by
Lambda, which the client sees as 413 too. MiniStack takes any size. Neither refusal reaches the access log.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
"""

from ministack.services import apigateway_v1

from emulator.patches.lambda_payload_caps import SYNCHRONOUS_BYTES, TooLarge, size
from emulator.shape import function

BODY_BYTES = 10 * 1024 * 1024


def apply() -> None:
    execute = function(apigateway_v1, "handle_execute", "api_id", "stage_name", "method", "path", "headers", "body")
    call = function(apigateway_v1, "_call_lambda_raw", "function_ref", "event")

    async def execute_limited(api_id, stage_name, method, path, headers, body, query_params):
        if len(body or b"") > BODY_BYTES:
            return too_long()
        try:
            return await execute(api_id, stage_name, method, path, headers, body, query_params)
        except TooLarge:
            return too_long()

    async def call_limited(function_ref, event, **scope):
        if size(event) > SYNCHRONOUS_BYTES:
            raise TooLarge
        return await call(function_ref, event, **scope)

    apigateway_v1.handle_execute = execute_limited
    apigateway_v1._call_lambda_raw = call_limited


def too_long() -> tuple:
    return 413, {"Content-Type": "application/json"}, b'{"message":"Request Too Long"}'
