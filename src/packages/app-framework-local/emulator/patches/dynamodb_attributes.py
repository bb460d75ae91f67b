"""Policies can depend on which attributes of a row a DynamoDB request is about.

AWS evaluates `dynamodb:Attributes`: the names of all top-level attributes that a request reads, writes or compares, in its
keys, items and expressions. MiniStack does not know it, and `ForAllValues` holds where a key is absent: a statement that
leaves an attribute out allowed all.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

import re

from ministack.core import iam_actions

from emulator.json_request import request_of
from emulator.patches.dynamodb_leading_keys import parts_of
from emulator.shape import function

EXPRESSIONS = (
    "UpdateExpression",
    "ConditionExpression",
    "ProjectionExpression",
    "FilterExpression",
    "KeyConditionExpression",
)
# The first name of a path; values begin with a colon, and functions are followed by a bracket.
NAME = re.compile(r"(?<![\w.:#\]-])(#?[A-Za-z_][\w-]*|#\w+)(?!\s*\(|[\w-])")
KEYWORDS = {"SET", "REMOVE", "ADD", "DELETE", "AND", "OR", "NOT", "IN", "BETWEEN"}


def apply() -> None:
    known = function(iam_actions, "request_tag_context", "service", "iam_action", "body", "params")

    def with_attributes(service, iam_action, body, params):
        context = known(service, iam_action, body, params)
        if service != "dynamodb":
            return context
        found = sorted({name for part in parts_of(request_of(body)) for name in attributes(part)})
        return {**context, "dynamodb:Attributes": found} if found else context

    iam_actions.request_tag_context = with_attributes


def attributes(part: dict) -> set[str]:
    rows = [part.get("Key"), part.get("Item"), part.get("AttributeUpdates"), part.get("Expected"), *part.get("Keys", [])]
    found = {name for row in rows if isinstance(row, dict) for name in row}
    found |= set(part.get("AttributesToGet") or [])
    names = part.get("ExpressionAttributeNames") or {}
    for expression in (part.get(kind) or "" for kind in EXPRESSIONS):
        said = [name for name in NAME.findall(expression) if name.upper() not in KEYWORDS]
        found |= {names.get(name, name) for name in said}
    return found
