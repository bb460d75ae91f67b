"""CreateKey with tags needs `kms:TagResource` too.

AWS checks both actions, the second on any key of the account, since the new one has no ARN yet. MiniStack checks
`kms:CreateKey` alone, so an operator's policy that forgot the second would pass here and fail on AWS.

https://docs.aws.amazon.com/kms/latest/developerguide/tag-permissions.html
"""

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id

from emulator.shape import function

# No key has this id, so no key policy has a say.
NEW_KEY = "00000000-0000-0000-0000-000000000000"


def apply() -> None:
    enforce = function(
        iam_evaluator, "enforce", "access_key_id", "iam_action", "service", "region", "resource_arn", "service_context"
    )

    def enforce_tagging(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        denied = enforce(access_key_id, iam_action, service, region, resource_arn, service_context)
        if denied or iam_action != "kms:CreateKey" or not (service_context or {}).get("aws:TagKeys"):
            return denied
        new_key = f"arn:aws:kms:{region}:{get_account_id()}:key/{NEW_KEY}"
        return enforce(access_key_id, "kms:TagResource", service, region, new_key, service_context)

    iam_evaluator.enforce = enforce_tagging
