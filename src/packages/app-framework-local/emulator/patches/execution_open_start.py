"""Starting an execution that is open already, with the same name and the same input, is answered as the first time.

AWS refuses a name that is taken where the input differs or the execution has ended. MiniStack refuses it always, so that
nobody who lost an answer could ask again.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
"""

from ministack.core.responses import get_account_id, get_region, json_response
from ministack.services import stepfunctions

from emulator.shape import function


def apply() -> None:
    start = function(stepfunctions, "_start_execution", "data")
    machine_of = function(stepfunctions, "_resolve_state_machine_arn", "arn")

    def start_or_answer(data):
        machine = machine_of(data.get("stateMachineArn", ""))
        name = data.get("name")
        if not machine or not name:
            return start(data)
        machine_name = stepfunctions._state_machines[machine]["name"]
        arn = f"arn:aws:states:{get_region()}:{get_account_id()}:execution:{machine_name}:{name}"
        known = stepfunctions._executions.get(arn)
        if known and known["status"] == "RUNNING" and known["input"] == data.get("input", "{}"):
            return json_response({"executionArn": arn, "startDate": known["startDate"]})
        return start(data)

    stepfunctions._start_execution = start_or_answer
