"""PutEvents takes what AWS takes, and answers for each entry by itself.

AWS refuses a request whose entries are larger than 1 MB together (256 KB until January 2026), counted as its guide says;
an entry without source, type or detail, or whose detail is no JSON object, fails alone. MiniStack publishes all of that.
A policy can name the source and the type of an event (`events:source`, `events:detail-type`), of which each must pass;
MiniStack does not know these keys.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/policy-keys-eventbridge.html
"""

import json

from ministack.core import iam_actions, iam_evaluator
from ministack.services import eventbridge

from emulator.shape import function

LIMIT_BYTES = 1024 * 1024
TIME_BYTES = 14
REQUIRED = ("Source", "DetailType", "Detail")
# Carries the pairs of source and type from the request to the evaluation, and reaches no policy.
PAIRS = "_emulator_event_pairs"


def apply() -> None:
    put = function(eventbridge, "_put_events", "data", "allow_aws_source")
    context = function(iam_actions, "request_tag_context", "service", "iam_action", "body", "params")
    enforce = function(
        iam_evaluator, "enforce", "access_key_id", "iam_action", "service", "region", "resource_arn", "service_context"
    )

    def put_checked(data, allow_aws_source=False):
        entries = data.get("Entries") or []
        if allow_aws_source or len(entries) > 10:
            return put(data, allow_aws_source)
        if sum(map(size, entries)) > LIMIT_BYTES:
            message = "Total size of the entries in the request is over the limit."
            return eventbridge.error_response_json("ValidationException", message, 400)
        refusals = [refusal(entry) for entry in entries]
        sound = [entry for entry, refused in zip(entries, refusals) if not refused]
        status, headers, body = put({**data, "Entries": sound}, allow_aws_source)
        if status != 200:
            return status, headers, body
        answer = json.loads(body)
        published = iter(answer["Entries"])
        results = [refused or next(published) for refused in refusals]
        failed = answer["FailedEntryCount"] + len(entries) - len(sound)
        return eventbridge.json_response({"FailedEntryCount": failed, "Entries": results})

    def with_pairs(service, iam_action, body, params):
        found = context(service, iam_action, body, params)
        return {**found, PAIRS: pairs_of(body)} if iam_action == "events:PutEvents" else found

    def enforce_each(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        rest = dict(service_context or {})
        for source, detail_type in rest.pop(PAIRS, None) or [(None, None)]:
            keys = {**rest, **({"events:source": source} if source else {})}
            keys |= {"events:detail-type": detail_type} if detail_type else {}
            denied = enforce(access_key_id, iam_action, service, region, resource_arn, keys)
            if denied:
                return denied
        return None

    eventbridge._put_events = put_checked
    iam_actions.request_tag_context = with_pairs
    iam_evaluator.enforce = enforce_each


def size(entry: dict) -> int:
    """Bytes of an entry as AWS counts them."""
    texts = [entry.get(name) or "" for name in REQUIRED] + list(entry.get("Resources") or [])
    return sum(len(text.encode()) for text in texts) + (TIME_BYTES if entry.get("Time") else 0)


def refusal(entry: dict) -> dict | None:
    for name in REQUIRED:
        if not entry.get(name):
            return failed("InvalidArgument", f"Parameter {name} is not valid. Reason: {name} is a required argument.")
    try:
        is_object = isinstance(json.loads(entry["Detail"]), dict)
    except ValueError:
        is_object = False
    return None if is_object else failed("MalformedDetail", "Detail is malformed.")


def failed(code: str, message: str) -> dict:
    return {"ErrorCode": code, "ErrorMessage": message}


def pairs_of(body: bytes) -> list[tuple[str | None, str | None]]:
    try:
        entries = json.loads(body or b"{}").get("Entries") or []
        return sorted({(entry.get("Source") or "", entry.get("DetailType") or "") for entry in entries})
    except (ValueError, AttributeError, TypeError):
        return []
