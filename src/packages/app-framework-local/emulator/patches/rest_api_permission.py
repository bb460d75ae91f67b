"""A REST API invokes a function only if the function's policy lets it.

AWS answers 500 where `apigateway.amazonaws.com` may not invoke the function for that API, stage, method and path.
MiniStack does not ask.

https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html#apigateway-permissions
"""

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import apigateway_v1, lambda_svc

from emulator.shape import function

SERVICE = "apigateway.amazonaws.com"


def apply() -> None:
    call = function(apigateway_v1, "_call_lambda_raw", "function_ref", "event")
    function(lambda_svc, "_get_func_record_for_ref_in_scope", "function_ref")
    function(iam_evaluator, "evaluate_resource_policy", "doc", "ctx", "service")

    async def call_if_allowed(function_ref, event, **scope):
        found, _config, name = lambda_svc._get_func_record_for_ref_in_scope(function_ref, **scope)
        if found and not may_invoke(found, event["requestContext"]):
            return None, f"The policy of {name} does not let {SERVICE} invoke it"
        return await call(function_ref, event, **scope)

    apigateway_v1._call_lambda_raw = call_if_allowed


def may_invoke(found: dict, request: dict) -> bool:
    place = f"arn:aws:execute-api:{get_region()}:{get_account_id()}:{request['apiId']}"
    context = iam_evaluator.EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action="lambda:InvokeFunction",
        resource_arn=found["config"]["FunctionArn"],
        region=get_region(),
        service_context={
            "aws:sourcearn": f"{place}/{request['stage']}/{request['httpMethod']}{request['resourcePath']}",
            "aws:sourceaccount": get_account_id(),
        },
    )
    return iam_evaluator.evaluate_resource_policy(found["policy"], context, service=SERVICE).decision == "Allow"
