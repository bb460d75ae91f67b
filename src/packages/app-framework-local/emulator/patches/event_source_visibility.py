"""A queue hides messages at least as long as the function behind it may run.

AWS refuses an event source mapping whose queue has a shorter visibility timeout than the function has time. MiniStack maps
them, and such messages come twice.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-queueconfig
"""

from ministack.services import lambda_svc, sqs
from ministack.services.cloudformation import provisioners

from emulator.shape import function, need


def apply() -> None:
    create = function(lambda_svc, "_create_esm", "data")
    handler = provisioners._RESOURCE_HANDLERS.get("AWS::Lambda::EventSourceMapping", {})
    need("create" in handler, "the provisioner of AWS::Lambda::EventSourceMapping")
    provision = handler["create"]

    def create_if_hidden(data):
        refused = refusal(data.get("FunctionName", ""), data.get("EventSourceArn", ""))
        if refused:
            return lambda_svc.error_response_json("InvalidParameterValueException", refused, 400)
        return create(data)

    def provision_if_hidden(logical_id, props, stack_name):
        refused = refusal(props.get("FunctionName", ""), props.get("EventSourceArn", ""))
        if refused:
            raise ValueError(refused)
        return provision(logical_id, props, stack_name)

    lambda_svc._create_esm = create_if_hidden
    handler["create"] = provision_if_hidden


def refusal(function_ref: str, queue_arn: str) -> str | None:
    queue = sqs._queue_by_arn(queue_arn) if ":sqs:" in queue_arn else None
    _function, config, _name = lambda_svc._get_func_record_for_ref(function_ref)
    if not queue or not config:
        return None
    hidden, time = int(queue["attributes"].get("VisibilityTimeout", 30)), int(config.get("Timeout", 3))
    if hidden >= time:
        return None
    return f"Queue visibility timeout: {hidden} seconds is less than Function timeout: {time} seconds"
