"""Tags of the stack reach buckets, Glue jobs and crawlers, as CloudFormation puts them on all that can be tagged."""

from __future__ import annotations

from typing import Any

from ministack.services import s3
from ministack.services.cloudformation import provisioners

from local.patching import register

FORMS = {
    "AWS::S3::Bucket": ("Tags", "list"),
    "AWS::Glue::Job": ("Tags", "map"),
    "AWS::Glue::Crawler": ("Tags", "map"),
}
"""The property of each type, and whether it is a list of pairs or a map."""


def tag_bucket(name: str, properties: dict[str, Any]) -> None:
    """Give the bucket its tags, which stock MiniStack drops."""
    s3._bucket_tags[name] = {str(tag["Key"]): str(tag["Value"]) for tag in properties.get("Tags") or []}


def apply() -> None:
    """Add the types; PatchError where the emulator is another version."""
    for kind, form in FORMS.items():
        register(provisioners._STACK_TAG_PROPERTY, "provisioners._STACK_TAG_PROPERTY", kind, form)
