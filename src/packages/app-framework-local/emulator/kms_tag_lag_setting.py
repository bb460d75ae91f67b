"""How long a changed tag of an existing KMS key waits before it counts for authorisation."""

import os


def _seconds(value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        raise ValueError("the lag is a number of seconds, 0 or more")
    return float(value)


_current = _seconds(float(os.environ.get("EMU_KMS_TAG_LAG_SECONDS") or 0))


def seconds() -> float:
    return _current


def change(value: float) -> None:
    global _current
    _current = _seconds(value)
