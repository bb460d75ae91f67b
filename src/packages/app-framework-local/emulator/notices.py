"""What a template asked for and the emulator does not give: printed once each, and kept for `GET /_emulator/notices`."""

_notices: list[str] = []


def tell(notice: str) -> None:
    if notice not in _notices:
        _notices.append(notice)
        print(f"emulator: {notice}", flush=True)


def all_notices() -> list[str]:
    return list(_notices)


def forget() -> None:
    _notices.clear()
