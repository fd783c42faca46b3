"""What a client of the local AWS sees of the check, and the report that it leaves."""

import json

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local.models.defaults import given
from local.models.report import Report


@pytest.fixture
def careless(aws):
    """A client that sends whatever it is given, as boto3's would not."""
    config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return lambda service: boto3.client(
        service, endpoint_url=aws.endpoint, region_name="us-east-1", config=config, **keys
    )


def told(aws):
    return json.loads((aws.state_dir / "conformity.json").read_text())


@pytest.mark.local_aws
def test_a_call_that_the_model_refuses_fails_and_is_told(aws, careless):
    with pytest.raises(ClientError) as refused:
        careless("glue").get_tables(DatabaseName="d", MaxResults=1000)
    assert refused.value.response["Error"]["Code"] == "ValidationException"
    assert refused.value.response["Error"]["Message"] == (
        "1 validation error detected: Value '1000' at 'MaxResults' failed to satisfy constraint: "
        "Member must have value less than or equal to 100"
    )
    with pytest.raises(ClientError, match=r"ValidationException.*DurationSeconds"):
        careless("sts").assume_role(RoleArn="arn:aws:iam::000000000000:role/x", RoleSessionName="s", DurationSeconds=1)
    found = [each for each in told(aws)["violations"] if "MaxResults" in each["problem"]]
    assert found == [
        {
            "side": "request",
            "operation": "glue GetTables",
            "problem": "Value '1000' at 'MaxResults' failed to satisfy constraint: "
            "Member must have value less than or equal to 100",
            "times": 1,
        }
    ]


def test_the_report_counts_calls_and_names_what_is_left_to_defaults(tmp_path):
    report = Report(tmp_path / "conformity.json")
    report.checked("glue", "CreateJob", 0.001, 100, 7)
    report.checked("glue", "CreateJob", 0.003, 20, 0)
    report.unchecked("ecs GET")
    report.created("glue CreateJob", ["Name", "Role", "Timeout"], {"Name"})
    report.created("glue CreateJob", ["Name", "Role", "Timeout"], {"Role"})
    report.violation("answer", "glue CreateJob", "Member must not be null")
    assert json.loads((tmp_path / "conformity.json").read_text()) == {
        "calls": 2,
        "milliseconds_a_call": 2.0,
        "operations": {"glue": {"CreateJob": 2}},
        "bytes": {"glue": {"received": 120, "sent": 7}},
        "unchecked": {"ecs GET": 1},
        "violations": [
            {"side": "answer", "operation": "glue CreateJob", "problem": "Member must not be null", "times": 1}
        ],
        "left_to_defaults": {"glue CreateJob": ["Timeout"]},
    }


def test_properties_of_a_resource_are_members_of_the_call_that_makes_it():
    members = ["name", "definition", "roleArn", "type", "tracingConfiguration"]
    properties = {"StateMachineName": "m", "DefinitionString": "{}", "RoleArn": "r"}
    assert given("CreateStateMachine", members, properties) == {"name", "definition", "roleArn"}
