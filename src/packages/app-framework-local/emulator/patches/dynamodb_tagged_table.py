"""Requests about the tags of a table are judged by that table.

AWS authorises ListTagsOfResource, TagResource and UntagResource on the table that `ResourceArn` names. MiniStack finds a
table by `TableName` only, so a policy for one table never allows them.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
"""

import json

from ministack.core import iam_actions

from emulator.shape import function


def apply() -> None:
    named = function(iam_actions, "dynamodb_resource_arns", "body", "region", "account_id")

    def named_or_tagged(body, region, account_id):
        return named(body, region, account_id) or tagged(body)

    iam_actions.dynamodb_resource_arns = named_or_tagged


def tagged(body: bytes) -> list[str]:
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return []
    arn = request.get("ResourceArn") if isinstance(request, dict) else None
    return [arn] if isinstance(arn, str) and arn else []
