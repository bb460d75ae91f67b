"""EventBridge delivers where it may, and puts what it cannot deliver into the target's dead-letter queue.

A schedule of EventBridge Scheduler delivers as its role instead, which must trust it.

AWS invokes a function only if the function's policy lets `events.amazonaws.com` do so for that rule, and sends to a queue
only if the queue's policy does, and, where the queue is encrypted, if the key's policy lets it use the key, which no
AWS-managed key does. What fails goes to the target's dead-letter queue under the same rule, with the reason in message
attributes. MiniStack asks nobody but the queue of a topic, and knows no dead-letter queue of a target.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role
"""

import json

from ministack.core import iam_evaluator
from ministack.core.arn import Arn, ArnParseError, parse_arn
from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch, eventbridge, kms, lambda_svc, sqs

from emulator import notices, roles
from emulator.shape import function

SERVICE = "events.amazonaws.com"
SCHEDULER = "scheduler.amazonaws.com"
USE_OF_KEY = ("kms:GenerateDataKey", "kms:Decrypt")


def apply() -> None:
    invoke = function(eventbridge, "_invoke_target", "target", "event", "rule", "view")
    send = function(eventbridge, "_dispatch_to_sqs", "spec", "payload", "sqs_parameters")
    function(sqs, "queue_policy_allows", "queue_arn", "service", "source_arn", "source_account")
    function(iam_evaluator, "evaluate_resource_policy", "doc", "ctx", "service")

    def invoke_if_allowed(target, event, rule, view=None):
        is_schedule = ":scheduler:" in rule.get("Arn", "")
        problem = problem_of_role(target, rule) if is_schedule else problem_of(target.get("Arn", ""), rule.get("Arn", ""))
        if not problem:
            return invoke(target, event, rule, view)
        count("FailedInvocations", rule)
        to_dead_letters(target, event, rule, problem, send)

    eventbridge._invoke_target = invoke_if_allowed


def problem_of_role(target: dict, schedule: dict) -> tuple[str, str] | None:
    role, arn = target.get("RoleArn", ""), target.get("Arn", "")
    action = {"lambda": "lambda:InvokeFunction", "sqs": "sqs:SendMessage"}.get(arn.split(":")[2])
    if not action:
        return None
    # What the scheduler names as the source of its requests is the group.
    group = f"arn:aws:scheduler:{get_region()}:{get_account_id()}:schedule-group/{schedule.get('GroupName', 'default')}"
    if not roles.trusts(role, SCHEDULER, group):
        return "NO_PERMISSIONS", f"The role {role} does not let {SCHEDULER} assume it."
    return None if roles.may(role, action, arn) else ("NO_PERMISSIONS", f"The role {role} may not {action} on {arn}.")


def problem_of(target_arn: str, rule_arn: str) -> tuple[str, str] | None:
    """Why a target cannot be delivered to: an error code of AWS and a message."""
    try:
        arn = parse_arn(target_arn)
    except ArnParseError:
        return None
    if arn.service == "lambda":
        return problem_of_function(arn, rule_arn)
    if arn.service == "sqs":
        return problem_of_queue(arn, rule_arn)
    return None


def problem_of_function(arn: Arn, rule_arn: str) -> tuple[str, str] | None:
    function_record, _config, _name = lambda_svc._get_func_record_for_ref(str(arn))
    if not function_record:
        return "RESOURCE_NOT_FOUND", f"The function {arn} does not exist."
    if allows(function_record["policy"], "lambda:InvokeFunction", str(arn), rule_arn):
        return None
    return "NO_PERMISSIONS", f"The policy of {arn} does not let {SERVICE} invoke it for {rule_arn}."


def problem_of_queue(arn: Arn, rule_arn: str) -> tuple[str, str] | None:
    queue = sqs._queue_by_arn(str(arn))
    if not queue:
        return "RESOURCE_NOT_FOUND", f"The queue {arn} does not exist."
    if not sqs.queue_policy_allows(str(arn), SERVICE, rule_arn, get_account_id()):
        return "NO_PERMISSIONS", f"The policy of {arn} does not let {SERVICE} send to it for {rule_arn}."
    key_id = queue["attributes"].get("KmsMasterKeyId")
    if key_id and not may_use_key(key_id, rule_arn):
        return "NO_PERMISSIONS", f"The policy of key {key_id} of {arn} does not let {SERVICE} use it."
    return None


def may_use_key(key_id: str, rule_arn: str) -> bool:
    # A key that AWS manages has a policy that nobody can change.
    key = None if key_id.rpartition(":")[2].startswith("alias/aws/") else kms._resolve_key(key_id)
    found = key and kms.key_policy_for_arn(key["Arn"])
    return bool(found) and all(allows(found[0], action, key["Arn"], rule_arn) for action in USE_OF_KEY)


def allows(policy: dict | str, action: str, resource_arn: str, rule_arn: str) -> bool:
    context = iam_evaluator.EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=resource_arn,
        region=get_region(),
        service_context={"aws:sourcearn": rule_arn, "aws:sourceaccount": get_account_id()},
    )
    return iam_evaluator.evaluate_resource_policy(policy, context, service=SERVICE).decision == "Allow"


def to_dead_letters(target: dict, event: dict, rule: dict, problem: tuple[str, str], send) -> None:
    code, message = problem
    queue_arn = (target.get("DeadLetterConfig") or {}).get("Arn")
    lost = queue_arn and problem_of(queue_arn, rule.get("Arn", ""))
    if not queue_arn or lost:
        notices.tell(f"rule {rule.get('Name')}: an event was lost. {message}{f' {lost[1]}' if lost else ''}")
        if lost:
            count("InvocationsFailedToBeSentToDlq", rule)
        return
    attributes = {
        "RULE_ARN": rule.get("Arn", ""),
        "TARGET_ARN": target["Arn"],
        "ERROR_CODE": code,
        "ERROR_MESSAGE": message,
    }
    send(parse_arn(queue_arn), json.dumps(eventbridge._pattern_event_view(event).event_with_detail()))
    count("InvocationsSentToDlq", rule)
    sent = sqs._queue_by_arn(queue_arn)["messages"][-1]
    sent["message_attributes"] = {
        name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
    }


def count(metric: str, rule: dict) -> None:
    dimensions = {"EventBusName": rule.get("EventBusName", "default"), "RuleName": rule.get("Name", "")}
    cloudwatch.record_metric("AWS/Events", metric, 1, "Count", dimensions)
