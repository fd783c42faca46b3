"""The Athena API: failures are failures, results have pages and a file, and the caller's permissions count."""

from __future__ import annotations

import threading
from typing import Any

import pyarrow as pa
import pytest

from tests.local.builders import allow, arn, policy, unique
from tests.local.queries import (
    JSON_SERDE,
    make_bucket,
    make_database,
    make_hive_table,
    make_iceberg_table,
    put,
    reason_of,
    rows_of,
    run_query,
)

pytestmark = pytest.mark.local_aws


@pytest.fixture(scope="module")
def database(aws: Any) -> str:
    return make_database(aws)


@pytest.fixture(scope="module")
def table(aws: Any, database: str) -> str:
    return str(make_iceberg_table(aws, database, pa.table({"id": [1, 2]})).name()[-1])


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("select * from nope", "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.{database}.nope' does not exist"),
        ("select 1\nfrom x.y", "SCHEMA_NOT_FOUND: line 2:6: Schema 'x' does not exist"),
        ("select * from c.x.y", "CATALOG_NOT_FOUND: line 1:15: Catalog 'c' not found, the local Athena has "
         "only 'awsdatacatalog'"),
        ("select id,\n nope from {table}", "COLUMN_NOT_FOUND: line 2:2: Column 'nope' cannot be resolved"),
        ("select nope(1)", "FUNCTION_NOT_FOUND: Function 'nope' not registered"),
        ("select 1 / 0", "DIVISION_BY_ZERO: Division by zero"),
        ("select cast('x' as bigint)", "INVALID_CAST_ARGUMENT: Could not convert string 'x' to INT64"),
        ("select 1; select 2", "SYNTAX_ERROR: Only one sql statement is allowed, found 2"),
        ("create table x as select 1", "NOT_SUPPORTED: CREATE statements are not supported by the local Athena"),
        ("insert into {table} values (3)", "NOT_SUPPORTED: INSERT statements are not supported by the local Athena"),
        ("delete from {table}", "NOT_SUPPORTED: DELETE statements are not supported by the local Athena"),
    ],
)  # fmt: skip
def test_a_wrong_query_fails_with_athenas_reason(aws: Any, database: str, table: str, sql: str, reason: str) -> None:
    asked, expected = (text.format(database=database, table=table) for text in (sql, reason))
    assert reason_of(aws, asked, database) == expected


def test_text_that_is_no_sql_fails(aws: Any) -> None:
    assert reason_of(aws, "selec 1").startswith("SYNTAX_ERROR: line 1:")


def test_no_query_reads_the_files_of_the_machine(aws: Any) -> None:
    assert "file system operations are disabled" in reason_of(aws, "select * from read_csv('/etc/passwd')")


def test_a_semicolon_at_the_end_is_allowed(aws: Any) -> None:
    assert rows_of(aws, "select 1; -- the end") == [("1",)]


def test_metadata_of_an_unknown_table_is_an_error(aws: Any, database: str, table: str) -> None:
    athena, where = aws.client("athena"), {"CatalogName": "AwsDataCatalog", "DatabaseName": database}
    found = athena.get_table_metadata(TableName=table, **where)["TableMetadata"]
    assert [column["Name"] for column in found["Columns"]] == ["id"]
    with pytest.raises(athena.exceptions.MetadataException, match=f"table {database}.nope"):
        athena.get_table_metadata(TableName="nope", **where)


def test_results_of_a_failed_query_are_refused(aws: Any) -> None:
    execution, athena = run_query(aws, "select * from nope"), aws.client("athena")
    with pytest.raises(athena.exceptions.InvalidRequestException, match="SCHEMA_NOT_FOUND"):
        athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])


def test_the_result_file_is_quoted_csv_with_null_empty(aws: Any) -> None:
    location = f"s3://{make_bucket(aws)}/deep/results"
    sql = "select 1 as a, cast(null as varchar) as b, 'x \"y\"' as c"
    execution = run_query(aws, sql, ResultConfiguration={"OutputLocation": location})
    file = f"{location}/{execution['QueryExecutionId']}.csv"
    assert execution["ResultConfiguration"]["OutputLocation"] == file
    bucket, key = file.removeprefix("s3://").split("/", 1)
    body = aws.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read().decode()
    assert body == '"a","b","c"\n"1",,"x ""y"""\n'


def test_a_missing_output_bucket_fails_the_query(aws: Any) -> None:
    location = {"OutputLocation": "s3://no-such-bucket-here/"}
    status = run_query(aws, "select 1", ResultConfiguration=location)["Status"]
    assert status["State"] == "FAILED"
    assert status["StateChangeReason"] == "HIVE_FILESYSTEM_ERROR: S3 bucket 'no-such-bucket-here' does not exist"


