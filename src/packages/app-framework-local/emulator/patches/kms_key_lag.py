"""A new key, and the material that was imported into it, are known everywhere only after a while.

AWS: KMS is eventually consistent, so a request that follows CreateKey or ImportKeyMaterial closely may be answered as if
neither had happened, mostly for seconds and up to several minutes. MiniStack knows both at once. With
`EMU_KMS_KEY_LAG_SECONDS` or `POST /_emulator/kms-key-lag {"seconds": N}` whatever names a new key meets, in turn,
NotFoundException and AccessDeniedException (whose policy is not known yet either), and after the import the key pends
import for as long again. 0 seconds unless told; a change of the lag counts for what is not known yet.

https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency
"""

import itertools
import json
import time

from ministack.services import kms

from emulator import lags
from emulator.shape import function

# On the key's record.
CREATED = "_emulator_created_at"
IMPORTED = "_emulator_imported_at"
REFUSALS = "_emulator_refusals"
UNKNOWN_KEY = "NotFoundException"
UNKNOWN_POLICY = "AccessDeniedException"


def apply() -> None:
    handle = function(kms, "handle_request", "method", "path", "headers", "body", "query_params")
    create = function(kms, "_create_key", "data")
    import_material = function(kms, "_import_key_material", "data")
    check_state = function(kms, "_check_key_state", "rec")
    describe = function(kms, "_key_metadata", "rec")
    function(kms, "_resolve_key", "key_id_or_arn")

    def create_and_note(data):
        answer = create(data)
        if answer[0] == 200:
            note(json.loads(answer[2])["KeyMetadata"]["KeyId"], CREATED)
        return answer

    def import_and_note(data):
        answer = import_material(data)
        if answer[0] == 200:
            note(data["KeyId"], IMPORTED)
        return answer

    async def handle_when_known(method, path, headers, body, query_params):
        key = named_key(body)
        if key and is_recent(key, CREATED):
            return refusal(key)
        if headers.get("x-amz-target", "").endswith(".GetPublicKey") and (pending := key and check_state(as_known(key))):
            return pending
        return await handle(method, path, headers, body, query_params)

    kms.handle_request = handle_when_known
    kms._create_key = create_and_note
    kms._import_key_material = import_and_note
    kms._check_key_state = lambda rec: check_state(as_known(rec))
    kms._key_metadata = lambda rec: describe(as_known(rec))


def note(key_id: str, event: str) -> None:
    kms._resolve_key(key_id)[event] = time.time()


def is_recent(key: dict, event: str) -> bool:
    """Whether the lag since the event still runs; once it is over, it stays over."""
    if event in key and time.time() - key[event] >= lags.kms_keys.seconds():
        del key[event]
    return event in key


def as_known(key: dict) -> dict:
    """The key as a server sees it that has not heard of its material yet."""
    if key["KeyState"] == "Enabled" and is_recent(key, IMPORTED):
        return {**key, "KeyState": "PendingImport", "Enabled": False}
    return key


def named_key(body: bytes) -> dict | None:
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return None
    named = request.get("KeyId", request.get("TargetKeyId")) if isinstance(request, dict) else None
    return kms._resolve_key(named) if isinstance(named, str) else None


def refusal(key: dict) -> tuple:
    code = next(key.setdefault(REFUSALS, itertools.cycle((UNKNOWN_KEY, UNKNOWN_POLICY))))
    message = f"Key '{key['Arn']}' does not exist" if code == UNKNOWN_KEY else (
        f"The key policy of {key['Arn']} does not allow this, or the key does not exist in this account"
    )
    return kms.error_response_json(code, message, 400)
