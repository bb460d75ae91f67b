"""What a role may do when a service takes it on, by its policies and its permissions boundary."""

from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.services import iam


def may(role_arn: str, action: str, resource_arn: str) -> bool:
    account, name = role_arn.split(":")[4], role_arn.rpartition("/")[2]
    context = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{name}/service",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource_arn,
        region=get_region(),
    )
    policies = iam_evaluator._gather_role_policies(name, account)
    limits = iam_evaluator._permissions_boundary(iam._roles, name, account)
    return iam_evaluator.evaluate(context, policies, *limits).decision == "Allow"


def trusts(role_arn: str, service: str, source_arn: str) -> bool:
    """Whether a service may assume the role on behalf of `source_arn`."""
    account = role_arn.split(":")[4]
    role = iam._roles.get_scoped(account, None, role_arn.rpartition("/")[2])
    trust = (role or {}).get("AssumeRolePolicyDocument")
    context = iam_evaluator.EvalContext(
        principal_arn=service,
        principal_type="Service",
        principal_account="",
        action="sts:AssumeRole",
        resource_arn="*",
        region=get_region(),
        service_context={"aws:sourcearn": source_arn, "aws:sourceaccount": account},
    )
    return bool(trust) and iam_evaluator.evaluate_resource_policy(trust, context, service=service).decision == "Allow"
