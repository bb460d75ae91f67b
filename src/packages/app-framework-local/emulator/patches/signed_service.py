"""A call of a Function URL that was signed for another service is refused.

AWS accepts a signature only where its scope names the service that is called, `lambda` for Function URLs. MiniStack
checks the signature for whatever service it claims.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from ministack.core import sigv4

from emulator.shape import function

FUNCTION_URL_PATH = "/_aws/lambda-url/"
WRONG_SERVICE = "The request is signed for another service than lambda."


def apply() -> None:
    check = function(
        sigv4, "header_signature_failure",
        *("signature", "secret", "method", "raw_path", "query_params", "headers", "body"),
    )

    def check_service_too(signature, secret, method, raw_path, query_params, headers, body, **rest):
        if raw_path.startswith(FUNCTION_URL_PATH) and signature.service != "lambda":
            return "SignatureDoesNotMatch", WRONG_SERVICE
        return check(signature, secret, method, raw_path, query_params, headers, body, **rest)

    sigv4.header_signature_failure = check_service_too
