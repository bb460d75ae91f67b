"""A simulation answers for every resource, by the context that it is told.

AWS evaluates the policies of the principal, its permissions boundary too, for each action on each resource, with the values
that ContextEntries gives; a principal that is not there is an error; and the request itself is judged by the principal that
it is about. MiniStack takes the first resource and no context, takes no notice of a path in the principal's ARN, and judges
the request by `*`.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import iam

from emulator.shape import function, need

ANSWERS = {"Allow": "allowed", "Deny": "explicitDeny"}


def apply() -> None:
    need("SimulatePrincipalPolicy" in iam._IAM_HANDLERS, "the IAM handler of SimulatePrincipalPolicy")
    function(iam_evaluator, "evaluate", "ctx", "policies")
    iam._IAM_HANDLERS["SimulatePrincipalPolicy"] = simulate
    parameters = ("service", "method", "path", "headers", "body", "query_params", "region", "account_id")
    resource_of = function(iam_actions, "extract_resource_arn", *parameters)

    def resource_or_principal(service, method, path, headers, body, query_params, region, account_id):
        found = resource_of(service, method, path, headers, body, query_params, region, account_id)
        return (iam._p(query_params, "PolicySourceArn") if service == "iam" and found == "*" else "") or found

    iam_actions.extract_resource_arn = resource_or_principal


def simulate(params: dict) -> tuple:
    arn = iam._p(params, "PolicySourceArn")
    account = get_account_id()
    kind, _, path = arn.rpartition(":")[2].partition("/")
    name = path.rpartition("/")[2]
    store = {"role": iam._roles, "user": iam._users}.get(kind)
    if store is None or store.get_scoped(account, None, name) is None:
        return iam._error(404, "NoSuchEntity", f"The principal {arn} cannot be found.", ns="iam")
    gather = iam_evaluator._gather_role_policies if kind == "role" else iam_evaluator._gather_user_policies
    policies = gather(name, account)
    limits = iam_evaluator._permissions_boundary(store, name, account)
    context = dict(entries(params))
    results = [
        result(action, resource, iam_evaluator.evaluate(asked(arn, account, action, resource, context), policies, *limits))
        for action in listed(params, "ActionNames.member.{}")
        for resource in list(listed(params, "ResourceArns.member.{}")) or ["*"]
    ]
    body = f"<EvaluationResults>{''.join(results)}</EvaluationResults><IsTruncated>false</IsTruncated>"
    wrapped = f"<SimulatePrincipalPolicyResult>{body}</SimulatePrincipalPolicyResult>"
    return iam._xml(200, "SimulatePrincipalPolicyResponse", wrapped, ns="iam")


def asked(arn: str, account: str, action: str, resource: str, context: dict) -> iam_evaluator.EvalContext:
    return iam_evaluator.EvalContext(
        principal_arn=arn,
        principal_type="User" if ":user/" in arn else "AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=get_region(),
        service_context=context,
    )


def entries(params: dict) -> Iterator[tuple[str, str | list[str]]]:
    for number, key in enumerate(listed(params, "ContextEntries.member.{}.ContextKeyName"), start=1):
        values = list(listed(params, f"ContextEntries.member.{number}.ContextKeyValues.member.{{}}"))
        yield key.lower(), values[0] if len(values) == 1 else values


def listed(params: dict, name: str) -> Iterator[str]:
    number = 1
    while value := iam._p(params, name.format(number)):
        yield value
        number += 1


def result(action: str, resource: str, evaluated: iam_evaluator.EvalResult) -> str:
    decision = ANSWERS.get(evaluated.decision, "implicitDeny")
    return (
        f"<member><EvalActionName>{escape(action)}</EvalActionName>"
        f"<EvalResourceName>{escape(resource)}</EvalResourceName><EvalDecision>{decision}</EvalDecision>"
        "<MatchedStatements></MatchedStatements><MissingContextValues></MissingContextValues></member>"
    )
