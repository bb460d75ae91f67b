"""A bus has 300 rules at most, and a template's rule is checked like any other.

AWS refuses the 301st rule of a bus, a pattern that is none, and a rule of a bus that is not there. MiniStack knows no
limit, and its CloudFormation writes rules down without a look at them.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
"""

import json

from ministack.services import eventbridge
from ministack.services.cloudformation import provisioners

from emulator.shape import function, need

RULES = 300
TOO_MANY = "The requested resource exceeds the maximum number allowed."


def apply() -> None:
    put = function(eventbridge, "_put_rule", "data")
    function(eventbridge, "_event_pattern_error", "pattern_str")
    function(eventbridge, "_rule_key", "rule_name", "bus_name")
    handler = provisioners._RESOURCE_HANDLERS.get("AWS::Events::Rule", {})
    need("create" in handler, "the provisioner of AWS::Events::Rule")
    create = handler["create"]

    def put_counted(data):
        bus = data.get("EventBusName") or "default"
        if is_one_too_many(data.get("Name", ""), bus):
            return eventbridge.error_response_json("LimitExceededException", TOO_MANY, 400)
        return put(data)

    def create_checked(logical_id, props, stack_name):
        bus = provisioners._eb_rule_bus_name(props)
        pattern = props.get("EventPattern") or ""
        # The default bus is always there, and MiniStack makes it when it is first asked for.
        if bus != "default" and bus not in eventbridge._event_buses:
            raise ValueError(f"Event bus {bus} does not exist.")
        if error := eventbridge._event_pattern_error(pattern if isinstance(pattern, str) else json.dumps(pattern)):
            raise ValueError(f"Event pattern is not valid. Reason: {error}")
        if is_one_too_many(props.get("Name", ""), bus):
            raise ValueError(TOO_MANY)
        return create(logical_id, props, stack_name)

    eventbridge._put_rule = put_counted
    handler["create"] = create_checked


def is_one_too_many(name: str, bus: str) -> bool:
    if eventbridge._rule_key(name, bus) in eventbridge._rules:
        return False
    return sum(rule.get("EventBusName", "default") == bus for rule in eventbridge._rules.values()) >= RULES
