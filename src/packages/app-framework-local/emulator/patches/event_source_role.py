"""A function gets messages of a queue only if its role may receive them.

AWS polls as the function's execution role: it refuses a mapping whose role may not call ReceiveMessage, DeleteMessage and
GetQueueAttributes on the queue, or decrypt with its key, and stops when the role loses that. MiniStack polls for anybody.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
"""

import time

from ministack.core.responses import request_scope
from ministack.services import kms, lambda_svc, sqs
from ministack.services.cloudformation import provisioners

from emulator import roles
from emulator.shape import function, need

ACTIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
# MiniStack goes through all mappings many times a second. AWS takes seconds to notice what a role has lost.
SECONDS_KNOWN = 1


def apply() -> None:
    create = function(lambda_svc, "_create_esm", "data")
    mappings = function(lambda_svc, "_iter_all_esms")
    handler = provisioners._RESOURCE_HANDLERS.get("AWS::Lambda::EventSourceMapping", {})
    need("create" in handler, "the provisioner of AWS::Lambda::EventSourceMapping")
    provision = handler["create"]
    known = {}

    def create_if_allowed(data):
        refused = refusal(data.get("FunctionName", ""), data.get("EventSourceArn", ""))
        if refused:
            return lambda_svc.error_response_json("InvalidParameterValueException", refused, 400)
        return create(data)

    def provision_if_allowed(logical_id, props, stack_name):
        refused = refusal(props.get("FunctionName", ""), props.get("EventSourceArn", ""))
        if refused:
            raise ValueError(refused)
        return provision(logical_id, props, stack_name)

    def allowed_mappings():
        every = list(mappings())
        # What became of a role is of no use once its mapping is gone.
        for gone in known.keys() - {mapping["UUID"] for _account, _region, mapping in every}:
            known.pop(gone, None)
        for account, region, mapping in every:
            asked, refused = known.get(mapping["UUID"], (float("-inf"), None))
            if time.monotonic() - asked > SECONDS_KNOWN:
                with request_scope(account, region):
                    refused = refusal(mapping["FunctionName"], mapping.get("EventSourceArn", ""))
                known[mapping["UUID"]] = (time.monotonic(), refused)
            if refused:
                mapping["LastProcessingResult"] = f"PROBLEM: {refused}"
                continue
            yield account, region, mapping

    lambda_svc._create_esm = create_if_allowed
    handler["create"] = provision_if_allowed
    lambda_svc._iter_all_esms = allowed_mappings


def refusal(function_ref: str, queue_arn: str) -> str | None:
    if ":sqs:" not in queue_arn:
        return None
    _function, config, _name = lambda_svc._get_func_record_for_ref(function_ref)
    if not config:
        return None
    role = config.get("Role", "")
    missing = [action for action in ACTIONS if not roles.may(role, action, queue_arn)]
    key_id = ((sqs._queue_by_arn(queue_arn) or {}).get("attributes") or {}).get("KmsMasterKeyId")
    key = key_id and kms._resolve_key(key_id)
    if key and not roles.may(role, "kms:Decrypt", key["Arn"]):
        missing.append("kms:Decrypt")
    if not missing:
        return None
    return f"The function execution role does not have permissions to call {', '.join(missing)} on {queue_arn}"
