"""An execution that failed, was stopped or timed out goes on at its last state when it is redriven.

AWS runs it under the same ARN, with the input of the state that it ended in, and tells of RUNNING and of the end once more,
with a `redriveCount` that grows; states find that, and when it was, in `$$.Execution`. Within 14 days, and not what succeeded
or still runs. MiniStack has no such operation. Here a Parallel or a Map runs again as a whole, where AWS runs the branches that
did not succeed.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
"""

import contextvars
import json
import threading

from ministack.core.responses import error_response_json, json_response, now_iso
from ministack.services import eventbridge, stepfunctions

from emulator.shape import function

ENDED = ("FAILED", "ABORTED", "TIMED_OUT")


def apply() -> None:
    handle = function(stepfunctions, "handle_request", "method", "path", "headers", "body", "query_params")
    run = function(stepfunctions, "_run_execution", "exec_arn")
    describe = function(stepfunctions, "_describe_execution", "data")
    put = function(eventbridge, "_put_events", "data", "allow_aws_source")
    function(stepfunctions, "_run_sub_machine", "states", "start_at", "input_data", "execution", "ctx")

    async def handle_redrive(method, path, headers, body, query_params):
        if headers.get("x-amz-target", "").endswith(".RedriveExecution"):
            return stepfunctions._finalize_response(redrive(json.loads(body or "{}")))
        return await handle(method, path, headers, body, query_params)

    def run_or_go_on(exec_arn):
        execution = stepfunctions._executions.get(exec_arn)
        if execution and "resumeAt" in execution:
            return go_on(execution, *execution.pop("resumeAt"))
        return run(exec_arn)

    def describe_with_count(data):
        status, headers, body = describe(data)
        if status != 200:
            return status, headers, body
        return json_response({**json.loads(body), "redriveCount": count_of(data.get("executionArn"))})

    def put_with_count(data, allow_aws_source=False):
        if allow_aws_source:
            data = {**data, "Entries": [with_count(entry) for entry in data.get("Entries", [])]}
        return put(data, allow_aws_source)

    stepfunctions.handle_request = handle_redrive
    stepfunctions._run_execution = run_or_go_on
    stepfunctions._describe_execution = describe_with_count
    eventbridge._put_events = put_with_count


def redrive(data: dict) -> tuple:
    arn = data.get("executionArn", "")
    ended = stepfunctions._executions.get(arn)
    if not ended:
        return error_response_json("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'", 400)
    if ended["status"] not in ENDED:
        message = f"Execution is {ended['status']} and cannot be redriven"
        return error_response_json("ExecutionNotRedrivable", message, 400)
    # A record of its own: what still runs of the earlier run sees that one ended.
    execution = {**ended, "events": list(ended["events"]), "status": "RUNNING"}
    execution.update(stopDate=None, output=None, error=None, cause=None)
    execution.update(redriveCount=count_of(arn) + 1, redriveDate=now_iso(), resumeAt=last_state(ended))
    stepfunctions._executions[arn] = execution
    stepfunctions._add_event(
        execution, "ExecutionRedriven", {"executionRedrivenEventDetails": {"redriveCount": execution["redriveCount"]}}
    )
    stepfunctions._emit_execution_status_event(execution)
    # Through the module: what runs it under its role and in its time is around it.
    run = contextvars.copy_context().run
    threading.Thread(target=run, args=(lambda: stepfunctions._run_execution(arn),), daemon=True).start()
    return json_response({"redriveDate": execution["redriveDate"]})


def last_state(execution: dict) -> tuple:
    """Name and input; None for the name of the first, where it was stopped before it entered one."""
    entered = [event["stateEnteredEventDetails"] for event in execution["events"] if "stateEnteredEventDetails" in event]
    if not entered:
        return None, json.loads(execution["input"])
    return entered[-1]["name"], json.loads(entered[-1]["input"])


def go_on(execution: dict, name: str | None, input_data: object) -> None:
    machine = stepfunctions._state_machines.get(execution["stateMachineArn"])
    if not machine:
        stepfunctions._fail_execution(execution, "StateMachineDeleted", "State machine no longer exists")
        return
    definition = json.loads(machine["definition"])
    context = {
        "QueryLanguage": definition.get("QueryLanguage", "JSONPath"),
        "Execution": {
            "Id": execution["executionArn"],
            "Input": json.loads(execution["input"]),
            "Name": execution["name"],
            "StartTime": execution["startDate"],
            "RedriveCount": execution["redriveCount"],
            "RedriveTime": execution["redriveDate"],
        },
        "StateMachine": {"Id": execution["stateMachineArn"], "Name": machine["name"]},
        "variables": {},
    }
    try:
        begin = name or definition["StartAt"]
        output = stepfunctions._run_sub_machine(definition["States"], begin, input_data, execution, context)
    except stepfunctions._ExecutionError as failure:
        stepfunctions._fail_execution(execution, failure.error, failure.cause)
        return
    if execution["status"] != "RUNNING":
        return
    execution.update(status="SUCCEEDED", output=json.dumps(output), stopDate=now_iso())
    stepfunctions._add_event(execution, "ExecutionSucceeded", {"executionSucceededEventDetails": {"output": execution["output"]}})
    stepfunctions._emit_execution_status_event(execution)


def with_count(entry: dict) -> dict:
    if entry.get("Source") != "aws.states":
        return entry
    detail = json.loads(entry["Detail"])
    return {**entry, "Detail": json.dumps({**detail, "redriveCount": count_of(detail.get("executionArn"))})}


def count_of(arn: str | None) -> int:
    return (stepfunctions._executions.get(arn or "") or {}).get("redriveCount", 0)
