"""A function that throws, crashes or times out behind a REST API is a 502 that says nothing of it.

AWS answers a failed Lambda proxy integration with 502 and `Internal server error`. MiniStack hands on what the function
threw.

https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
"""

from ministack.services import apigateway_v1

from emulator.shape import function


def apply() -> None:
    to_response = function(apigateway_v1, "_lambda_proxy_response", "result")

    def without_details(result):
        return (None, "Internal server error") if result.get("error") else to_response(result)

    apigateway_v1._lambda_proxy_response = without_details
