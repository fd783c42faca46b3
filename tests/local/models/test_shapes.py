"""A call is held against the service model as AWS holds it: these are the sentences of its ValidationException."""

import json

import pytest

from local.models.answers import answer_problems, as_modelled, error_answer, sentence
from local.models.integrations import argument_problems
from local.models.operations import Request, operation_model
from local.models.requests import read
from local.models.shapes import problems


def of_json(service, operation, value):
    model = operation_model(service, operation)
    return list(problems(model.input_shape, value, wire=True))


def of_answer(service, operation, value):
    return list(problems(operation_model(service, operation).output_shape, value, wire=True))


COMMAND = {"Name": "glueetl"}
DELETE = b'<Delete xmlns="http://s3"><Object><Key>k</Key></Object><Quiet>true</Quiet></Delete>'
ASSUME = (
    b"Action=AssumeRole&Version=2011-06-15&RoleArn=r&RoleSessionName=s&DurationSeconds=900"
    b"&Tags.member.1.Key=a&Tags.member.1.Value=b&More=1"
)


@pytest.mark.parametrize(
    ("service", "operation", "value", "expected"),
    [
        (
            "glue",
            "CreateJob",
            {"Name": "j", "Command": COMMAND},
            "Value at 'Role' failed to satisfy constraint: Member must not be null",
        ),
        (
            "glue",
            "GetTable",
            {"DatabaseName": "d", "Name": "t", "Nmae": "x"},
            "Unknown member 'Nmae' of GetTableRequest",
        ),
        (
            "glue",
            "GetTable",
            {"DatabaseName": "d", "Name": ""},
            "Value '' at 'Name' failed to satisfy constraint: Member must have length greater than or",
        ),
        (
            "glue",
            "GetTable",
            {"DatabaseName": "d", "Name": "t" * 256},
            "' at 'Name' failed to satisfy constraint: Member must have length less than or equal to 255",
        ),
        (
            "glue",
            "GetTable",
            {"DatabaseName": "d", "Name": "a\nb"},
            "Member must satisfy regular expression pattern: [\\u0020",
        ),
        (
            "glue",
            "GetTables",
            {"DatabaseName": "d", "MaxResults": 101},
            "Value '101' at 'MaxResults' failed to satisfy constraint: Member must have value less than",
        ),
        (
            "glue",
            "GetTables",
            {"DatabaseName": 7},
            "Value '7' at 'DatabaseName' failed to satisfy constraint: Member must be of type string",
        ),
        ("glue", "CreateJob", {"Name": "j", "Role": "r", "Command": COMMAND, "WorkerType": "G.1X"}, None),
        (
            "glue",
            "CreateJob",
            {"Name": "j", "Role": "r", "Command": COMMAND, "ExecutionClass": "FAST"},
            "Member must satisfy enum value set: [FLEX, STANDARD]",
        ),
        ("states", "StartExecution", {"stateMachineArn": "arn", "name": "n" * 81}, "less than or equal to 80"),
        (
            "sns",
            "Publish",
            {"Message": 7},
            "Value '7' at 'Message' failed to satisfy constraint: Member must be of type string",
        ),
        (
            "dynamodb",
            "PutItem",
            {"TableName": "t", "Item": {"pk": {"L": [{"M": {"a": {"S": 1}}}]}}},
            "Value '1' at 'Item.pk.L.1.member.M.a.S' failed to satisfy constraint: Member must be of type string",
        ),
        (
            "dynamodb",
            "TransactWriteItems",
            {"TransactItems": [{"Put": {"TableName": "t", "Item": {}}}] * 101},
            "Member must have length less than or equal to 100",
        ),
    ],
)
def test_each_constraint_is_said(service, operation, value, expected):
    found = of_json(service, operation, value)
    assert (expected in found[0]) if expected else (found == [])


def test_characters_beyond_16_bits_pass_patterns_of_java():
    assert of_json("glue", "GetTable", {"DatabaseName": "d", "Name": "größe 😀"}) == []


def test_null_is_an_absent_member():
    assert of_json("glue", "GetTables", {"DatabaseName": "d", "NextToken": None}) == []


def test_an_answer_lacks_nothing_and_has_no_more_than_its_shape():
    told = {"executionArn": "arn:aws:states:us-east-1:1:execution:m:n", "startDate": 1.5}
    assert of_answer("states", "StartExecution", told) == []
    assert of_answer("states", "StartExecution", {**told, "startDate": True, "name": "n"}) == [
        "Unknown member 'name' of StartExecutionOutput",
        "Value 'True' at 'startDate' failed to satisfy constraint: Member must be of type timestamp",
    ]


def request(service, method, path, query=None, headers=None, body=b""):
    return Request(service, method, path, headers or {}, {k: [v] for k, v in (query or {}).items()}, body)


