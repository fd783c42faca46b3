"""Classifiers and security configurations of a stack: made, changed, removed, and a refusal fails the stack."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError, WaiterError


def template(delimiter, name="semicolons", **resources):
    csv = {"Name": name, "Delimiter": delimiter, "QuoteSymbol": '"', "ContainsHeader": "PRESENT"}
    classifier = {"Type": "AWS::Glue::Classifier", "Properties": {"CsvClassifier": csv}}
    return json.dumps({"Resources": {"Classifier": classifier} | resources})


def test_a_classifier_is_made_changed_and_removed_with_its_stack(aws, stack):
    glue = aws.client("glue")
    stack("create", template(";"))
    assert glue.get_classifier(Name="semicolons")["Classifier"]["CsvClassifier"]["Delimiter"] == ";"
    stack("update", template("|"))
    assert glue.get_classifier(Name="semicolons")["Classifier"]["CsvClassifier"]["Delimiter"] == "|"
    stack.remove()
    with pytest.raises(ClientError) as caught:
        glue.get_classifier(Name="semicolons")
    assert caught.value.response["Error"]["Code"] == "EntityNotFoundException"


def test_a_security_configuration_keeps_what_it_encrypts(aws, stack):
    encryption = {"S3Encryptions": [{"S3EncryptionMode": "SSE-KMS", "KmsKeyArn": "arn:aws:kms:us-east-1:1:key/k"}]}
    properties = {"Name": "sealed", "EncryptionConfiguration": encryption}
    resource = {"Type": "AWS::Glue::SecurityConfiguration", "Properties": properties}
    stack("create", template(",", "commas", Sealed=resource))
    found = aws.client("glue").get_security_configuration(Name="sealed")["SecurityConfiguration"]
    assert found["EncryptionConfiguration"]["S3Encryption"][0]["S3EncryptionMode"] == "SSE-KMS"
    stack.remove()


def test_a_name_that_is_taken_fails_the_stack(aws, stack):
    csv = {"Name": "taken", "Delimiter": ","}
    aws.client("glue").create_classifier(CsvClassifier=csv)
    with pytest.raises(WaiterError, match="ROLLBACK"):
        stack("create", template(",", "taken"))
