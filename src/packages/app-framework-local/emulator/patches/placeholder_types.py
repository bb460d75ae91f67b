"""Resource types named in `EMU_PLACEHOLDER_TYPES` (separated by commas) deploy as placeholders, each printed.

AWS creates such a resource; the emulator has no provisioner for it, and without this the whole stack is refused with
"Unrecognized resource types". Nothing is created, so nothing about such a resource can be proven here.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

import os

from ministack.services.cloudformation import provisioners

from emulator import notices
from emulator.shape import need


def apply() -> None:
    for resource_type in filter(None, os.environ.get("EMU_PLACEHOLDER_TYPES", "").split(",")):
        need(resource_type not in provisioners._RESOURCE_HANDLERS, f"{resource_type} is supported, no placeholder needed")
        provisioners._RESOURCE_HANDLERS[resource_type] = placeholder(resource_type)


def placeholder(resource_type: str) -> dict:
    def create(logical_id, _properties, stack_name):
        notices.tell(f"{stack_name}/{logical_id}: {resource_type} is a placeholder, nothing is created")
        return f"{stack_name}-{logical_id}-placeholder", {}

    return {
        "create": create,
        "update": lambda physical_id, _old, _new, _stack: (physical_id, {}),
        "delete": lambda _physical_id, _properties: None,
    }