@pytest.mark.parametrize(
    ("given", "operation", "members"),
    [
        (
            request("s3", "GET", "/b/a/k.csv", {"versionId": "1"}),
            "GetObject",
            {"Bucket": "b", "Key": "a/k.csv", "VersionId": "1"},
        ),
        (
            request("s3", "PUT", "/b/k", headers={"x-amz-copy-source": "b/k2"}),
            "CopyObject",
            {"Bucket": "b", "Key": "k", "CopySource": "b/k2"},
        ),
        (
            request("s3", "PUT", "/b/k", {"partNumber": "2", "uploadId": "u"}, body=b"x"),
            "UploadPart",
            {"Bucket": "b", "Key": "k", "PartNumber": 2, "UploadId": "u", "Body": b"x"},
        ),
        (
            request("s3", "GET", "/b", {"list-type": "2", "max-keys": "5"}),
            "ListObjectsV2",
            {"Bucket": "b", "MaxKeys": 5},
        ),
        (request("s3", "GET", "/b/", {"versions": ""}), "ListObjectVersions", {"Bucket": "b"}),
        (
            request("s3", "PUT", "/b/k", headers={"x-amz-meta-a": "1"}),
            "PutObject",
            {"Bucket": "b", "Key": "k", "Metadata": {"a": "1"}},
        ),
        (
            request("s3", "POST", "/b", {"delete": ""}, body=DELETE),
            "DeleteObjects",
            {"Bucket": "b", "Delete": {"Objects": [{"Key": "k"}], "Quiet": True}},
        ),
        (
            request("sts", "POST", "/", body=ASSUME),
            "AssumeRole",
            {
                "RoleArn": "r",
                "RoleSessionName": "s",
                "DurationSeconds": 900,
                "Tags": [{"Key": "a", "Value": "b"}],
                "More": "",
            },
        ),
        (
            request(
                "lambda",
                "POST",
                "/2015-03-31/functions/f%3A1/invocations",
                headers={"x-amz-invocation-type": "Event"},
                body=b"{}",
            ),
            "Invoke",
            {"FunctionName": "f:1", "InvocationType": "Event", "Payload": b"{}"},
        ),
        (
            request("glue", "POST", "/", headers={"x-amz-target": "AWSGlue.GetJob"}, body=b'{"JobName":"j"}'),
            "GetJob",
            {"JobName": "j"},
        ),
    ],
)
def test_requests_of_each_protocol_are_read(given, operation, members):
    model, found, wire = read(given)
    assert (model.name, found) == (operation, members)
    if "More" not in members:
        assert list(problems(model.input_shape, found, wire)) == []


def test_of_two_operations_at_one_address_the_deprecated_one_is_not_meant():
    model, _, _ = read(request("s3", "GET", "/b", {"notification": ""}))
    assert model.name == "GetBucketNotificationConfiguration"


def test_words_of_headers_count_in_any_case():
    model, found, wire = read(request("s3", "GET", "/b/k", headers={"x-amz-checksum-mode": "enabled"}))
    assert list(problems(model.input_shape, found, wire)) == []


def test_what_is_no_call_is_not_checked():
    assert read(request("glue", "POST", "/", headers={"x-amz-target": "AWSGlue.Nothing"})) is None
    assert read(request("ecs-metadata", "GET", "/")) is None


def test_answers_in_xml_are_read_by_the_parser_of_clients():
    model = operation_model("s3", "ListObjectsV2")
    good = b"<ListBucketResult><KeyCount>1</KeyCount><Contents><Key>k</Key><Size>3</Size></Contents></ListBucketResult>"
    assert list(answer_problems(model, "rest-xml", (200, {}, good))) == []
    bad = good.replace(b"<Size>3", b"<Size>three")
    assert "ListObjectsV2Output cannot be read" in next(answer_problems(model, "rest-xml", (200, {}, bad)))


def test_tasks_of_state_machines_are_held_against_the_operation_they_call():
    start = "arn:aws:states:::glue:startJobRun.sync"
    assert argument_problems(start, {"JobName": "j", "Arguments": {"--load": "{}"}}) == ("glue StartJobRun", [])
    named, found = argument_problems(start, {"Jobname": "j"})
    assert (named, len(found)) == ("glue StartJobRun", 2)
    execution = {"StateMachineArn": "arn", "Input": {"a": 1}}
    assert argument_problems("arn:aws-cn:states:::states:startExecution.sync:2", execution) == (
        "states StartExecution",
        [],
    )
    assert argument_problems("arn:aws:states:::aws-sdk:glue:getCrawler", {"Name": "c"}) == ("glue GetCrawler", [])
    assert argument_problems("arn:aws:states:us-east-1:1:activity:a", {}) is None


def test_what_an_answer_has_too_much_is_left_out():
    model = operation_model("glue", "GetJob")
    said = {"Job": {"Name": "j", "SecurityConfiguration": "", "Tags": {}, "Description": "", "Command": {"Name": "x"}}}
    answer = (200, {"Content-Length": "9"}, json.dumps(said).encode())
    assert list(answer_problems(model, "json", answer)) != []
    status, headers, body = as_modelled(model, "json", answer)
    assert (status, headers) == (200, {})
    assert json.loads(body) == {"Job": {"Name": "j", "Description": "", "Command": {"Name": "x"}}}
    described = operation_model("cloudformation", "ValidateTemplate")
    xml = "<R><ValidateTemplateResult><Description/></ValidateTemplateResult></R>"
    assert list(answer_problems(described, "query", (200, {}, xml))) == []


def test_errors_have_the_form_of_the_protocol():
    text = sentence(["a < b", "c"])
    assert text == "2 validation errors detected: a < b; c"
    status, headers, body = error_answer("json", "ValidationException", 400, text, "1")
    assert (status, headers["x-amzn-errortype"], b'"__type": "ValidationException"' in body) == (
        400,
        "ValidationException",
        True,
    )
    assert (
        b"<Error><Code>V</Code><Message>2 validation errors detected: a &lt; b"
        in error_answer("rest-xml", "V", 400, text, "1")[2]
    )
    assert error_answer("query", "V", 400, text, "1")[2].startswith(b"<ErrorResponse><Error>")
