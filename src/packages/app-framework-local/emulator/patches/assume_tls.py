"""Requests over loopback count as TLS.

AWS endpoints are HTTPS, so `aws:SecureTransport` is true for every ordinary request, and a policy that denies the rest
(as the CDK bootstrap bucket's does) denies nobody. The emulator listens on loopback without TLS, where MiniStack answers
the key with false and refuses those requests.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
"""

import ministack.app as server

from emulator.shape import function


def apply() -> None:
    pin = function(server, "pin_request_origin", "source_ip", "secure_transport")
    server.pin_request_origin = lambda source_ip, _secure_transport: pin(source_ip, True)
