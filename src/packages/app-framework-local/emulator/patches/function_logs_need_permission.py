"""A function's lines reach its log group only if its role may write there.

AWS writes logs as the execution role: without `logs:CreateLogStream` and `logs:PutLogEvents` on the group they are lost
without a word. MiniStack writes them whatever the role allows. Here they are lost too, but told.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
"""

from ministack.core import iam_evaluator
from ministack.services import lambda_svc

from emulator import notices
from emulator.shape import function


def apply() -> None:
    emit = function(lambda_svc, "_emit_lambda_logs", "func", "request_id", "log_text", "error", "duration_ms")
    function(iam_evaluator, "_gather_role_policies", "role_name", "account_id")
    function(iam_evaluator, "evaluate", "ctx", "policies")

    def emit_if_allowed(func, *arguments, **rest):
        config = func.get("config") or func
        missing = [action for action in ("logs:CreateLogStream", "logs:PutLogEvents") if not allows(config, action)]
        if not missing:
            return emit(func, *arguments, **rest)
        notices.tell(f"{config['FunctionName']}: its logs are lost, its role lacks {' and '.join(missing)} on {group(config)}")

    lambda_svc._emit_lambda_logs = emit_if_allowed


def allows(config: dict, action: str) -> bool:
    region, account = config["FunctionArn"].split(":")[3:5]
    role = config.get("Role", "").rpartition("/")[2]
    context = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{role}/{config['FunctionName']}",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=f"arn:aws:logs:{region}:{account}:log-group:{group(config)}:log-stream:any",
        region=region,
    )
    policies = iam_evaluator._gather_role_policies(role, account)
    return iam_evaluator.evaluate(context, policies).decision == "Allow"


def group(config: dict) -> str:
    return (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{config['FunctionName']}"
