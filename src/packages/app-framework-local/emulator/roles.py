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


def trusts(role_arn: str, service: str) -> bool:
    """Whether a service may assume the role."""
    role = iam._roles.get_scoped(role_arn.split(":")[4], None, role_arn.rpartition("/")[2])
    trust = (role or {}).get("AssumeRolePolicyDocument")
    return bool(trust) and iam_evaluator.evaluate_resource_policy(
        with_any_resource(trust), service_context(service), service=service
    ).decision == "Allow"


def with_any_resource(trust: str | dict) -> dict:
    document = iam_evaluator.json.loads(trust) if isinstance(trust, str) else trust
    statements = document.get("Statement", [])
    return {"Statement": statements if isinstance(statements, list) else [statements]}


def service_context(service: str) -> iam_evaluator.EvalContext:
    return iam_evaluator.EvalContext(
        principal_arn=service,
        principal_type="Service",
        principal_account="",
        action="sts:AssumeRole",
        resource_arn="*",
        region=get_region(),
    )
