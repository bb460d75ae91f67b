"""An alarm whose metric has no data is in the state that it says.

CloudWatch takes missing data as breaching or as good where the alarm says so, keeps the state where it is to be ignored, and
leaves all other alarms without data, which takes their actions for that once there was data before. MiniStack leaves every
alarm as it is.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

import time

from ministack.services import cloudwatch

from emulator.shape import function, need

STATES = {"breaching": "ALARM", "notBreaching": "OK", "missing": "INSUFFICIENT_DATA"}
REASON = "No data for the periods that are looked at"


def apply() -> None:
    evaluate = function(cloudwatch, "_evaluate_alarm", "alarm")
    key_of = function(cloudwatch, "_dims_key", "dims")
    record = function(cloudwatch, "_record_history", "alarm_name", "old_state", "new_state", "reason")
    act = function(cloudwatch, "_dispatch_alarm_actions", "alarm", "old_state", "new_state", "reason")
    tell_parents = function(cloudwatch, "_evaluate_parent_alarms", "child")
    need("TreatMissingData" not in evaluate.__code__.co_consts, "alarms do not look at TreatMissingData")

    def has_data(alarm):
        own = key_of({one["Name"]: one["Value"] for one in alarm.get("Dimensions") or []})
        points = cloudwatch._metrics.get((alarm["Namespace"], alarm["MetricName"], own)) or []
        since = time.time() - alarm.get("Period", 60) * alarm.get("EvaluationPeriods", 1)
        return any(point["Timestamp"] >= since for point in points)

    def evaluate_with_missing(alarm):
        if not alarm.get("Namespace") or not alarm.get("MetricName") or has_data(alarm):
            return evaluate(alarm)
        old_state, new_state = alarm["StateValue"], STATES.get(alarm.get("TreatMissingData") or "missing")
        if new_state in (None, old_state):
            return None
        alarm.update(StateValue=new_state, StateReason=REASON, StateUpdatedTimestamp=int(time.time()))
        record(alarm["AlarmName"], old_state, new_state, REASON)
        act(alarm, old_state, new_state, REASON)
        tell_parents(alarm)
        return None

    cloudwatch._evaluate_alarm = evaluate_with_missing
