"""A request that was signed for another region is refused.

AWS accepts a signature only where its scope names the region of the endpoint that is called. MiniStack has one endpoint
for every region and takes the region from the signature, so a client that is set to the wrong one works here, on a world
of its own, and fails on AWS. The endpoint of a local deployment is us-east-1, where the global services are signed too.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from ministack.core import sigv4

from emulator.shape import function

REGION = "us-east-1"


def apply() -> None:
    check = function(
        sigv4, "header_signature_failure",
        *("signature", "secret", "method", "raw_path", "query_params", "headers", "body"),
    )

    def check_region_too(signature, secret, method, raw_path, query_params, headers, body, **rest):
        # SigV4a names a set of regions, which MiniStack compares itself.
        if signature.region_set is None and signature.region != REGION:
            return refusal(signature)
        return check(signature, secret, method, raw_path, query_params, headers, body, **rest)

    sigv4.header_signature_failure = check_region_too


def refusal(signature) -> tuple[str, str]:
    if signature.service == "s3":
        return "AuthorizationHeaderMalformed", (
            f"The authorization header is malformed; the region '{signature.region}' is wrong; expecting '{REGION}'"
        )
    return "SignatureDoesNotMatch", f"Credential should be scoped to a valid region, not '{signature.region}'."
