"""A Glue request is allowed only if it is on each of its resources: catalog, database, table; crawler; job."""

from __future__ import annotations

from typing import Any

import pytest

from local.iam.glue import resource_arns
from tests.local.builders import ACCOUNT, REGION, allow, arn, policy, unique

CASES = [
    ("GetTable", {"DatabaseName": "d", "Name": "t"}, ["catalog", "database/d", "table/d/t"]),
    ("UpdateTable", {"DatabaseName": "d", "TableInput": {"Name": "t"}}, ["catalog", "database/d", "table/d/t"]),
    ("GetPartitions", {"DatabaseName": "d", "TableName": "t"}, ["catalog", "database/d", "table/d/t"]),
    ("GetTables", {"DatabaseName": "d"}, ["catalog", "database/d", "table/d/*"]),
    ("GetDatabase", {"Name": "d"}, ["catalog", "database/d"]),
    ("CreateDatabase", {"DatabaseInput": {"Name": "d"}}, ["catalog", "database/d"]),
    ("StartCrawler", {"Name": "c"}, ["crawler/c"]),
    ("StartJobRun", {"JobName": "j"}, ["job/j"]),
    ("GetConnection", {"Name": "c"}, ["catalog", "connection/c"]),
]


@pytest.mark.parametrize(("action", "body", "expected"), CASES)
def test_a_request_names_every_resource_aws_checks(action: str, body: dict[str, Any], expected: list[str]) -> None:
    found = resource_arns(action, body, REGION, ACCOUNT)
    assert found == [arn("glue", resource) for resource in expected]


@pytest.mark.local_aws
def test_reading_a_table_needs_the_catalog_the_database_and_the_table(aws: Any) -> None:
    database = unique("d").replace("-", "_")
    glue = aws.client("glue")
    glue.create_database(DatabaseInput={"Name": database})
    glue.create_table(DatabaseName=database, TableInput={"Name": "t"})
    user = unique("user")
    iam = aws.client("iam")
    iam.create_user(UserName=user)
    keys = iam.create_access_key(UserName=user)["AccessKey"]
    reader = aws.client("glue", {**keys, "SessionToken": None})
    resources = [arn("glue", r) for r in ("catalog", f"database/{database}", f"table/{database}/t")]

    def may_read(*allowed: str) -> bool:
        document = allow("glue:GetTable", list(allowed))
        iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=policy(document))
        try:
            return bool(reader.get_table(DatabaseName=database, Name="t")["Table"]["Name"] == "t")
        except reader.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] == "AccessDeniedException"
            return False

    assert may_read(*resources)
    for missing in resources:
        assert not may_read(*(resource for resource in resources if resource != missing)), missing
