"""An alarm looks at the metric with its own dimensions and at no other.

On AWS each set of dimensions is a metric of its own. MiniStack mixes the data of all metrics with the alarm's name, so the
alarm of one queue or function fires for another.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Dimension
"""

import types

from ministack.services import cloudwatch

from emulator.shape import function, need


def apply() -> None:
    evaluate = function(cloudwatch, "_evaluate_alarm", "alarm")
    key_of = function(cloudwatch, "_dims_key", "dims")
    need("_metrics" in evaluate.__code__.co_names, "an alarm reads the metrics of its account")

    def evaluate_own(alarm):
        own = key_of({one["Name"]: one["Value"] for one in alarm.get("Dimensions") or []})
        name = (alarm.get("Namespace"), alarm.get("MetricName"), own)
        points = cloudwatch._metrics.get(name)
        # The same evaluation, to which the metrics of the account are this one alone.
        visible = {**vars(cloudwatch), "_metrics": {name: points} if points else {}}
        return types.FunctionType(evaluate.__code__, visible)(alarm)

    cloudwatch._evaluate_alarm = evaluate_own
