"""A body that is not the one that was signed is refused.

AWS computes the hash of the body it received and signs with that. MiniStack takes the hash from the caller's
`x-amz-content-sha256` header, which the SDKs send, and never compares it with the body. S3 has its own rules (streamed
and unsigned bodies) and is left alone.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib

from ministack.core import sigv4

from emulator.shape import function


def apply() -> None:
    check = function(
        sigv4, "header_signature_failure",
        *("signature", "secret", "method", "raw_path", "query_params", "headers", "body"),
    )

    def check_body_too(signature, secret, method, raw_path, query_params, headers, body, **rest):
        claimed = headers.get("x-amz-content-sha256")
        if claimed and signature.service != "s3" and claimed != hashlib.sha256(body).hexdigest():
            return "SignatureDoesNotMatch", sigv4.SIGNATURE_MISMATCH
        return check(signature, secret, method, raw_path, query_params, headers, body, **rest)

    sigv4.header_signature_failure = check_body_too
