"""A KMS key's state decides what may be done to the key itself, not only with it.

AWS refuses to disable or enable a key that waits for its material or for its deletion, to tag or describe anew one that
waits for its deletion, to schedule that deletion twice, and to cancel one that was not scheduled. MiniStack lets all of
it through, so DisableKey takes a key out of its deletion, or makes one without material look like a disabled one.

https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
"""

import json

from ministack.services import kms

from emulator.shape import function

PENDING_DELETION = ("PendingDeletion", "PendingReplicaDeletion")
WAITING = (*PENDING_DELETION, "PendingImport")
REFUSED = {
    "CreateAlias": PENDING_DELETION,
    "CreateGrant": WAITING,
    "DisableKey": WAITING,
    "EnableKey": WAITING,
    "ScheduleKeyDeletion": PENDING_DELETION,
    "TagResource": PENDING_DELETION,
    "UntagResource": PENDING_DELETION,
    "UpdateKeyDescription": PENDING_DELETION,
}


def apply() -> None:
    handle = function(kms, "handle_request", "method", "path", "headers", "body", "query_params")
    function(kms, "_resolve_key", "key_id_or_arn")

    async def handle_in_state(method, path, headers, body, query_params):
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        return refusal(operation, body) or await handle(method, path, headers, body, query_params)

    kms.handle_request = handle_in_state


def refusal(operation: str, body: bytes) -> tuple | None:
    key = key_of(operation, body)
    if not key:
        return None
    state = key["KeyState"]
    if operation == "CancelKeyDeletion" and state not in PENDING_DELETION:
        return invalid(f"{key['Arn']} is not pending deletion.")
    if state in REFUSED.get(operation, ()):
        return invalid(f"{key['Arn']} is pending {'import' if state == 'PendingImport' else 'deletion'}.")
    return None


def key_of(operation: str, body: bytes) -> dict | None:
    """The key that a request names; none when it is malformed, which the operation itself answers."""
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return None
    if not isinstance(request, dict):
        return None
    named = request.get("TargetKeyId" if operation == "CreateAlias" else "KeyId")
    return kms._resolve_key(named) if isinstance(named, str) else None


def invalid(message: str) -> tuple:
    return kms.error_response_json("KMSInvalidStateException", message, 400)
