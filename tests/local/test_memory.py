"""With a memory folder the next start finds what the last one had; without one it finds nothing."""

import pytest

from tests.local.conftest import free_port, started
from tests.local.queries import rows_of

pytestmark = pytest.mark.local_aws


def test_buckets_catalog_and_workgroups_are_there_again_only_with_a_memory(tmp_path):
    memory = ("--memory", str(tmp_path / "memory"))
    with started(tmp_path, free_port(), *memory) as (aws, _):
        aws.client("s3").create_bucket(Bucket="kept")
        aws.client("s3").put_object(Bucket="kept", Key="a/b c.txt", Body=b"bytes")
        aws.client("glue").create_database(DatabaseInput={"Name": "kept"})
        aws.client("athena").create_work_group(Name="kept")
        assert rows_of(aws, "select 1.5") == [("1.5",)]
    with started(tmp_path, free_port(), *memory) as (aws, _):
        assert aws.client("s3").get_object(Bucket="kept", Key="a/b c.txt")["Body"].read() == b"bytes"
        assert aws.client("glue").get_database(Name="kept")["Database"]["Name"] == "kept"
        assert aws.client("athena").get_work_group(WorkGroup="kept")["WorkGroup"]["State"] == "ENABLED"
    with started(tmp_path, free_port()) as (aws, _):
        assert aws.client("s3").list_buckets()["Buckets"] == []
