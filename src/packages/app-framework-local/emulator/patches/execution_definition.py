"""An execution goes on by the definition that it began with, whatever its state machine is updated to.

AWS keeps the definition and the role of when an execution was started, for its redrives and for
DescribeStateMachineForExecution, too. MiniStack reads the definition a moment after the start, once more at a redrive, and
describes the newest.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html
https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
"""

import contextvars

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import stepfunctions

from emulator.shape import function, need

KEPT = ("definition", "roleArn")

# ARN of a machine, and what an execution of it began with.
began_with: contextvars.ContextVar[tuple[str, dict] | None] = contextvars.ContextVar("began_with", default=None)


class Machines(AccountRegionScopedDict):
    """As they are for whoever asks: an execution sees its own as it began."""

    __slots__ = ()

    def get(self, key, default=None):
        machine = super().get(key, default)
        began = began_with.get()
        return {**machine, **began[1]} if machine and began and began[0] == key else machine


def apply() -> None:
    start = function(stepfunctions, "_start_execution", "data")
    run = function(stepfunctions, "_run_execution", "exec_arn")
    describe = function(stepfunctions, "_describe_state_machine_for_execution", "data")
    need(type(stepfunctions._state_machines) is AccountRegionScopedDict, "stepfunctions._state_machines")
    stepfunctions._state_machines.__class__ = Machines

    def start_outside(data):
        # A task that starts an execution does so in the thread of its own.
        return contextvars.copy_context().run(without, start, data)

    def run_as_begun(exec_arn):
        return as_begun(exec_arn, run, exec_arn)

    def describe_as_begun(data):
        return as_begun(data.get("executionArn", ""), describe, data)

    stepfunctions._start_execution = start_outside
    stepfunctions._run_execution = run_as_begun
    stepfunctions._describe_state_machine_for_execution = describe_as_begun


def without(work, *arguments):
    began_with.set(None)
    return work(*arguments)


def as_begun(exec_arn: str, work, *arguments):
    execution = stepfunctions._executions.get(exec_arn)
    if not execution:
        return work(*arguments)
    arn = execution["stateMachineArn"]
    machine = stepfunctions._state_machines.get(arn)
    if machine and "began" not in execution:
        execution["began"] = {name: machine[name] for name in KEPT}
    token = began_with.set((arn, execution["began"]) if "began" in execution else None)
    try:
        return work(*arguments)
    finally:
        began_with.reset(token)
