"""A task that waits with a token is over when its execution has ended, and a redrive does not open it again.

AWS closes the token of a task that is closed: whoever sends it afterwards is told TaskTimedOut, and a redriven state gets a
token of its own. MiniStack takes the token of a stopped execution, has the old task go on by it, and with it the execution,
should that have been redriven meanwhile.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
"""

import contextvars

from ministack.core.responses import error_response_json
from ministack.services import stepfunctions

from emulator.shape import function

MESSAGE = "Task Timed Out: 'Provided task does not exist anymore'"

# The run of an execution that does a task.
doing: contextvars.ContextVar[dict | None] = contextvars.ContextVar("doing", default=None)
# By their tokens, the runs of executions that wait.
waiting: dict[str, dict] = {}


def apply() -> None:
    task = function(stepfunctions, "_execute_task", "state_def", "raw_input", "execution", "ctx")
    callback = function(stepfunctions, "_invoke_with_callback", "resource", "input_data", "token", "state_def")

    def do_task(state_def, raw_input, execution, ctx):
        outer = doing.set(execution)
        try:
            return task(state_def, raw_input, execution, ctx)
        finally:
            doing.reset(outer)

    def wait_with_token(resource, input_data, token, state_def):
        execution = doing.get()
        if execution is not None:
            waiting[token] = execution
        try:
            return callback(resource, input_data, token, state_def)
        finally:
            waiting.pop(token, None)

    stepfunctions._execute_task = do_task
    stepfunctions._invoke_with_callback = wait_with_token
    for name in ("_send_task_success", "_send_task_failure", "_send_task_heartbeat"):
        setattr(stepfunctions, name, unless_closed(function(stepfunctions, name, "data")))


def unless_closed(send):
    def send_if_open(data):
        execution = waiting.get(data.get("taskToken"))
        if execution is not None and execution["status"] != "RUNNING":
            return error_response_json("TaskTimedOut", MESSAGE, 400)
        return send(data)

    return send_if_open
