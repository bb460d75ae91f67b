"""A state machine does what its role may do, and nothing else.

AWS runs the tasks of an execution under the role of its machine, which must trust Step Functions. MiniStack asks nobody
when a task calls a function or starts another machine. What a role may not is answered with `States.Permissions`.

https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

import contextvars

from ministack.services import lambda_svc, stepfunctions

from emulator import roles
from emulator.shape import function, need

SERVICE = "states.amazonaws.com"

# Role and ARN of the machine whose execution this is.
current: contextvars.ContextVar[tuple[str, str] | None] = contextvars.ContextVar("current", default=None)


def apply() -> None:
    run = function(stepfunctions, "_run_execution", "exec_arn")
    invoke = function(stepfunctions, "_invoke_resource", "resource", "input_data")
    callback = function(stepfunctions, "_invoke_with_callback", "resource", "input_data", "token", "state_def")
    need(hasattr(stepfunctions, "_ExecutionError"), "stepfunctions._ExecutionError")

    def run_as_role(exec_arn):
        execution = stepfunctions._executions.get(exec_arn) or {}
        machine = stepfunctions._state_machines.get(execution.get("stateMachineArn", ""))
        token = current.set((machine["roleArn"], machine["stateMachineArn"]) if machine else None)
        try:
            return run(exec_arn)
        finally:
            # A task that waits for another execution runs it in its own thread.
            current.reset(token)

    def invoke_if_allowed(resource, input_data):
        check(resource, input_data)
        return invoke(resource, input_data)

    def call_back_if_allowed(resource, input_data, token, state_def):
        check(resource, input_data)
        return callback(resource, input_data, token, state_def)

    stepfunctions._run_execution = run_as_role
    stepfunctions._invoke_resource = invoke_if_allowed
    stepfunctions._invoke_with_callback = call_back_if_allowed


def check(resource: str, input_data: object) -> None:
    asked = permission(resource, input_data if isinstance(input_data, dict) else {})
    if not asked or not current.get():
        return
    role, machine = current.get()
    action, target = asked
    if not roles.trusts(role, SERVICE, machine):
        raise stepfunctions._ExecutionError("States.Permissions", f"{role} does not let {SERVICE} assume it.")
    if not roles.may(role, action, target):
        raise stepfunctions._ExecutionError("States.Permissions", f"{role} is not authorized to perform: {action} on {target}")


def permission(resource: str, input_data: dict) -> tuple[str, str] | None:
    """What a task has to be allowed: an action and what it is about; none for services that no machine of ours uses."""
    if "states:::lambda:invoke" in resource:
        return "lambda:InvokeFunction", function_arn(str(input_data.get("FunctionName", "")))
    if stepfunctions._extract_lambda_ref(resource):
        return "lambda:InvokeFunction", function_arn(resource)
    started = input_data.get("StateMachineArn") or input_data.get("stateMachineArn") or ""
    if resource.startswith("arn:aws:states:::states:startExecution"):
        return "states:StartExecution", started
    if "aws-sdk:sfn:" in resource:
        action = resource.replace(".waitForTaskToken", "").rpartition(":")[2]
        return f"states:{action[0].upper()}{action[1:]}", started
    return None


def function_arn(reference: str) -> str:
    _found, config, name = lambda_svc._get_func_record_for_ref(reference)
    return (config or {}).get("FunctionArn") or name
