"""Whatever a template asks for and no provisioner looks at is printed.

AWS gives a resource every property of its template or refuses the stack. MiniStack drops a property that its provisioner
does not know, without a word. Here each provisioner gets its properties in a dictionary that remembers what was read, and
the rest is told when the resource is created, or updated with another value. A property that is read and then not acted
upon stays unseen.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
"""

import copy
from typing import Iterable

from ministack.services.cloudformation import provisioners

from emulator import notices
from emulator.shape import need

# A custom resource hands all its properties to its function; the CDK's metadata creates nothing on AWS either.
UNWATCHED = {"AWS::CloudFormation::CustomResource", "AWS::CDK::Metadata"}


def apply() -> None:
    handlers = provisioners._RESOURCE_HANDLERS
    need("AWS::S3::Bucket" in handlers, "the table of CloudFormation provisioners")
    for resource_type, handler in handlers.items():
        if resource_type in UNWATCHED:
            continue
        if "create" in handler:
            handler["create"] = watch_create(resource_type, handler["create"])
        if "update" in handler:
            handler["update"] = watch_update(resource_type, handler["update"])


def watch_create(resource_type: str, create):
    def created(logical_id, properties, stack_name, *rest):
        watched = Watched(properties)
        outcome = create(logical_id, watched, stack_name, *rest)
        tell(resource_type, f"{stack_name}/{logical_id}", watched.unread())
        return outcome

    return created


def watch_update(resource_type: str, update):
    def updated(physical_id, old_properties, properties, *rest):
        watched = Watched(properties)
        outcome = update(physical_id, old_properties, watched, *rest)
        changed = [name for name in watched.unread() if old_properties.get(name) != properties[name]]
        tell(resource_type, physical_id, changed)
        return outcome

    return updated


def tell(resource_type: str, resource: str, properties: Iterable[str]) -> None:
    for name in properties:
        notices.tell(f"{resource}: the emulator ignores {name} of {resource_type}")


class Watched(dict):
    """A dictionary that remembers which of its keys were read; reading it as a whole reads every key."""

    def __init__(self, content: dict):
        super().__init__(content)
        self._read: set[str] = set()

    def unread(self) -> list[str]:
        return [key for key in dict.keys(self) if key not in self._read]

    def __getitem__(self, key):
        self._read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        self._read.add(key)
        return super().__contains__(key)

    def get(self, key, default=None):
        self._read.add(key)
        return super().get(key, default)

    def pop(self, key, *default):
        self._read.add(key)
        return super().pop(key, *default)

    def __iter__(self):
        self._read.update(dict.keys(self))
        return super().__iter__()

    def keys(self):
        self._read.update(dict.keys(self))
        return super().keys()

    def items(self):
        self._read.update(dict.keys(self))
        return super().items()

    def values(self):
        self._read.update(dict.keys(self))
        return super().values()

    def __deepcopy__(self, memo):
        return copy.deepcopy(dict(self.items()), memo)
