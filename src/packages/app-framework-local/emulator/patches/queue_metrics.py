"""Queues tell CloudWatch how many messages wait and how long the oldest has.

AWS publishes the metrics of `AWS/SQS` for every queue in use, each minute; alarms on age and depth stand on them.
MiniStack publishes none. Here the value of the minute is brought up to date every second, so that a test need not wait.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
"""

import threading
import time

from ministack.core.responses import request_scope
from ministack.services import cloudwatch, sqs

from emulator.shape import function, need

INTERVAL_SECONDS = 1
KEPT_MINUTES = 180


def apply() -> None:
    function(cloudwatch, "_metric_bucket", "key")
    need(hasattr(sqs._queues, "all_items"), "the queues of all accounts")
    threading.Thread(target=publish_for_ever, name="queue-metrics", daemon=True).start()


def publish_for_ever() -> None:
    while True:
        time.sleep(INTERVAL_SECONDS)
        for (account, region, _url), queue in list(sqs._queues.all_items()):
            with request_scope(account, region):
                publish(queue)


def publish(queue: dict) -> None:
    now = time.time()
    messages = list(queue["messages"])
    waiting = [message for message in messages if message["visible_at"] <= now]
    unreceived = [message for message in messages if message["visible_at"] > now and not message["receive_count"]]
    oldest = min((message["sent_at"] for message in messages), default=now)
    metrics = {
        "ApproximateNumberOfMessagesVisible": (len(waiting), "Count"),
        "ApproximateNumberOfMessagesDelayed": (len(unreceived), "Count"),
        "ApproximateNumberOfMessagesNotVisible": (len(messages) - len(waiting) - len(unreceived), "Count"),
        "ApproximateAgeOfOldestMessage": (int(now - oldest), "Seconds"),
    }
    for name, (value, unit) in metrics.items():
        record(name, value, unit, {"QueueName": queue["name"]}, now)


def record(metric: str, value: float, unit: str, dimensions: dict, now: float) -> None:
    points = cloudwatch._metric_bucket(("AWS/SQS", metric, cloudwatch._dims_key(dimensions)))
    if points and points[-1]["Timestamp"] // 60 == now // 60:
        points[-1].update(Timestamp=now, Value=float(value))
        return
    points.append({"Timestamp": now, "Value": float(value), "Unit": unit, "Dimensions": dimensions})
    del points[:-KEPT_MINUTES]
