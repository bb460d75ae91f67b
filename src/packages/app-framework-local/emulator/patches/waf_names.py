"""A policy for sets of WAF is for those sets.

AWS judges a request about a set of addresses, a set of patterns or a group of rules by the ARN of that kind, with its name and
id. MiniStack takes every name for that of a web ACL: who may use a set by its ARN is denied it.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awswafv2.html#awswafv2-resources-for-iam-policies
"""

import re

from ministack.core import iam_actions

from emulator.json_request import request_of
from emulator.shape import function

TARGET = re.compile(r"^AWSWAF_20190729\.(?:Create|Get|Update|Delete)(IPSet|RegexPatternSet|RuleGroup)$")


def apply() -> None:
    parameters = ("service", "method", "path", "headers", "body", "query_params", "region", "account_id")
    resource_of = function(iam_actions, "extract_resource_arn", *parameters)

    def resource_of_its_kind(service, method, path, headers, body, query_params, region, account_id):
        found = resource_of(service, method, path, headers, body, query_params, region, account_id)
        kind = TARGET.match(headers.get("x-amz-target", "")) if service == "wafv2" else None
        if not kind:
            return found
        # It has no id before it is made.
        identifier = request_of(body).get("Id") or "*"
        return found.replace("/webacl/", f"/{kind[1].lower()}/").removesuffix("*") + identifier

    iam_actions.extract_resource_arn = resource_of_its_kind
