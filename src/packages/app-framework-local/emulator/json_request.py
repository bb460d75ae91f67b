"""Requests of the services that speak JSON, as policies look at them."""

import json


def request_of(body: bytes) -> dict:
    """The request's members; none when it is malformed, which the service itself answers after authorisation."""
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return {}
    return request if isinstance(request, dict) else {}
