"""What a patch relies on is asserted when it is applied, so that another MiniStack fails at start, not in a test."""

import inspect
import sys
from types import ModuleType
from typing import Any, Callable

from ministack.services.cloudformation import provisioners

# Runs after a resource was created or updated: (physical id, properties).
AfterProvisioning = Callable[[str, dict], None]


def need(condition: bool, what: str) -> None:
    """Stop the launcher unless `condition` holds."""
    if not condition:
        sys.exit(f"emulator: MiniStack changed its shape: {what}. A patch has to be revised or dropped.")


def function(module: ModuleType, name: str, *parameters: str) -> Callable[..., Any]:
    """The function `name` of `module`, which must take exactly these leading parameters."""
    found = getattr(module, name, None)
    need(callable(found), f"{module.__name__}.{name} is gone")
    leading = list(inspect.signature(found).parameters)[: len(parameters)]
    need(leading == list(parameters), f"{module.__name__}.{name} takes {leading}, not {list(parameters)}")
    return found


def after_provisioning(resource_type: str, run: AfterProvisioning) -> None:
    """Run `run` after CloudFormation created or updated a resource of this type."""
    handler = provisioners._RESOURCE_HANDLERS.get(resource_type)
    need(handler is not None and "create" in handler and "update" in handler, f"provisioner of {resource_type}")
    create, update = handler["create"], handler["update"]

    def create_then_run(logical_id, properties, stack_name):
        physical_id, attributes = create(logical_id, properties, stack_name)
        run(physical_id, properties)
        return physical_id, attributes

    def update_then_run(physical_id, old_properties, properties, *rest):
        updated = update(physical_id, old_properties, properties, *rest)
        run(updated[0], properties)
        return updated

    handler["create"], handler["update"] = create_then_run, update_then_run
