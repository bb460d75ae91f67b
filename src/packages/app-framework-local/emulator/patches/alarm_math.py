"""An alarm may stand on an expression of several metrics.

CloudWatch takes `Metrics` in the place of one metric, and looks at the expression that returns data: per period, with `FILL`
for what has no data there, and none at all where none of its metrics has any. MiniStack refuses such a template. Of the
language this knows what alarms of this product say: `IF`, `FILL`, the four operations and comparisons.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
"""

import ast
import operator
import time

from ministack.services import cloudwatch
from ministack.services.cloudformation import provisioners

from emulator.shape import function, need

OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
}
COMPARISONS = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}


class OneMetric(dict):
    """The properties of an alarm as those of one on a single metric, so that the rest of them is taken as ever."""

    def __init__(self, properties):
        super().__init__()
        self.properties = properties

    def get(self, name, default=None):
        stands = {"Metrics": None, "MetricName": "Expression", "Namespace": "Metric math"}
        return stands[name] if name in stands else self.properties.get(name, default)

    def __getitem__(self, name):
        return self.properties[name]


def apply() -> None:
    record = function(provisioners, "_cw_metric_alarm_record", "name", "props")
    evaluate = function(cloudwatch, "_evaluate_alarm", "alarm")
    note = function(cloudwatch, "_record_history", "alarm_name", "old_state", "new_state", "reason")
    act = function(cloudwatch, "_dispatch_alarm_actions", "alarm", "old_state", "new_state", "reason")
    tell_parents = function(cloudwatch, "_evaluate_parent_alarms", "child")
    need("Metrics" in record.__code__.co_consts, "templates with metric math are refused")

    def record_either(name, props):
        metrics = props.get("Metrics")
        if not metrics:
            return record(name, props)
        alarm = record(name, OneMetric(props))
        alarm.update(Metrics=metrics, MetricName=None, Namespace=None, Statistic=None, Period=None, Dimensions=[])
        state_of(alarm)
        return alarm

    def evaluate_either(alarm):
        if not alarm.get("Metrics"):
            return evaluate(alarm)
        old_state, new_state = alarm["StateValue"], state_of(alarm)
        if new_state in (None, old_state):
            return None
        reason = f"Threshold Crossed: the expression {'is' if new_state == 'ALARM' else 'is not'} beyond {alarm['Threshold']}"
        alarm.update(StateValue=new_state, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
        note(alarm["AlarmName"], old_state, new_state, reason)
        act(alarm, old_state, new_state, reason)
        tell_parents(alarm)
        return None

    provisioners._cw_metric_alarm_record = record_either
    cloudwatch._evaluate_alarm = evaluate_either


def state_of(alarm: dict) -> str | None:
    """The state that an alarm is to have; none where it keeps its own."""
    asked = [one for one in alarm["Metrics"] if one.get("MetricStat")]
    (returned,) = [one for one in alarm["Metrics"] if one.get("Expression") and one.get("ReturnData", True)]
    expression = ast.parse(returned["Expression"], mode="eval").body
    period = int(asked[0]["MetricStat"]["Period"])
    now = time.time()
    periods = alarm.get("EvaluationPeriods", 1)
    values = []
    for index in range(periods):
        end = now - index * period
        figures = {one["Id"]: figure_of(one["MetricStat"], end - period, end) for one in asked}
        silent = all(figure is None for figure in figures.values())
        values.append(None if silent else value_of(expression, figures))
    treatment = alarm.get("TreatMissingData") or "missing"
    if all(value is None for value in values) and treatment in ("missing", "ignore"):
        return "INSUFFICIENT_DATA" if treatment == "missing" else None
    beyond = COMPARISONS[alarm["ComparisonOperator"]]
    breaching = sum(treatment == "breaching" if value is None else beyond(value, alarm["Threshold"]) for value in values)
    return "ALARM" if breaching >= alarm.get("DatapointsToAlarm", periods) else "OK"


def figure_of(asked: dict, begin: float, end: float) -> float | None:
    metric = asked["Metric"]
    dimensions = cloudwatch._dims_key({one["Name"]: one["Value"] for one in metric.get("Dimensions") or []})
    points = cloudwatch._metrics.get((metric["Namespace"], metric["MetricName"], dimensions)) or []
    recent = [point for point in points if begin < point["Timestamp"] <= end + 1]
    return cloudwatch._stat_value(cloudwatch._calc_stats(recent), asked["Stat"], recent) if recent else None


def value_of(part: ast.AST, figures: dict) -> float | None:
    match part:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return figures[name]
        case ast.Call(func=ast.Name(id="FILL"), args=[filled, instead]):
            value = value_of(filled, figures)
            return value_of(instead, figures) if value is None else value
        case ast.Call(func=ast.Name(id="IF"), args=[condition, yes, no]):
            judged = value_of(condition, figures)
            return None if judged is None else value_of(yes if judged else no, figures)
        case ast.BinOp(left=left, op=sign, right=right) | ast.Compare(left=left, ops=[sign], comparators=[right]):
            one, other = value_of(left, figures), value_of(right, figures)
            if one is None or other is None or (isinstance(sign, ast.Div) and other == 0):
                return None
            return OPERATIONS[type(sign)](one, other)
    raise ValueError(f"an expression of metrics with {ast.dump(part)}")
