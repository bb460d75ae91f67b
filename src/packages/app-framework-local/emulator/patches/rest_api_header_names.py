"""A function behind a REST API sees header names as the client wrote them.

API Gateway's REST APIs pass the names of headers through in the client's spelling. MiniStack's server makes them lower
case before anything can look.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import contextvars

import ministack.app as server
from hypercorn.config import Config
from ministack.services import apigateway_v1

from emulator.shape import function, need

# Lower-case name -> name as it was sent, of the request at hand.
spelling: contextvars.ContextVar[dict[str, str]] = contextvars.ContextVar("emulator_header_spelling", default={})


def apply() -> None:
    need(Config.h11_pass_raw_headers is False, "hypercorn's setting for header names")
    build = function(apigateway_v1, "_build_lambda_event_v1", "api_id", "stage_name", "stage", "resource")
    next_app = server.app
    Config.h11_pass_raw_headers = True

    async def app(scope, receive, send):
        if "headers" in scope:
            spelling.set({name.decode("latin-1").lower(): name.decode("latin-1") for name, _value in scope["headers"]})
            # Everything else looks for lower case, as HTTP libraries give it.
            scope = {**scope, "headers": [(name.lower(), value) for name, value in scope["headers"]]}
        return await next_app(scope, receive, send)

    def build_as_spelled(*arguments, **rest):
        event = build(*arguments, **rest)
        names = spelling.get()
        for field in ("headers", "multiValueHeaders"):
            event[field] = {names.get(name.lower(), name): value for name, value in (event[field] or {}).items()}
        return event

    server.app = app
    apigateway_v1._build_lambda_event_v1 = build_as_spelled
