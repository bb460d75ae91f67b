"""A function behind an AWS_IAM Function URL is told who signed the request.

AWS puts the caller into `requestContext.authorizer.iam`; MiniStack leaves `authorizer` out.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
"""

from ministack.core.iam_evaluator import resolve_caller_identity
from ministack.core.router import extract_access_key_id
from ministack.services import lambda_svc

from emulator.shape import function


def apply() -> None:
    build = function(
        lambda_svc,
        "_build_function_url_event",
        *("url_id", "account_id", "region", "method", "path", "headers", "body", "query_params"),
    )

    def build_with_caller(url_id, account_id, region, method, path, headers, body, query_params, **rest):
        event = build(url_id, account_id, region, method, path, headers, body, query_params, **rest)
        caller = resolve_caller_identity(extract_access_key_id(headers, query_params))
        if caller and not rest.get("anonymous"):
            event["requestContext"]["authorizer"] = {"iam": as_authorizer(caller)}
        return event

    lambda_svc._build_function_url_event = build_with_caller


def as_authorizer(caller: dict) -> dict:
    return {
        "accessKey": caller["accessKey"],
        "accountId": caller["accountId"],
        "callerId": caller["userId"],
        "cognitoIdentity": None,
        "principalOrgId": caller["principalOrgId"],
        "userArn": caller["userArn"],
        "userId": caller["userId"],
    }
