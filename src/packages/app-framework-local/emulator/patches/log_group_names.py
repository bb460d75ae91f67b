"""A log group that a template does not name has the stack's name before its own.

CloudFormation names it `STACK-LOGICALID-SUFFIX`, as all that it names, so that a policy for `STACK-*` covers it and a search
by that prefix finds it. MiniStack names it `/aws/cloudformation/STACK/LOGICALID`.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
"""

from ministack.services.cloudformation import provisioners

from emulator.shape import function, need

LONGEST = 512


def apply() -> None:
    handler = provisioners._RESOURCE_HANDLERS.get("AWS::Logs::LogGroup") or {}
    need("create" in handler and handler.get("update_with_logical_id") is True, "provisioner of log groups")
    function(provisioners, "_physical_name", "stack_name", "logical_id")
    create = function(provisioners, "_cwlogs_create", "logical_id", "props", "stack_name")
    update = function(provisioners, "_cwlogs_update", "physical_id", "old_props", "new_props", "stack_name", "logical_id")
    need(handler["create"] is create and handler["update"] is update, "what provisions log groups")

    def create_named(logical_id, properties, stack_name):
        return create(logical_id, named(properties, stack_name, logical_id), stack_name)

    def update_named(physical_id, old_properties, properties, stack_name, logical_id=None):
        before = named(old_properties, stack_name, logical_id)
        return update(physical_id, before, named(properties, stack_name, logical_id), stack_name, logical_id)

    # An update that replaces a group makes the new one by this name.
    provisioners._cwlogs_create = create_named
    handler["create"], handler["update"] = create_named, update_named


def named(properties: dict, stack_name: str, logical_id: str) -> dict:
    if not properties.get("LogGroupName"):
        properties["LogGroupName"] = provisioners._physical_name(stack_name, logical_id, max_len=LONGEST)
    return properties
