"""A function that throws, crashes or times out gives its caller a bare 502.

AWS answers a failed invocation through a Function URL with 502 and `Internal Server Error`; what went wrong is in the
function's log only. MiniStack hands the error message and type to the caller.

https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html
"""

from ministack.services import lambda_svc

from emulator.shape import function, need


def apply() -> None:
    handle = function(lambda_svc, "handle_function_url_request", "url_id", "method", "path", "headers", "body")
    need(
        "lambda_execute_result_to_api_proxy_response" in handle.__code__.co_names,
        "a Function URL's answer is no longer made by lambda_execute_result_to_api_proxy_response",
    )
    to_proxy_response = function(lambda_svc, "lambda_execute_result_to_api_proxy_response", "exec_result")
    answer = function(lambda_svc, "_function_url_proxy_response", "proxy_response", "cors_headers")
    need(answer(None, {})[0] == 502, "an absent proxy response is answered 502")

    def without_details(exec_result):
        return (None, None) if exec_result.get("error") else to_proxy_response(exec_result)

    lambda_svc.lambda_execute_result_to_api_proxy_response = without_details
