"""Step Functions takes and hands on 262,144 bytes of JSON, in UTF-8, and no more.

AWS refuses a longer input of an execution, and ends one with `States.DataLimitExceeded` where a task or a state answers with
more. MiniStack has no limit.

https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
"""

import json

from ministack.core.responses import error_response_json
from ministack.services import stepfunctions

from emulator.shape import function, need

LIMIT_BYTES = 262_144


def apply() -> None:
    need(hasattr(stepfunctions, "_ExecutionError"), "stepfunctions._ExecutionError")
    for name in ("_start_execution", "_start_sync_execution"):
        setattr(stepfunctions, name, refusing_long(function(stepfunctions, name, "data")))
    for name in ("_execute_task", "_execute_parallel", "_execute_map"):
        bounded = bounding(function(stepfunctions, name, "state_def", "raw_input", "execution", "ctx"))
        setattr(stepfunctions, name, bounded)


def refusing_long(start):
    def refuse_or_start(data):
        if size(data.get("input", "{}")) <= LIMIT_BYTES:
            return start(data)
        message = f"Value at 'input' failed to satisfy constraint: Member must have length less than or equal to {LIMIT_BYTES}"
        return error_response_json("ValidationException", message, 400)

    return refuse_or_start


def bounding(execute):
    def execute_within(state_def, raw_input, execution, ctx):
        output, following = execute(state_def, raw_input, execution, ctx)
        if size(json.dumps(output, ensure_ascii=False)) > LIMIT_BYTES:
            cause = "The state/task returned a result with a size exceeding the maximum number of bytes service limit."
            raise stepfunctions._ExecutionError("States.DataLimitExceeded", cause)
        return output, following

    return execute_within


def size(text: str) -> int:
    return len(text.encode())
