"""Executions of an Express state machine are not those of a Standard one.

AWS starts one for each request, whatever its name; tells nobody of its status; cannot stop, describe or list it; and waits
for its end where it is asked by `StartSyncExecution`, which Standard machines refuse. MiniStack keeps the type of a machine
and treats all alike.

https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
"""

import contextvars
import json

from ministack.core.responses import error_response_json, json_response, new_uuid
from ministack.services import stepfunctions

from emulator.shape import function

# While a task waits for a Standard execution, which MiniStack runs as if it were asked to answer with its end.
waits_for_standard: contextvars.ContextVar[bool] = contextvars.ContextVar("waits_for_standard", default=False)


def apply() -> None:
    apply_starts()
    apply_run()
    for name in ("_describe_execution", "_stop_execution", "_get_execution_history", "_describe_state_machine_for_execution"):
        setattr(stepfunctions, name, refusing_express(function(stepfunctions, name, "data")))
    list_executions = function(stepfunctions, "_list_executions", "data")
    emit = function(stepfunctions, "_emit_execution_status_event", "execution")

    def list_standard(data):
        return not_supported() if is_express(data.get("stateMachineArn")) else list_executions(data)

    def emit_for_standard(execution):
        if not is_express(execution["stateMachineArn"]):
            emit(execution)

    stepfunctions._list_executions = list_standard
    stepfunctions._emit_execution_status_event = emit_for_standard


def apply_starts() -> None:
    start = function(stepfunctions, "_start_execution", "data")
    start_sync = function(stepfunctions, "_start_sync_execution", "data")
    nested = function(stepfunctions, "_invoke_nested_start_execution_sync", "resource", "input_data")

    def start_each(data):
        return started(start, data) if is_express(data.get("stateMachineArn")) else start(data)

    def start_sync_express(data):
        if waits_for_standard.get():
            return start_sync(data)
        machine = stepfunctions._resolve_state_machine_arn(data.get("stateMachineArn", ""))
        if machine and not is_express(machine):
            return not_supported()
        return started(start_sync, {**data, "stateMachineArn": machine or data.get("stateMachineArn", "")})

    def nested_standard(resource, input_data):
        token = waits_for_standard.set(True)
        try:
            return nested(resource, input_data)
        finally:
            waits_for_standard.reset(token)

    stepfunctions._start_execution = start_each
    stepfunctions._start_sync_execution = start_sync_express
    stepfunctions._invoke_nested_start_execution_sync = nested_standard


def apply_run() -> None:
    run = function(stepfunctions, "_run_execution", "exec_arn")

    def run_as_named(exec_arn):
        execution = stepfunctions._executions.get(exec_arn)
        if not execution or not is_express(execution["stateMachineArn"]):
            return run(exec_arn)
        arn = express_arn(exec_arn)
        execution.update(executionArn=arn, name=execution["name"].rpartition(":")[0])
        stepfunctions._executions[arn] = execution
        return run(arn)

    stepfunctions._run_execution = run_as_named


def started(start, data: dict) -> tuple:
    """Starts it under a name that no other has, and answers with the one that was asked for."""
    name = data.get("name") or new_uuid()
    status, headers, body = start({**data, "name": f"{name}:{new_uuid()}"})
    if status != 200:
        return status, headers, body
    answer = json.loads(body)
    answer["executionArn"] = express_arn(answer["executionArn"])
    return json_response({**answer, **({"name": name} if "name" in answer else {})})


def express_arn(arn: str) -> str:
    return arn.replace(":execution:", ":express:", 1)


def is_express(arn: str | None) -> bool:
    machine = stepfunctions._state_machines.get(stepfunctions._resolve_state_machine_arn(arn or "") or "")
    return bool(machine) and machine["type"] == "EXPRESS"


def refusing_express(operation):
    def refuse_or_call(data):
        if ":express:" in (data.get("executionArn") or ""):
            message = "Invalid Arn: 'Resource type not valid in this context: express'"
            return error_response_json("InvalidArn", message, 400)
        return operation(data)

    return refuse_or_call


def not_supported() -> tuple:
    message = "This operation is not supported by this type of state machine"
    return error_response_json("StateMachineTypeNotSupported", message, 400)
