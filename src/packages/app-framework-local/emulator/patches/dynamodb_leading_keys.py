"""Policies can depend on which rows of a table a DynamoDB request is about.

AWS evaluates `dynamodb:LeadingKeys`: the values of the partition key, of the table or of the index, that a request names,
in all of its keys, items and transactions. MiniStack does not know it, and `ForAllValues` holds where a key is absent: a
statement for some rows allowed all. The keys of a transaction are looked at together here, on AWS item by item. A statement
of PartiQL names none here.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

import re

from ministack.core import iam_actions
from ministack.services import dynamodb

from emulator.json_request import request_of
from emulator.shape import function, need

# In a key condition the partition key stands with an equals sign, on the left.
EQUALS = re.compile(r"([#\w.-]+)\s*=\s*(:\w+)")


def apply() -> None:
    tags = function(iam_actions, "request_tag_context", "service", "iam_action", "body", "params")
    need(hasattr(dynamodb, "_tables"), "the tables of DynamoDB")

    def with_leading_keys(service, iam_action, body, params):
        context = tags(service, iam_action, body, params)
        if service != "dynamodb":
            return context
        found = leading_keys(request_of(body))
        return {**context, "dynamodb:LeadingKeys": found} if found else context

    iam_actions.request_tag_context = with_leading_keys


def leading_keys(request: dict) -> list[str]:
    found = []
    for part in parts_of(request):
        name = leading_name(part.get("TableName"), part.get("IndexName"))
        rows = [row for row in (part.get("Key"), part.get("Item"), *part.get("Keys", [])) if isinstance(row, dict)]
        found += [text_of(row[name]) for row in rows if name in row]
        found += queried(part, name)
    return found


def parts_of(request: dict) -> list[dict]:
    """Whatever in a request is about rows of one table: itself, or each part of a transaction or a batch."""
    parts = [request]
    for item in request.get("TransactItems") or []:
        parts += [part for part in item.values() if isinstance(part, dict)]
    tables = request.get("RequestItems")
    for table, wanted in (tables if isinstance(tables, dict) else {}).items():
        if isinstance(wanted, dict):
            parts.append({"TableName": table, "Keys": wanted.get("Keys") or []})
            continue
        for write in wanted:
            parts += [{"TableName": table, **part} for part in write.values()]
    return parts


def leading_name(table: str | None, index: str | None) -> str | None:
    known = dynamodb._tables.get((table or "").rsplit("/", 1)[-1])
    if not known:
        return None
    indexes = known.get("GlobalSecondaryIndexes") or []
    schemas = [one.get("KeySchema") for one in indexes if one.get("IndexName") == index]
    schema = schemas[0] if schemas else known.get("KeySchema")
    return next((one["AttributeName"] for one in schema or [] if one.get("KeyType") == "HASH"), None)


def queried(part: dict, name: str | None) -> list[str]:
    names = part.get("ExpressionAttributeNames") or {}
    values = part.get("ExpressionAttributeValues") or {}
    condition = part.get("KeyConditionExpression") or ""
    stated = [(names.get(left, left), values.get(right)) for left, right in EQUALS.findall(condition)]
    for left, older in (part.get("KeyConditions") or {}).items():
        stated += [(left, value) for value in older.get("AttributeValueList") or []]
    return [text_of(value) for left, value in stated if left == name and value]


def text_of(value: dict) -> str:
    """The value of an attribute, without its type."""
    return str(next(iter(value.values())))
