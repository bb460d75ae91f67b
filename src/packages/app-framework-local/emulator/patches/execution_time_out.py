"""An execution ends as TIMED_OUT when the time of its definition is over, and an Express one after five minutes at most.

MiniStack reads no `TimeoutSeconds` of a definition: an execution runs as long as its states do. What still runs of it when
it has timed out has no effect on how it ended.

https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
"""

import contextvars
import json
import threading

from ministack.core.responses import now_iso
from ministack.services import stepfunctions

from emulator.shape import function

LONGEST_EXPRESS_SECONDS = 300


def apply() -> None:
    run = function(stepfunctions, "_run_execution", "exec_arn")
    add_event = function(stepfunctions, "_add_event", "execution", "event_type")
    emit = function(stepfunctions, "_emit_execution_status_event", "execution")

    def run_in_time(exec_arn):
        execution = stepfunctions._executions.get(exec_arn)
        seconds = seconds_of(execution)
        if seconds is None:
            return run(exec_arn)
        failures = []
        worker = threading.Thread(target=contextvars.copy_context().run, args=(attempt, run, exec_arn, failures), daemon=True)
        worker.start()
        worker.join(seconds)
        if failures:
            raise failures[0]
        if not worker.is_alive() or execution["status"] != "RUNNING":
            return
        execution["status"] = "TIMED_OUT"
        execution["stopDate"] = now_iso()
        add_event(execution, "ExecutionTimedOut")
        emit(execution)

    stepfunctions._run_execution = run_in_time


def attempt(run, exec_arn: str, failures: list[BaseException]) -> None:
    try:
        run(exec_arn)
    except BaseException as failure:  # The thread that waits raises it.
        failures.append(failure)


def seconds_of(execution: dict | None) -> float | None:
    machine = stepfunctions._state_machines.get((execution or {}).get("stateMachineArn", ""))
    if not machine:
        return None
    try:
        seconds = json.loads(machine["definition"]).get("TimeoutSeconds")
    except ValueError:
        return None
    if machine["type"] != "EXPRESS":
        return seconds
    return min(seconds or LONGEST_EXPRESS_SECONDS, LONGEST_EXPRESS_SECONDS)
