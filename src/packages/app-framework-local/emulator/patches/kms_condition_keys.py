"""Policies can depend on what a KMS request asks for and on what kind of key it is about.

AWS evaluates `kms:SigningAlgorithm` of a Sign request, `kms:EncryptionContext:<name>` and `kms:EncryptionContextKeys` of
requests with an encryption context, and `kms:KeySpec`, `kms:KeyUsage` and `kms:KeyOrigin` of the key to be created or of
the key that a request names. MiniStack knows no condition key of KMS, so a statement with one never
allows anything.

https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
"""

from ministack.core import iam_actions
from ministack.services import kms

from emulator.json_request import request_of
from emulator.shape import function


def apply() -> None:
    tags = function(iam_actions, "request_tag_context", "service", "iam_action", "body", "params")

    def with_kms_keys(service, iam_action, body, params):
        context = tags(service, iam_action, body, params)
        if service != "kms":
            return context
        return {**context, **request_keys(iam_action, request_of(body))}

    iam_actions.request_tag_context = with_kms_keys


def request_keys(action: str, request: dict) -> dict[str, str | list[str]]:
    if action == "kms:CreateKey":
        spec = request.get("KeySpec") or request.get("CustomerMasterKeySpec") or "SYMMETRIC_DEFAULT"
        return key_properties(spec, request.get("KeyUsage", "ENCRYPT_DECRYPT"), request.get("Origin", "AWS_KMS"))
    found: dict[str, str | list[str]] = {}
    if algorithm := request.get("SigningAlgorithm"):
        found["kms:SigningAlgorithm"] = algorithm
    if context := encryption_context(request):
        found["kms:EncryptionContextKeys"] = list(context)
        found |= {f"kms:EncryptionContext:{name}": value for name, value in context.items()}
    if key := kms._resolve_key(request.get("KeyId", "")):
        found |= key_properties(key.get("KeySpec"), key.get("KeyUsage"), key.get("Origin"))
    return found


def encryption_context(request: dict) -> dict[str, str]:
    context = request.get("EncryptionContext")
    return context if isinstance(context, dict) else {}


def key_properties(spec: str, usage: str, origin: str) -> dict[str, str]:
    return {"kms:KeySpec": spec, "kms:KeyUsage": usage, "kms:KeyOrigin": origin}
