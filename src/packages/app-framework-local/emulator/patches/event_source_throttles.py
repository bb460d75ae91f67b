"""A batch of a queue for which there is no concurrency is tried again until its messages are visible again.

AWS waits longer and longer between tries and goes on until the visibility timeout is over. MiniStack gives up at the first,
and the messages come again after that time: minutes later, and as if they had been received twice.

https://docs.aws.amazon.com/lambda/latest/operatorguide/sqs-retries.html
"""

import threading
import time

from ministack.services import lambda_svc, sqs

from emulator.shape import function

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 5.0


def apply() -> None:
    run_batch = function(lambda_svc, "_run_sqs_batch", "esm", "func_rec", "event", "batch", "queue_url", "queue_name")
    execute = function(lambda_svc, "_execute_function", "func", "event")
    # A batch has a thread of its own.
    batch_of_thread = threading.local()

    def run_until_hidden_no_more(esm, func_rec, event, batch, queue_url, queue_name):
        batch_of_thread.ends_at = time.time() + hidden_seconds(esm.get("EventSourceArn", ""))
        try:
            return run_batch(esm, func_rec, event, batch, queue_url, queue_name)
        finally:
            batch_of_thread.ends_at = 0

    def execute_with_patience(func, event, *rest, **more):
        result = execute(func, event, *rest, **more)
        pause = FIRST_PAUSE_SECONDS
        while result.get("throttle") and time.time() + pause < getattr(batch_of_thread, "ends_at", 0):
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
            result = execute(func, event, *rest, **more)
        return result

    lambda_svc._run_sqs_batch = run_until_hidden_no_more
    lambda_svc._execute_function = execute_with_patience


def hidden_seconds(queue_arn: str) -> int:
    queue = sqs._queue_by_arn(queue_arn) or {}
    return int((queue.get("attributes") or {}).get("VisibilityTimeout", 30))
