"""A function's log lines in the embedded metric format become metrics.

CloudWatch makes metrics of log lines with an `_aws` member, with each set of dimensions that the line names. MiniStack keeps
the lines and makes none, so no alarm on them ever fires.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json

from ministack.services import cloudwatch, lambda_svc

from emulator.shape import function


def apply() -> None:
    emit = function(lambda_svc, "_emit_lambda_logs", "func", "request_id", "log_text")
    function(cloudwatch, "record_metric", "namespace", "metric_name", "value", "unit", "dimensions")

    def emit_metrics_too(func, request_id, log_text, error, duration_ms, **rest):
        emit(func, request_id, log_text, error, duration_ms, **rest)
        for line in (log_text or "").splitlines():
            if '"_aws"' in line:
                record_line(line[line.index("{"):])

    lambda_svc._emit_lambda_logs = emit_metrics_too


def record_line(text: str) -> None:
    try:
        line = json.loads(text)
        directives = line["_aws"]["CloudWatchMetrics"]
    except (ValueError, KeyError, TypeError):
        return
    for directive in directives:
        for names in directive.get("Dimensions") or [[]]:
            if all(name in line for name in names):
                record_directive(line, directive, {name: str(line[name]) for name in names})


def record_directive(line: dict, directive: dict, dimensions: dict) -> None:
    for metric in directive.get("Metrics") or []:
        found = line.get(metric["Name"])
        for value in found if isinstance(found, list) else [found]:
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                unit = metric.get("Unit", "None")
                cloudwatch.record_metric(directive["Namespace"], metric["Name"], value, unit, dimensions)
