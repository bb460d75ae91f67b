"""A stage writes its access log.

API Gateway writes one line of the stage's format for each request that it gave to a method or refused itself, but for
those that it drops as too large, and does not create a stage with a log where the account has no role for that. MiniStack's
CloudFormation drops the setting. Of `$context`, here are the variables below; any other is `-`, as where AWS has no value.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

import re
import time

from ministack.core.responses import get_account_id, get_request_client_ip, new_uuid, request_scope
from ministack.services import apigateway_v1, cloudwatch_logs
from ministack.services.cloudformation import provisioners

from emulator.shape import after_provisioning, function, need

VARIABLE = re.compile(r"\$context\.([A-Za-z.]+)")
# Destination and format by API and stage.
settings: dict[tuple[str, str], dict] = {}


def apply() -> None:
    execute = function(apigateway_v1, "handle_execute", "api_id", "stage_name", "method", "path", "headers", "body")
    match = function(apigateway_v1, "_match_resource_tree", "api_id", "segments")
    scope_of = function(apigateway_v1, "find_api_scope", "api_id")
    function(cloudwatch_logs, "_create_log_stream", "data")
    function(cloudwatch_logs, "_put_log_events", "data")
    need("AWS::ApiGateway::Stage" in provisioners._RESOURCE_HANDLERS, "the provisioner of a stage")
    after_provisioning("AWS::ApiGateway::Stage", remember)

    async def execute_logged(api_id, stage_name, method, path, headers, body, query_params):
        began = time.time()
        answer = await execute(api_id, stage_name, method, path, headers, body, query_params)
        log = settings.get((api_id, stage_name))
        if log and answer[0] != 413:
            account, region = scope_of(api_id)
            with request_scope(account, region):
                resource = match(api_id, [segment for segment in path.split("/") if segment])[0] or {}
                write(log, {
                    "accountId": get_account_id(),
                    "apiId": api_id,
                    "httpMethod": method,
                    "identity.sourceIp": get_request_client_ip(),
                    "identity.userAgent": headers.get("user-agent", "-"),
                    "path": f"/{stage_name}{path}",
                    "protocol": "HTTP/1.1",
                    "requestId": answer[1].get("x-amzn-requestid") or new_uuid(),
                    "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(began)),
                    "requestTimeEpoch": int(began * 1000),
                    "resourcePath": resource.get("path", "-"),
                    "responseLatency": int((time.time() - began) * 1000),
                    "responseLength": len(answer[2] or b""),
                    "stage": stage_name,
                    "status": answer[0],
                })
        return answer

    apigateway_v1.handle_execute = execute_logged


def remember(stage_name: str, properties: dict) -> None:
    log = properties.get("AccessLogSetting")
    settings.pop((properties["RestApiId"], stage_name), None)
    if not log:
        return
    if not (apigateway_v1._account_settings.get("settings") or {}).get("cloudwatchRoleArn"):
        raise ValueError("CloudWatch Logs role ARN must be set in account settings to enable logging")
    settings[properties["RestApiId"], stage_name] = log


def write(log: dict, values: dict) -> None:
    message = VARIABLE.sub(lambda found: str(values.get(found.group(1), "-")), log["Format"])
    group = log["DestinationArn"].rpartition(":log-group:")[2].removesuffix(":*")
    stream = {"logGroupName": group, "logStreamName": "access"}
    cloudwatch_logs._create_log_stream(stream)
    event = {"timestamp": values["requestTimeEpoch"], "message": message}
    cloudwatch_logs._put_log_events({**stream, "logEvents": [event]})
