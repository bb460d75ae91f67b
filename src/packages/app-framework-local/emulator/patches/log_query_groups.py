"""A query of logs is allowed only to those who may query each log group that it names.

AWS asks for `logs:StartQuery` on every one of them. MiniStack looks for a single name, and takes a query of several for one of
all resources, which a policy that names log groups never allows.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/permissions-reference-cwl.html
"""

from ministack.core import iam_actions, iam_evaluator

from emulator.json_request import request_of
from emulator.shape import function

ACTION = "logs:StartQuery"


def apply() -> None:
    one = function(iam_actions, "extract_resource_arn", *("service", "method", "path", "headers", "body"))
    enforce = function(iam_evaluator, "enforce", *("access_key_id", "iam_action", "service", "region", "resource_arn"))

    def all_of_them(service, method, path, headers, body, query_params, region, account_id):
        if service == "logs" and headers.get("x-amz-target", "").endswith(".StartQuery"):
            if names := request_of(body).get("logGroupNames"):
                return "\n".join(f"arn:aws:logs:{region}:{account_id}:log-group:{name}" for name in names)
        return one(service, method, path, headers, body, query_params, region, account_id)

    def enforce_each(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        arns = resource_arn.split("\n") if iam_action == ACTION else [resource_arn]
        answers = (enforce(access_key_id, iam_action, service, region, arn, service_context) for arn in arns)
        return next((denied for denied in answers if denied), None)

    iam_actions.extract_resource_arn = all_of_them
    iam_evaluator.enforce = enforce_each
