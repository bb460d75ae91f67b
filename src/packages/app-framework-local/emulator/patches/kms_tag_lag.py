"""Changed tags of an existing key count for authorisation only after a while.

AWS: "tag and alias changes might take up to five minutes to affect the authorization of KMS keys", while tags given at
CreateKey count at once. MiniStack lets every change count at once. The lag is 0 seconds unless `EMU_KMS_TAG_LAG_SECONDS`
or `POST /_emulator/kms-tag-lag {"seconds": N}` says otherwise; a change of the lag counts for changes already made.

https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html
"""

import copy
import time

from ministack.core.arn import parse_arn
from ministack.services import kms, tagging

from emulator import lags
from emulator.shape import function, need

# On the key's record: [(when the tags changed, the tags before), …], oldest first.
HISTORY = "_emulator_tag_history"


def apply() -> None:
    tag = function(kms, "_tag_resource", "data")
    untag = function(kms, "_untag_resource", "data")
    kms._tag_resource = lambda data: remembering(data.get("KeyId", ""), lambda: tag(data))
    kms._untag_resource = lambda data: remembering(data.get("KeyId", ""), lambda: untag(data))

    need("kms" in tagging._WRITERS and "kms" in tagging._REMOVERS, "the Tagging API's KMS writers")
    write, remove = tagging._WRITERS["kms"], tagging._REMOVERS["kms"]
    tagging._WRITERS["kms"] = lambda spec, arn, tags: remembering(arn, lambda: write(spec, arn, tags))
    tagging._REMOVERS["kms"] = lambda spec, arn, keys: remembering(arn, lambda: remove(spec, arn, keys))

    current_tags = function(tagging, "resource_tags", "arn")

    def effective_tags(arn: str):
        before = tags_before_recent_changes(arn) if ":kms:" in arn else None
        return current_tags(arn) if before is None else before

    tagging.resource_tags = effective_tags


def remembering(key: str, change):
    """Run `change` on the tags of `key`, keeping what they were before it."""
    record = kms._resolve_key(key)
    before = copy.deepcopy(record.get("Tags", [])) if record else []
    outcome = change()
    if record and record.get("Tags", []) != before:
        record.setdefault(HISTORY, []).append((time.time(), before))
    return outcome


def tags_before_recent_changes(arn: str) -> dict[str, str] | None:
    """The tags that still count, or None when no change is younger than the lag."""
    record = kms._resolve_key(parse_arn(arn).resource.removeprefix("key/"))
    since = time.time() - lags.kms_tags.seconds()
    for changed_at, before in (record or {}).get(HISTORY, []):
        if changed_at > since:
            return {tag["TagKey"]: tag["TagValue"] for tag in before}
    return None