def test_an_enforced_workgroup_decides_where_results_go(aws: Any) -> None:
    mine, theirs, name = make_bucket(aws), make_bucket(aws), unique("group")
    configuration = {"EnforceWorkGroupConfiguration": True, "ResultConfiguration": {"OutputLocation": f"s3://{theirs}"}}
    aws.client("athena").create_work_group(Name=name, Configuration=configuration)
    own = {"OutputLocation": f"s3://{mine}/"}
    execution = run_query(aws, "select 1", WorkGroup=name, ResultConfiguration=own)
    assert execution["ResultConfiguration"]["OutputLocation"].startswith(f"s3://{theirs}/")
    assert "Contents" not in aws.client("s3").list_objects_v2(Bucket=mine)


def test_an_unknown_workgroup_is_refused(aws: Any) -> None:
    athena = aws.client("athena")
    with pytest.raises(athena.exceptions.InvalidRequestException, match=r"WorkGroup nope is not found\."):
        athena.start_query_execution(QueryString="select 1", WorkGroup="nope")


def test_pages_hold_a_thousand_rows_with_the_header_on_the_first_alone(aws: Any) -> None:
    execution = run_query(aws, "select n from unnest(sequence(1, 2500)) as t(n) order by n")
    asked = {"QueryExecutionId": execution["QueryExecutionId"]}
    pages = list(aws.client("athena").get_paginator("get_query_results").paginate(**asked))
    rows = [row["Data"][0]["VarCharValue"] for page in pages for row in page["ResultSet"]["Rows"]]
    assert [len(page["ResultSet"]["Rows"]) for page in pages] == [1000, 1000, 501]
    assert rows == ["n", *map(str, range(1, 2501))]


def test_queries_side_by_side_do_not_see_each_other(aws: Any, database: str) -> None:
    names = [str(make_iceberg_table(aws, database, pa.table({"id": [n]})).name()[-1]) for n in range(6)]
    found: dict[int, Any] = {}

    def ask(number: int) -> None:
        found[number] = rows_of(aws, f"with t as (select * from {names[number]}) select id from t", database)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: [(str(number),)] for number in range(6)}


def user_who_may(aws: Any, *statements: dict[str, Any]) -> dict[str, str]:
    """Credentials of a new user with exactly these statements, and Athena's."""
    iam, name = aws.client("iam"), unique("user")
    iam.create_user(UserName=name)
    document = policy(allow("athena:*", "*"), allow("s3:PutObject", "*"), *statements)
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"AccessKeyId": key["AccessKeyId"], "SecretAccessKey": key["SecretAccessKey"], "SessionToken": ""}


def test_the_caller_needs_the_table_and_its_objects(aws: Any, database: str, table: str) -> None:
    catalog = [arn("glue", "catalog"), arn("glue", f"database/{database}"), arn("glue", f"table/{database}/{table}")]
    look, read = allow("glue:GetTable", catalog), allow("s3:GetObject", "*")
    sql = f"select count(*) from {table}"

    reason = reason_of(aws, sql, database, user_who_may(aws, read))
    assert reason.startswith("ACCESS_DENIED: Insufficient permissions to execute the query. ")
    assert "glue:GetTable" in reason
    reason = reason_of(aws, sql, database, user_who_may(aws, look))
    assert reason.startswith("PERMISSION_DENIED: Access denied by Amazon S3: ")
    assert "s3:GetObject" in reason
    status = run_query(aws, sql, database, user_who_may(aws, look, read))["Status"]
    assert status["State"] == "SUCCEEDED"


def test_the_caller_needs_the_objects_of_a_hive_table_and_the_output_location(aws: Any, database: str) -> None:
    folder = f"s3://{make_bucket(aws)}/t/"
    put(aws, f"{folder}a.json", '{"id": 1}')
    name = make_hive_table(aws, database, folder, {"id": "bigint"}, JSON_SERDE)
    look, sql = allow("glue:*", "*"), f"select * from {name}"
    assert "s3:ListBucket" in reason_of(aws, sql, database, user_who_may(aws, look))
    listing = allow("s3:ListBucket", "*")
    assert "s3:GetObject" in reason_of(aws, sql, database, user_who_may(aws, look, listing))
    write = {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"}
    assert "s3:PutObject" in reason_of(aws, "select 1", database, user_who_may(aws, write))
