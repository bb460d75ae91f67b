"""An execution that has ended stays as it ended.

AWS ends an execution once: what its last task does afterwards changes nothing. MiniStack lets a task that fails after
its execution was stopped turn it into a failed one, and tells that in a second event.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
"""

from ministack.services import stepfunctions

from emulator.shape import function


def apply() -> None:
    fail = function(stepfunctions, "_fail_execution", "execution", "error", "cause")

    def fail_if_open(execution, error, cause):
        if execution["status"] == "RUNNING":
            fail(execution, error, cause)

    stepfunctions._fail_execution = fail_if_open
