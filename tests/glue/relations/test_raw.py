"""The partition of raw that a load registers, and what the catalogue may refuse once the rows are live."""

import json

import pytest
from botocore.exceptions import ClientError, NoRegionError
from etl.columns import audit
from etl.relations import views
from etl.relations.catalogue import Refusals, taken
from etl.relations.raw import partitions
from pyspark.sql.types import IntegerType, StructField, StructType

from tests.glue.world import table

STORAGE = {"Location": "s3://raw/shop/things/", "Columns": [{"Name": "id", "Type": "bigint"}], "SerdeInfo": {"a": "b"}}
CRAWLED = {"PartitionKeys": [{"Name": "dt", "Type": "string"}], "StorageDescriptor": STORAGE}


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "CreateTable")


def test_the_folders_of_a_loads_files_are_read_as_their_table_is():
    keys = ["shop/things/dt=2026-03-02/a.csv", "shop/things/dt=2026-03-02/b.csv", "shop/things/c.csv"]
    place = STORAGE | {"Location": "s3://raw/shop/things/dt=2026-03-02/"}
    assert partitions(CRAWLED, keys) == [{"Values": ["2026-03-02"], "StorageDescriptor": place}]


@pytest.mark.parametrize("found", [None, {"StorageDescriptor": STORAGE}, CRAWLED | {"PartitionKeys": [{"Name": "x"}]}])
def test_a_table_that_was_not_crawled_or_has_other_partitions_gets_none(found):
    assert partitions(found, ["shop/things/dt=2026-03-02/a.csv"]) == []


def test_a_partition_that_is_there_already_is_no_error_and_others_are():
    with taken():
        raise refused("AlreadyExistsException")
    with pytest.raises(ClientError), taken():
        raise refused("AccessDeniedException")


def test_what_the_catalogue_refuses_after_the_publication_is_kept_and_other_errors_are_not():
    refusals = Refusals()
    with refusals.of("views"):
        raise refused("InvalidInputException")
    with refusals.of("partition of raw"):
        raise NoRegionError
    assert refusals.sentences == ["views: InvalidInputException: no", "partition of raw: You must specify a region."]
    with pytest.raises(KeyError), refusals.of("views"):
        json.loads("{}")["a bug"]


def test_the_comment_of_a_view_fits_glue_with_the_longest_description_and_grain():
    longest = table(description="d" * 1_500, grain="g" * 400)
    names = [*[column["name"] for column in longest["columns"]], *audit(longest)]
    log = StructType([StructField(name, IntegerType()) for name in names])
    for kind in ("current", "history"):
        assert len(views.view(longest, log, "db", kind)["Description"].encode()) <= 2_048
