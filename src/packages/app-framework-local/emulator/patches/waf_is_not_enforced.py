"""What a template says of WAF deploys, and is told to be without effect.

AWS WAF looks at each request of what a web ACL is associated with. MiniStack keeps web ACLs without looking at anything and
does not know the types around them, so a template with one would not deploy. Here they are placeholders, each told, like
those of `EMU_PLACEHOLDER_TYPES`.

https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html
"""

from ministack.services.cloudformation import provisioners

from emulator import notices
from emulator.patches.placeholder_types import placeholder
from emulator.shape import after_provisioning, need

UNKNOWN = (
    "AWS::WAFv2::IPSet",
    "AWS::WAFv2::LoggingConfiguration",
    "AWS::WAFv2::RegexPatternSet",
    "AWS::WAFv2::RuleGroup",
    "AWS::WAFv2::WebACLAssociation",
)


def apply() -> None:
    for resource_type in UNKNOWN:
        need(resource_type not in provisioners._RESOURCE_HANDLERS, f"{resource_type} is supported, no placeholder needed")
        provisioners._RESOURCE_HANDLERS[resource_type] = placeholder(resource_type)
    after_provisioning("AWS::WAFv2::WebACL", tell)


def tell(_physical_id: str, properties: dict) -> None:
    notices.tell(f"{properties.get('Name', 'a web ACL')}: AWS::WAFv2::WebACL is kept, its rules are not enforced")
