"""A bucket that still holds something cannot be deleted with its stack.

AWS answers BucketNotEmpty and the stack ends in DELETE_FAILED. MiniStack deletes bucket and objects, so that a stack whose
bucket nothing empties seems to go away.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html
"""

from ministack.services import s3
from ministack.services.cloudformation import provisioners

from emulator.shape import function, need

BUCKET = "AWS::S3::Bucket"


def apply() -> None:
    handler = provisioners._RESOURCE_HANDLERS.get(BUCKET, {})
    need("delete" in handler, f"the deletion of {BUCKET}")
    need(hasattr(s3, "_buckets"), "s3._buckets is gone")
    has_versions = function(s3, "_bucket_has_versions", "name")
    delete = handler["delete"]

    def delete_if_empty(physical_id, properties):
        if (s3._buckets.get(physical_id) or {}).get("objects") or has_versions(physical_id):
            raise ValueError(f"The bucket you tried to delete is not empty: {physical_id}")
        return delete(physical_id, properties)

    handler["delete"] = delete_if_empty
