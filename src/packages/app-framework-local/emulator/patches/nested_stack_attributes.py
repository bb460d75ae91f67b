"""A resource of a nested stack keeps its attributes when the stack is updated and the resource is not.

AWS leaves such a resource alone, so `Fn::GetAtt` of it answers as before. MiniStack forgets the attributes of a nested
stack's unchanged resources, and fails the update where another resource asks for one.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
"""

from ministack.services.cloudformation import provisioners

from emulator.shape import function

# (stack name, logical id) -> attributes, of everything that nested stacks provisioned.
attributes: dict[tuple[str, str], dict] = {}


def apply() -> None:
    provision = function(
        provisioners, "_provision_resource", "resource_type", "logical_id", "props", "stack_name"
    )
    update = function(
        provisioners, "_update_resource",
        *("resource_type", "physical_id", "old_props", "new_props", "stack_name", "logical_id", "old_attrs"),
    )

    def provision_and_keep(resource_type, logical_id, props, stack_name):
        physical_id, found = provision(resource_type, logical_id, props, stack_name)
        attributes[stack_name, logical_id] = found
        return physical_id, found

    def update_and_keep(resource_type, physical_id, old_props, new_props, stack_name, logical_id=None, old_attrs=None):
        known = old_attrs or attributes.get((stack_name, logical_id))
        physical_id, found = update(resource_type, physical_id, old_props, new_props, stack_name, logical_id, known)
        attributes[stack_name, logical_id] = found
        return physical_id, found

    provisioners._provision_resource = provision_and_keep
    provisioners._update_resource = update_and_keep
