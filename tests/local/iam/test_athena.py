"""An Athena request is checked on the workgroup of its query, or on its catalogue."""

from __future__ import annotations

from typing import Any

import pytest

from local.iam.athena import resource_of
from tests.local.builders import allow, arn, policy, unique

CASES = [
    ("StartQueryExecution", {"WorkGroup": "w"}, "workgroup/w"),
    ("StartQueryExecution", {}, "workgroup/primary"),
    ("GetQueryResults", {"QueryExecutionId": "not there"}, "workgroup/*"),
    ("BatchGetNamedQuery", {"NamedQueryIds": ["not there"]}, "workgroup/*"),
    ("CreateWorkGroup", {"Name": "w"}, "workgroup/w"),
    ("ListNamedQueries", {}, "workgroup/primary"),
    ("GetDataCatalog", {"Name": "AwsDataCatalog"}, "datacatalog/AwsDataCatalog"),
    ("ListDatabases", {"CatalogName": "AwsDataCatalog"}, "datacatalog/AwsDataCatalog"),
    ("ListWorkGroups", {}, None),
]


@pytest.mark.parametrize(("action", "request_", "expected"), CASES)
def test_a_request_names_the_resource_that_aws_checks(action: str, request_: dict[str, Any], expected: str) -> None:
    assert resource_of(action, request_) == expected


@pytest.mark.local_aws
def test_a_query_and_a_saved_one_are_read_with_a_right_to_their_workgroup_and_not_with_another(aws: Any) -> None:
    groups, athena, iam = (unique("w"), unique("w")), aws.client("athena"), aws.client("iam")
    results = {"OutputLocation": f"s3://{aws.make_bucket()}/"}
    for group in groups:
        athena.create_work_group(Name=group, Configuration={"ResultConfiguration": results})
    query = athena.start_query_execution(QueryString="select 1", WorkGroup=groups[0])["QueryExecutionId"]
    named = athena.create_named_query(Name="n", Database="d", QueryString="select 1", WorkGroup=groups[0])
    user = unique("user")
    iam.create_user(UserName=user)
    keys = iam.create_access_key(UserName=user)["AccessKey"]
    reader = aws.client("athena", {**keys, "SessionToken": None})

    def may_read(group: str) -> list[bool]:
        document = allow("athena:*", arn("athena", f"workgroup/{group}"))
        iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=policy(document))
        return [
            allowed(reader.get_query_execution, QueryExecutionId=query),
            allowed(reader.batch_get_query_execution, QueryExecutionIds=[query]),
            allowed(reader.get_named_query, NamedQueryId=named["NamedQueryId"]),
        ]

    def allowed(call: Any, **request: Any) -> bool:
        try:
            return bool(call(**request))
        except reader.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] == "AccessDeniedException"
            return False

    assert [may_read(group) for group in groups] == [[True] * 3, [False] * 3]
