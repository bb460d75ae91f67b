"""What a nested stack retains outlives it, and what it cannot delete fails its deletion.

AWS keeps a resource whose `DeletionPolicy` is Retain, in a nested stack as in any other; `RetainExceptOnCreate` keeps it
unless the operation that created it is rolled back. A resource that cannot be deleted leaves the nested stack and the one
above in DELETE_FAILED. MiniStack deletes everything in a nested stack and passes over what fails.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
"""

from ministack.services import cloudformation
from ministack.services.cloudformation import provisioners, stacks

from emulator.shape import function, need

NESTED_STACK = "AWS::CloudFormation::Stack"


def apply() -> None:
    delete = function(provisioners, "_cfn_nested_stack_delete", "physical_id", "props")
    name_of = function(provisioners, "_nested_stack_lookup_name", "physical_id_or_arn")
    function(
        stacks, "_resource_policy",
        *("res_def", "attribute", "resources", "params", "conditions", "mappings", "stack_name", "stack_id"),
    )
    function(stacks, "_add_event", "stack_id", "stack_name", "logical_id", "resource_type", "status")
    handler = provisioners._RESOURCE_HANDLERS.get(NESTED_STACK, {})
    need(handler.get("delete") is delete, "the deletion of a nested stack")
    need("_delete_resource" in delete.__code__.co_names, "a nested stack deletes by _delete_resource")
    delete_resource = function(
        provisioners, "_delete_resource", "resource_type", "physical_id", "props", "stack_name", "logical_id"
    )
    # Stack name -> logical id -> why it could not be deleted.
    failures: dict[str, dict[str, str]] = {}

    def delete_or_note(resource_type, physical_id, props, stack_name=None, logical_id=None):
        try:
            return delete_resource(resource_type, physical_id, props, stack_name, logical_id)
        except Exception as error:
            failures.setdefault(stack_name, {})[logical_id] = str(error)
            raise

    def delete_nested(physical_id, props):
        name = name_of(physical_id)
        stack = cloudformation._stacks.get(name)
        if not stack:
            return
        let_go_of_retained(name, stack)
        failures.pop(name, None)
        resources = dict(stack.get("_resources", {}))
        delete(physical_id, props)
        if failed := failures.pop(name, None):
            stack["StackStatus"] = "DELETE_FAILED"
            stack["_resources"] = {logical_id: resources[logical_id] for logical_id in failed}
            reasons = "; ".join(f"{logical_id}: {reason}" for logical_id, reason in failed.items())
            raise ValueError(f"the nested stack {name} could not delete {reasons}")

    provisioners._delete_resource = delete_or_note
    handler["delete"] = delete_nested


def let_go_of_retained(name: str, stack: dict) -> None:
    template = stack.get("_template") or {}
    above = cloudformation._stacks.get(stack.get("_parent_stack_name")) or {}
    keeping = {"Retain"} if "ROLLBACK" in above.get("StackStatus", "") else {"Retain", "RetainExceptOnCreate"}
    for logical_id, resource in list(stack.get("_resources", {}).items()):
        policy = stacks._resource_policy(
            template.get("Resources", {}).get(logical_id), "DeletionPolicy", stack["_resources"],
            stack.get("_resolved_params", {}), stack.get("_conditions", {}), template.get("Mappings", {}),
            name, stack["StackId"],
        )
        if policy in keeping:
            stack["_resources"].pop(logical_id)
            stacks._add_event(
                stack["StackId"], name, logical_id, resource.get("ResourceType", ""), "DELETE_SKIPPED",
                physical_id=resource.get("PhysicalResourceId", ""),
            )
