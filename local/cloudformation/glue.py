"""Three types of Glue that stock CloudFormation does not know: classifiers, connections, security configurations."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ministack.services import glue
from ministack.services.cloudformation import provisioners

Properties = dict[str, Any]
Call = Callable[[Properties], tuple[int, dict[str, str], bytes]]

CLASSIFIER_KINDS = ("CsvClassifier", "JsonClassifier", "XMLClassifier", "GrokClassifier")


def _said(answer: tuple[int, dict[str, str], bytes], kind: str) -> None:
    """Raise ValueError when Glue refused; its message becomes the resource's status reason."""
    status, _, body = answer
    if status >= 300:
        raise ValueError(f"{kind}: {json.loads(body).get('message', body)}")


def _name_of(kind: str, properties: Properties) -> str:
    if kind == "AWS::Glue::Classifier":
        properties = next((properties[each] for each in CLASSIFIER_KINDS if each in properties), {})
    if kind == "AWS::Glue::Connection":
        properties = properties["ConnectionInput"]
    return str(properties.get("Name", ""))


def handlers(kind: str, create: Call, delete: Call) -> dict[str, Any]:
    """Create, update and delete by name; an update replaces, since references use only the name."""

    def provision(_logical_id: str, properties: Properties, _stack: str) -> tuple[str, Properties]:
        _said(create(properties), kind)
        return _name_of(kind, properties), {}

    def change(physical_id: str, _old: Properties, new: Properties, stack: str) -> tuple[str, Properties]:
        delete({"Name": physical_id})
        return provision("", new, stack)

    def remove(physical_id: str, _properties: Properties) -> None:
        delete({"Name": physical_id})

    return {"create": provision, "update": change, "delete": remove}


def _create_security_configuration(properties: Properties) -> tuple[int, dict[str, str], bytes]:
    """CloudFormation calls S3Encryptions what Glue's own API calls S3Encryption."""
    encryption = dict(properties.get("EncryptionConfiguration") or {})
    if "S3Encryptions" in encryption:
        encryption["S3Encryption"] = encryption.pop("S3Encryptions")
    answer: tuple[int, dict[str, str], bytes] = glue._create_security_configuration(
        properties | {"EncryptionConfiguration": encryption}
    )
    return answer


def apply() -> None:
    """Register the three types."""
    provisioners._RESOURCE_HANDLERS.update(
        {
            "AWS::Glue::Classifier": handlers(
                "AWS::Glue::Classifier", glue._create_classifier, glue._delete_classifier
            ),
            "AWS::Glue::Connection": handlers(
                "AWS::Glue::Connection",
                glue._create_connection,
                lambda named: glue._delete_connection({"ConnectionName": named["Name"]}),
            ),
            "AWS::Glue::SecurityConfiguration": handlers(
                "AWS::Glue::SecurityConfiguration",
                _create_security_configuration,
                glue._delete_security_configuration,
            ),
        }
    )
