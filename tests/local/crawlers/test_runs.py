"""A crawler's life: states, repeats, changes, permissions, and Step Functions over it."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest

from tests.local.builders import allow, arn, machine, role, run, unique
from tests.local.crawls import columns_of, crawl, make_crawler, table_names, wait_until_ready
from tests.local.queries import make_bucket, make_database, make_iceberg_table, put, rows_of

pytestmark = pytest.mark.local_aws


@pytest.fixture
def database(aws: Any) -> str:
    return make_database(aws)


@pytest.fixture
def folder(aws: Any) -> str:
    return f"s3://{make_bucket(aws)}/orders/"


def fill(aws: Any, folder: str, files: int = 60) -> None:
    """Enough files for a crawl to be seen at work."""
    for number in range(files):
        put(aws, f"{folder}{number}.jsonl", '{"id": 1}')


def version_of(aws: Any, database: str, table: str) -> Any:
    return aws.client("glue").get_table(DatabaseName=database, Name=table)["Table"]["VersionId"]


def test_a_new_crawler_has_no_last_crawl(aws: Any, database: str, folder: str) -> None:
    name = make_crawler(aws, database, folder)
    crawler = aws.client("glue").get_crawler(Name=name)["Crawler"]
    assert crawler["State"] == "READY"
    assert "LastCrawl" not in crawler


def test_a_crawl_tells_when_it_began_and_where_it_logs(aws: Any, database: str, folder: str) -> None:
    name = make_crawler(aws, database, folder)
    last = crawl(aws, name)
    assert (last["LogGroup"], last["LogStream"]) == ("/aws-glue/crawlers", name)
    assert "ErrorMessage" not in last
    assert last["StartTime"].year > 2000


def test_a_busy_crawler_refuses_to_start_change_or_go(aws: Any, database: str, folder: str) -> None:
    fill(aws, folder)
    glue, name = aws.client("glue"), make_crawler(aws, database, folder)
    glue.start_crawler(Name=name)
    with pytest.raises(glue.exceptions.CrawlerRunningException, match=f"Crawler with name {name} has already started"):
        glue.start_crawler(Name=name)
    with pytest.raises(glue.exceptions.CrawlerRunningException):
        glue.update_crawler(Name=name, Description="x")
    with pytest.raises(glue.exceptions.CrawlerRunningException):
        glue.delete_crawler(Name=name)
    assert wait_until_ready(aws, name)["LastCrawl"]["Status"] == "SUCCEEDED"


def test_a_stopped_crawl_ends_cancelled_and_writes_nothing(aws: Any, database: str, folder: str) -> None:
    fill(aws, folder)
    glue, name = aws.client("glue"), make_crawler(aws, database, folder)
    glue.start_crawler(Name=name)
    glue.stop_crawler(Name=name)
    assert wait_until_ready(aws, name)["LastCrawl"]["Status"] == "CANCELLED"
    assert table_names(aws, database) == []


def test_stopping_an_idle_crawler_and_starting_an_unknown_one_are_errors(aws: Any, database: str, folder: str) -> None:
    glue, name = aws.client("glue"), make_crawler(aws, database, folder)
    with pytest.raises(glue.exceptions.CrawlerNotRunningException):
        glue.stop_crawler(Name=name)
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.start_crawler(Name="nobody")


def test_a_repeat_changes_nothing(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}dt=1/a.jsonl", '{"id": 1}')
    name = make_crawler(aws, database, folder)
    crawl(aws, name)
    before = version_of(aws, database, "orders")
    crawl(aws, name)
    assert version_of(aws, database, "orders") == before
    assert rows_of(aws, "select * from orders", database) == [("1", "1")]
    [metrics] = aws.client("glue").get_crawler_metrics(CrawlerNameList=[name])["CrawlerMetricsList"]
    assert (metrics["TablesCreated"], metrics["TablesUpdated"]) == (0, 0)


def test_new_columns_and_partitions_are_added(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}dt=1/a.jsonl", '{"id": 1}')
    name = make_crawler(aws, database, folder)
    crawl(aws, name)
    put(aws, f"{folder}dt=2/a.jsonl", '{"id": 2, "note": "x"}')
    crawl(aws, name)
    assert columns_of(aws, database, "orders") == {"id": "int", "note": "string"}
    assert rows_of(aws, "select id, note, dt from orders order by id", database) == [("1", None, "1"), ("2", "x", "2")]


def test_update_behavior_log_keeps_the_columns(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}a.jsonl", '{"id": 1}')
    policy = {"UpdateBehavior": "LOG", "DeleteBehavior": "LOG"}
    name = make_crawler(aws, database, folder, SchemaChangePolicy=policy)
    crawl(aws, name)
    put(aws, f"{folder}b.jsonl", '{"id": 2, "note": "x"}')
    crawl(aws, name)
    assert columns_of(aws, database, "orders") == {"id": "int"}


@pytest.mark.parametrize(
    ("behavior", "left", "deprecated"),
    [("LOG", ["orders"], False), ("DEPRECATE_IN_DATABASE", ["orders"], True), ("DELETE_FROM_DATABASE", [], False)],
)
def test_delete_behavior_decides_about_a_table_whose_files_are_gone(
    aws: Any, database: str, folder: str, behavior: str, left: list[str], deprecated: bool
) -> None:
    put(aws, f"{folder}a.jsonl", '{"id": 1}')
    policy = {"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": behavior}
    name = make_crawler(aws, database, folder, SchemaChangePolicy=policy)
    crawl(aws, name)
    bucket, key = f"{folder}a.jsonl".removeprefix("s3://").split("/", 1)
    aws.client("s3").delete_object(Bucket=bucket, Key=key)
    crawl(aws, name)
    assert table_names(aws, database) == left
    tables = aws.client("glue").get_tables(DatabaseName=database)["TableList"]
    assert any("DEPRECATED_BY_CRAWLER" in table["Parameters"] for table in tables) == deprecated


def test_an_iceberg_table_is_never_overwritten(aws: Any, database: str) -> None:
    name = str(make_iceberg_table(aws, database, pa.table({"id": [1]})).name()[-1])
    folder = f"s3://{make_bucket(aws)}/{name}/"
    put(aws, f"{folder}a.jsonl", '{"id": 1}')
    last = crawl(aws, make_crawler(aws, database, folder), "FAILED")
    assert last["ErrorMessage"] == (
        f"Table '{database}.{name}' is an Iceberg table, expected no table or a crawled table: "
        "give the crawler another TablePrefix or database"
    )


def permissions(database: str) -> dict[str, dict[str, Any]]:
    """What a crawl of a partitioned folder needs, by action."""
    tables = [arn("glue", "catalog"), arn("glue", f"database/{database}"), arn("glue", f"table/{database}/*")]
    actions = ["GetDatabase", "GetTable", "GetTables", "CreateTable", "GetPartitions", "BatchCreatePartition"]
    actions.append("CreatePartitionIndex")
    needed = {f"glue:{action}": allow(f"glue:{action}", tables) for action in actions}
    return needed | {action: allow(action, "*") for action in ("s3:ListBucket", "s3:GetObject")}


def test_a_role_with_exactly_what_is_needed_is_enough(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}dt=1/a.jsonl", '{"id": 1}')
    crawl(aws, make_crawler(aws, database, folder, Role=role(aws, "glue", *permissions(database).values())))
    assert rows_of(aws, "select id from orders", database) == [("1",)]


@pytest.mark.parametrize("taken", list(permissions("")))
def test_one_permission_taken_away_fails_the_crawl(aws: Any, database: str, folder: str, taken: str) -> None:
    put(aws, f"{folder}dt=1/a.jsonl", '{"id": 1}')
    left = [statement for action, statement in permissions(database).items() if action != taken]
    last = crawl(aws, make_crawler(aws, database, folder, Role=role(aws, "glue", *left)), "FAILED")
    assert last["ErrorMessage"].startswith("AccessDenied")
    assert taken in last["ErrorMessage"]


def test_a_crawler_that_makes_no_index_needs_no_permission_for_it(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}dt=1/a.jsonl", '{"id": 1}')
    left = [each for action, each in permissions(database).items() if action != "glue:CreatePartitionIndex"]
    given = {"Role": role(aws, "glue", *left), "Configuration": json.dumps({"CreatePartitionIndex": False})}
    crawl(aws, make_crawler(aws, database, folder, **given))


def test_a_security_configuration_asks_for_a_permission_and_names_the_log(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}dt=1/a.jsonl", '{"id": 1}')
    sealed = {"CrawlerSecurityConfiguration": "sealed"}
    own = role(aws, "glue", allow("*", "*"))
    last = crawl(aws, make_crawler(aws, database, folder, Role=own, **sealed))
    assert last["LogGroup"] == f"/aws-glue/crawlers-role/{own.rsplit('/', 1)[-1]}-sealed"
    without = role(aws, "glue", *permissions(database).values())
    refused = crawl(aws, make_crawler(aws, database, folder, Role=without, **sealed), "FAILED")
    assert "not authorized to perform: glue:GetSecurityConfiguration" in refused["ErrorMessage"]


def test_a_role_that_does_not_trust_glue_fails_the_crawl(aws: Any, database: str, folder: str) -> None:
    stranger = role(aws, "lambda", allow("*", "*"))
    last = crawl(aws, make_crawler(aws, database, folder, Role=stranger), "FAILED")
    assert last["ErrorMessage"].startswith(
        f"glue.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: {stranger}"
    )


def test_an_unknown_classifier_and_a_missing_bucket_fail_the_crawl(aws: Any, database: str, folder: str) -> None:
    last = crawl(aws, make_crawler(aws, database, folder, Classifiers=["nobody"]), "FAILED")
    assert last["ErrorMessage"] == "Classifier nobody does not exist: create it, or take it off the crawler"
    last = crawl(aws, make_crawler(aws, database, f"s3://{unique('missing')}/x/"), "FAILED")
    assert last["ErrorMessage"].startswith("NoSuchBucket on ListObjectsV2: ")


def test_step_functions_starts_awaits_and_catches_a_busy_crawler(aws: Any, database: str, folder: str) -> None:
    fill(aws, folder)
    name = make_crawler(aws, database, folder)
    call = "arn:aws:states:::aws-sdk:glue"
    caught = {"error": "{% $states.errorOutput.Error %}"}
    busy = {"ErrorEquals": ["Glue.CrawlerRunningException"], "Next": "Get", "Output": caught}
    states = {
        "Start": {"Type": "Task", "Resource": f"{call}:startCrawler", "Arguments": {"Name": name}, "Next": "Again"},
        "Again": {
            "Type": "Task",
            "Resource": f"{call}:startCrawler",
            "Arguments": {"Name": name},
            "Catch": [busy],
            "End": True,
        },
        "Get": {
            "Type": "Task",
            "Resource": f"{call}:getCrawler",
            "Arguments": {"Name": name},
            "Output": "{% {'error': $states.input.error, 'state': $states.result.Crawler.State} %}",
            "End": True,
        },
    }
    execution = run(aws, machine(aws, role(aws, "states", allow("glue:*", "*")), states, "Start"))
    assert execution["status"] == "SUCCEEDED", execution
    assert json.loads(execution["output"]) == {"error": "Glue.CrawlerRunningException", "state": "RUNNING"}
    assert wait_until_ready(aws, name)["LastCrawl"]["Status"] == "SUCCEEDED"
