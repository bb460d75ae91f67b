"""CloudFormation sets a table's TTL attribute and its point-in-time recovery.

MiniStack's provisioner of AWS::DynamoDB::Table creates the table without either, though its DynamoDB has both.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
"""

import json

from ministack.services import dynamodb

from emulator.shape import after_provisioning, function


def apply() -> None:
    update_ttl = function(dynamodb, "_update_ttl", "data")
    update_backups = function(dynamodb, "_update_continuous_backups", "data")

    def set_properties(table_name: str, properties: dict) -> None:
        ttl = properties.get("TimeToLiveSpecification")
        if ttl:
            specification = {"AttributeName": ttl.get("AttributeName", ""), "Enabled": is_true(ttl.get("Enabled"))}
            call(update_ttl, {"TableName": table_name, "TimeToLiveSpecification": specification})
        recovery = properties.get("PointInTimeRecoverySpecification") or {}
        enabled = is_true(recovery.get("PointInTimeRecoveryEnabled"))
        call(update_backups, {
            "TableName": table_name,
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": enabled},
        })

    after_provisioning("AWS::DynamoDB::Table", set_properties)


def is_true(value: object) -> bool:
    """A template's boolean, which YAML may carry as a string."""
    return str(value).lower() == "true"


def call(operation, data: dict) -> None:
    status, _headers, body = operation(data)
    if status >= 400:
        raise ValueError(json.loads(body).get("message", f"DynamoDB answered {status}"))
