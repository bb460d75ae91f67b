"""A function's lines reach its log group if its role may write there, and all that one invocation wrote come with it.

AWS writes logs as the execution role: without `logs:CreateLogStream` and `logs:PutLogEvents` on the group they are lost
without a word. MiniStack writes them whatever the role allows. Here they are lost too, but told.

MiniStack takes what it has read of a function's lines when the function answered, and leaves the rest to its next
invocation: on a busy machine that is all of them, and where no invocation follows they never come. Here the function says
where its lines end.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
"""

import json
import queue
import time
from typing import Callable

from ministack.core import iam_evaluator, lambda_runtime
from ministack.services import lambda_svc

from emulator import notices
from emulator.shape import function, need

ANSWER = "const _realStdoutWrite = process.stdout.write.bind(process.stdout);"
END = "\x04 end of what was written"
# A process that was killed may leave another behind that holds its end of the pipe open.
PATIENCE_SECONDS = 10
ANSWERS_AFTER_END = f"""
const _realStdoutWrite = ((write) => (text) => {{
  if (!text.startsWith('{{"status":"ready"')) _stderrWrite({json.dumps(END + chr(10))});
  return write(text);
}})(process.stdout.write.bind(process.stdout));
"""


def apply() -> None:
    need_permission()
    come_whole()


def need_permission() -> None:
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


def come_whole() -> None:
    """The end is written before the answer, and both pipes keep the order: so it is there when the answer is."""
    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    need(script.count(ANSWER) == 1, "the Node.js worker answers otherwise")
    need(script.count('status: "ready"') == 1, "the Node.js worker says otherwise that it is ready")
    lambda_runtime._NODEJS_WORKER_SCRIPT = script.replace(ANSWER, ANSWERS_AFTER_END)
    for name in ("_drain_stderr_bounded", "_drain_stderr"):
        setattr(lambda_runtime.Worker, name, to_the_end(function(lambda_runtime.Worker, name, "self")))


def to_the_end(drain: Callable[..., str]) -> Callable[..., str]:
    def all_lines(worker, *arguments, **rest) -> str:
        if not worker.config.get("Runtime", "").startswith("nodejs"):
            return drain(worker, *arguments, **rest)
        lines: list[str] = []
        give_up = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up:
            is_over = not worker._stderr_thread.is_alive()
            try:
                line = worker._stderr_queue.get(timeout=0 if is_over else 0.05)
            except queue.Empty:
                if is_over:
                    break
                continue
            text, end, _ = line.partition(END)
            if text or not end:
                lines.append(text)
            if end:
                break
        return "\n".join(lines)

    return all_lines


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
