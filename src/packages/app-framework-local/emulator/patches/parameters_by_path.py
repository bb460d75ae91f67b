"""GetParametersByPath is judged by the path that it names.

AWS authorises it on the parameter path. MiniStack finds a parameter by `Name` only, so a policy for one path never allows
it.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
"""

import json

from ministack.core import iam_actions

from emulator.shape import function


def apply() -> None:
    parameters = ("service", "method", "path", "headers", "body", "query_params", "region", "account_id")
    resource_of = function(iam_actions, "extract_resource_arn", *parameters)

    def resource_or_path(service, method, path, headers, body, query_params, region, account_id):
        found = resource_of(service, method, path, headers, body, query_params, region, account_id)
        named = path_in(body).strip("/") if service == "ssm" and found == "*" else ""
        return f"arn:aws:ssm:{region}:{account_id}:parameter/{named}" if named else found

    iam_actions.extract_resource_arn = resource_or_path


def path_in(body: bytes) -> str:
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return ""
    path = request.get("Path") if isinstance(request, dict) else None
    return path if isinstance(path, str) else ""
