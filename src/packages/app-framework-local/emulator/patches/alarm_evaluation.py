"""Alarms look at their metrics by themselves.

CloudWatch evaluates an alarm every minute. MiniStack does so when somebody puts metric data, and never for what services
publish. Here every alarm is evaluated each second, so that a test need not wait.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
"""

import threading
import time

from ministack.core.responses import request_scope
from ministack.services import cloudwatch

from emulator.shape import function, need

INTERVAL_SECONDS = 1


def apply() -> None:
    function(cloudwatch, "_evaluate_all_alarms")
    need(hasattr(cloudwatch._alarms, "all_items"), "the alarms of all accounts")
    threading.Thread(target=evaluate_for_ever, name="alarm-evaluation", daemon=True).start()


def evaluate_for_ever() -> None:
    while True:
        time.sleep(INTERVAL_SECONDS)
        for account, region in {(account, region) for (account, region, _name), _alarm in list(cloudwatch._alarms.all_items())}:
            with request_scope(account, region):
                cloudwatch._evaluate_all_alarms()
