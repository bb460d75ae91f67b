"""A Function URL can be called as it is printed.

AWS prints `https://<id>.lambda-url.<region>.on.aws/`, which resolves to AWS alone. Here the URL that CloudFormation and
GetFunctionUrlConfig print is the emulator's own path for the same function, `http://localhost:<port>/_aws/lambda-url/<id>`,
so stack outputs and discovered endpoints work unchanged. No slash at the end: clients join their path to it, and the
function sees that path alone.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
"""

import os

from ministack.services import lambda_svc

from emulator.shape import function, need

PATH = "/_aws/lambda-url/"


def apply() -> None:
    create = function(lambda_svc, "_create_function_url_config", "func_name", "data", "qualifier")
    key_of = function(lambda_svc, "_url_config_key", "func_name", "qualifier")
    id_of = function(lambda_svc, "_function_url_id", "function_url")
    need(id_of("https://abc.lambda-url.us-east-1.on.aws/") == "abc", "the host of a Function URL")
    origin = f"http://localhost:{os.environ['GATEWAY_PORT']}"

    def create_reachable(func_name, data, qualifier):
        status, headers, body = create(func_name, data, qualifier)
        if status >= 400:
            return status, headers, body
        config = lambda_svc._function_urls[key_of(func_name, qualifier)]
        config["FunctionUrl"] = f"{origin}{PATH}{id_of(config['FunctionUrl'])}"
        return lambda_svc.json_response(config, status=status)

    lambda_svc._create_function_url_config = create_reachable
    lambda_svc._function_url_id = lambda url: url.rpartition(PATH)[2] if PATH in url else id_of(url)
