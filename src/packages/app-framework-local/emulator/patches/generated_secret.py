"""A secret that CloudFormation has generated is of the characters that the template allows.

MiniStack takes the length and `ExcludeCharacters` only, so a secret without punctuation may begin with a bracket.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html
"""

import json

from ministack.services import secretsmanager
from ministack.services.cloudformation import provisioners

from emulator.shape import function


def apply() -> None:
    function(secretsmanager, "_get_random_password", "data")
    secret_string = function(provisioners, "_sm_secret_string", "props")

    def generated(props):
        wanted = props.get("GenerateSecretString")
        if not wanted or props.get("SecretString"):
            return secret_string(props)
        length = int(wanted.get("PasswordLength", 32))
        status, _headers, body = secretsmanager._get_random_password({**wanted, "PasswordLength": length})
        if status != 200:
            raise ValueError(f"GenerateSecretString: {body!r}")
        password = json.loads(body)["RandomPassword"]
        if "SecretStringTemplate" not in wanted:
            return password
        return json.dumps({**json.loads(wanted["SecretStringTemplate"]), wanted["GenerateStringKey"]: password})

    provisioners._sm_secret_string = generated
