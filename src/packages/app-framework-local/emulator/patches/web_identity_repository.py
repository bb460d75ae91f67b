"""A trust policy may name the repository of a job of GitHub by its id.

AWS has condition keys for the claims of GitHub's OIDC provider, among them `repository_id`. MiniStack knows audience and subject of
a token only, so a role that asks for the id as well trusts nobody.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
"""

from ministack.services import sts
from ministack.services.cognito import _decode_id_token_unverified

from emulator.shape import function

HOST = "token.actions.githubusercontent.com"


def apply() -> None:
    principal_of = function(sts, "_web_identity_principal", "token", "provider_id", "role_arn")

    def principal_with_repository(token, provider_id, role_arn):
        principal, keys = principal_of(token, provider_id, role_arn)
        if principal.endswith(f"/{HOST}"):
            claims = _decode_id_token_unverified(token)
            if "repository_id" in claims:
                keys = {**keys, f"{HOST}:repository_id": claims["repository_id"]}
        return principal, keys

    sts._web_identity_principal = principal_with_repository
