"""How long KMS's other servers know nothing of a change, each 0 seconds unless told."""

import os


class Lag:
    """A number of seconds that can be changed while the emulator runs."""

    def __init__(self, variable: str):
        self._seconds = _checked(float(os.environ.get(variable) or 0))

    def seconds(self) -> float:
        return self._seconds

    def change(self, value: float) -> None:
        self._seconds = _checked(value)


def _checked(value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        raise ValueError("a lag is a number of seconds, 0 or more")
    return float(value)


# A changed tag of an existing key waits this long before it counts for authorisation.
kms_tags = Lag("EMU_KMS_TAG_LAG_SECONDS")
# A new key, and then the material imported into it, wait this long before they are known.
kms_keys = Lag("EMU_KMS_KEY_LAG_SECONDS")
