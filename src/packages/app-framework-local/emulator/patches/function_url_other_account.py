"""A caller of another account needs the function's own policy too.

On AWS the owner's account lets its own users and roles in by their policies or by the function's; across accounts both
must allow, and for a Function URL both actions: `lambda:InvokeFunctionUrl` and `lambda:InvokeFunction`. MiniStack looks
for the function in the account of the caller, finds none there, and is content with the caller's policy.

https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
"""

from ministack.core.arn import parse_arn
from ministack.services import lambda_svc

from emulator.shape import function, need


def apply() -> None:
    function(lambda_svc, "function_policy_for_arn", "resource_arn")
    need(hasattr(lambda_svc._functions, "get_scoped"), "functions are kept by account and region")

    def policy_of_owner(resource_arn: str) -> tuple[dict, str] | None:
        arn = parse_arn(resource_arn)
        if not arn.resource.startswith("function:"):
            return None
        name, _, _qualifier = arn.resource.removeprefix("function:").partition(":")
        found = lambda_svc._functions.get_scoped(arn.account_id, arn.region, name)
        return (found["policy"], arn.account_id) if found else None

    lambda_svc.function_policy_for_arn = policy_of_owner
