"""The one MiniStack version that the patches are written for; `requirements.txt` pins the same."""

MINISTACK_VERSION = "1.5.33"
