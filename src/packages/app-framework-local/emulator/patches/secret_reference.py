"""`Ref` of a secret is its ARN.

MiniStack answers the name, which no policy's resource matches.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html#aws-resource-secretsmanager-secret-return-values
"""

from ministack.services.cloudformation import provisioners

from emulator.shape import need

MARK = ":secret:"


def apply() -> None:
    handler = provisioners._RESOURCE_HANDLERS.get("AWS::SecretsManager::Secret")
    need(handler is not None and {"create", "update", "delete"} <= set(handler), "provisioner of secrets")
    create, update, delete = handler["create"], handler["update"], handler["delete"]

    def create_by_arn(logical_id, properties, stack_name):
        _name, attributes = create(logical_id, properties, stack_name)
        return attributes["Arn"], attributes

    def update_by_arn(physical_id, *rest):
        updated = update(name_of(physical_id), *rest)
        return (physical_id, *updated[1:])

    def delete_by_arn(physical_id, *rest):
        return delete(name_of(physical_id), *rest)

    handler["create"], handler["update"], handler["delete"] = create_by_arn, update_by_arn, delete_by_arn


def name_of(arn: str) -> str:
    """AWS puts six characters of its own after the name."""
    return arn.split(MARK, 1)[1].rsplit("-", 1)[0] if MARK in arn else arn
