"""A table that CloudFormation deletes goes with its tags and settings, unless it is protected.

On AWS the Tagging API does not find a table that is gone, and `DeletionProtectionEnabled` fails the deletion. MiniStack's
provisioner takes the table alone out of its records, protected or not.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html#WorkingWithTables.Basics.DeletionProtection
"""

import json

from ministack.services import dynamodb
from ministack.services.cloudformation import provisioners

from emulator.shape import function, need


def apply() -> None:
    delete = function(dynamodb, "_delete_table", "data")
    remove = function(provisioners, "_ddb_delete", "physical_id", "props")
    handler = provisioners._RESOURCE_HANDLERS.get("AWS::DynamoDB::Table", {})
    need(handler.get("delete") is remove, "the deletion of a table")

    def delete_table(physical_id, _properties):
        if physical_id not in dynamodb._tables:
            return
        status, _headers, body = delete({"TableName": physical_id})
        if status >= 400:
            raise ValueError(json.loads(body).get("message", f"DynamoDB answered {status}"))

    handler["delete"] = delete_table
