"""A bucket gets the tags of its template, and loses those that the template no longer has.

The CDK's function that empties a bucket before its stack goes reads the permission to do so from a tag of the bucket.
MiniStack's provisioner does not look at `Tags`.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
"""

from ministack.services import s3

from emulator.shape import after_provisioning, need


def apply() -> None:
    need(hasattr(s3, "_bucket_tags"), "s3._bucket_tags is gone")
    after_provisioning("AWS::S3::Bucket", tag)


def tag(name: str, properties: dict) -> None:
    tags = {each["Key"]: each["Value"] for each in properties.get("Tags") or []}
    if tags:
        s3._bucket_tags[name] = tags
    else:
        s3._bucket_tags.pop(name, None)
