"""Policies can tell whether a request sets a key policy: `kms:BypassPolicyLockoutSafetyCheck`.

AWS evaluates it for CreateKey and PutKeyPolicy, and for no other operation; it is false unless the request says
otherwise. MiniStack knows no such key, so a statement that asks for it never allows anything.

https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-bypass-policy-lockout-safety-check
"""

import json

from ministack.core import iam_actions

from emulator.shape import function

OPERATIONS = ("kms:CreateKey", "kms:PutKeyPolicy")


def apply() -> None:
    context_of = function(iam_actions, "request_tag_context", "service", "iam_action", "body", "params")

    def with_lockout_check(service, iam_action, body, params):
        context = context_of(service, iam_action, body, params)
        if iam_action not in OPERATIONS:
            return context
        return {**context, "kms:BypassPolicyLockoutSafetyCheck": str(asks_to_bypass(body)).lower()}

    iam_actions.request_tag_context = with_lockout_check


def asks_to_bypass(body: bytes) -> bool:
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return False
    return isinstance(request, dict) and request.get("BypassPolicyLockoutSafetyCheck") is True
