"""Crawlers: what is in the files is in the catalog, and Athena reads it back."""

from __future__ import annotations

import bz2
import gzip
import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.local.builders import unique
from tests.local.crawls import columns_of, crawl, make_crawler, table_names
from tests.local.queries import make_bucket, make_database, put, reason_of, rows_of

pytestmark = pytest.mark.local_aws

GROUPING = json.dumps(
    {"Version": 1.0, "Grouping": {"TableGroupingPolicy": "CombineCompatibleSchemas", "TableLevelConfiguration": 3}}
)


@pytest.fixture
def database(aws: Any) -> str:
    return make_database(aws)


@pytest.fixture
def folder(aws: Any) -> str:
    return f"s3://{make_bucket(aws)}/shop/orders/"


def table_of(aws: Any, database: str, name: str) -> Any:
    return aws.client("glue").get_table(DatabaseName=database, Name=name)["Table"]


def classifier(aws: Any, kind: str, **settings: Any) -> str:
    name = unique("classifier")
    aws.client("glue").create_classifier(**{kind: {"Name": name, **settings}})
    return name


def test_csv_becomes_a_table_named_after_its_folder_with_a_partition_for_each_day(
    aws: Any, database: str, folder: str
) -> None:
    put(aws, f"{folder}dt=2026-03-01/a.csv", "id,name,amount,ok,day\n1,Ann,1.5,true,2026-03-01\n2,Bob,2,false,\n")
    put(aws, f"{folder}dt=2026-03-02/b.csv.gz", gzip.compress(b"id,name,amount,ok,day\n3,Cid,3,true,2026-03-02\n"))

    crawl(aws, make_crawler(aws, database, folder, TablePrefix="shop_"))

    assert columns_of(aws, database, "shop_orders") == {
        "id": "bigint",
        "name": "string",
        "amount": "double",
        "ok": "boolean",
        "day": "string",
    }
    table = table_of(aws, database, "shop_orders")
    assert table["PartitionKeys"] == [{"Name": "dt", "Type": "string"}]
    facts = ("classification", "compressionType", "typeOfData", "skip.header.line.count")
    assert [table["Parameters"][fact] for fact in facts] == ["csv", "none", "file", "1"]
    assert table["StorageDescriptor"]["SerdeInfo"]["Parameters"] == {"field.delim": ","}
    assert rows_of(aws, "select * from shop_orders order by id", database) == [
        ("1", "Ann", "1.5", "true", "2026-03-01", "2026-03-01"),
        ("2", "Bob", "2.0", "false", "", "2026-03-01"),
        ("3", "Cid", "3.0", "true", "2026-03-02", "2026-03-02"),
    ]


def test_a_csv_classifier_says_delimiter_quote_and_names(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}a.txt", '1;"x;y"\n')
    named = classifier(
        aws, "CsvClassifier", Delimiter=";", QuoteSymbol='"', ContainsHeader="ABSENT", Header=["Id", "Text"]
    )
    crawl(aws, make_crawler(aws, database, folder, Classifiers=[named]))
    assert rows_of(aws, "select id, text from orders", database) == [("1", "x;y")]


def test_a_header_is_recognised_only_where_some_column_is_no_text(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}a.csv", "a,b\nc,d\n")
    crawl(aws, make_crawler(aws, database, folder))
    assert columns_of(aws, database, "orders") == {"col0": "string", "col1": "string"}


def test_json_lines_become_nested_types_merged_over_rows_and_files(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}a.jsonl", '{"id":1,"lines":[{"sku":"a","n":1}],"gone":null}\n{"id":5000000000,"lines":[]}\n')
    put(aws, f"{folder}b.jsonl", '{"id":2,"lines":[{"sku":"b","price":1.5}],"new":true}\n')
    crawl(aws, make_crawler(aws, database, folder))
    assert columns_of(aws, database, "orders") == {
        "id": "bigint",
        "lines": "array<struct<sku:string,n:int,price:double>>",
        "gone": "string",
        "new": "boolean",
    }
    assert rows_of(aws, "select id, lines[1].sku from orders where new", database) == [("2", "b")]


def test_a_json_path_names_the_rows_of_an_array(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}a.json", '[{"id": 1},\n {"id": 2, "name": "x"}]')
    crawl(aws, make_crawler(aws, database, folder, Classifiers=[classifier(aws, "JsonClassifier", JsonPath="$[*]")]))
    assert columns_of(aws, database, "orders") == {"id": "int", "name": "string"}
    # The catalog has it; Athena still cannot read an array over lines, as on AWS.
    assert reason_of(aws, "select * from orders", database).startswith("HIVE_CURSOR_ERROR: ")


def test_xml_needs_a_row_tag_and_gives_attributes_structs_and_arrays(aws: Any, database: str, folder: str) -> None:
    rows = '<p id="7"><name>A</name><price cur="EUR">1.50</price><tag>a</tag><tag>b</tag></p><p id="8"><tag>c</tag></p>'
    put(aws, f"{folder}a.xml", f'<?xml version="1.0"?><ps xmlns="urn:x">{rows}</ps>')
    crawl(aws, make_crawler(aws, database, folder))
    assert table_names(aws, database) == []
    named = classifier(aws, "XMLClassifier", Classification="xml", RowTag="p")
    crawl(aws, make_crawler(aws, database, folder, Classifiers=[named]))
    assert columns_of(aws, database, "orders") == {
        "_id": "int",
        "name": "string",
        "price": "struct<_cur:string,_VALUE:double>",
        "tag": "array<string>",
    }
    assert "Athena cannot read XML" in reason_of(aws, "select * from orders", database)


def test_xml_with_a_document_type_fails_the_crawl(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}a.xml", '<!DOCTYPE p [<!ENTITY e "x">]><ps><p><name>&e;</name></p></ps>')
    named = classifier(aws, "XMLClassifier", Classification="xml", RowTag="p")
    last = crawl(aws, make_crawler(aws, database, folder, Classifiers=[named]), "FAILED")
    assert last["ErrorMessage"].startswith(f"{folder}a.xml cannot be classified: a document type is refused: ")


def test_parquet_columns_come_from_the_footer(aws: Any, database: str, folder: str) -> None:
    schema = pa.schema(
        [("ID", pa.int64()), ("day", pa.date32()), ("at", pa.timestamp("ms")), ("n", pa.decimal128(10, 2))]
    )
    buffer = io.BytesIO()
    pq.write_table(schema.empty_table(), buffer)
    put(aws, f"{folder}part-0", buffer.getvalue())
    crawl(aws, make_crawler(aws, database, folder))
    assert columns_of(aws, database, "orders") == {
        "id": "bigint",
        "day": "date",
        "at": "timestamp",
        "n": "decimal(10,2)",
    }
    assert rows_of(aws, "select * from orders", database) == []


def test_compression_is_found_by_the_first_bytes(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}a.json", bz2.compress(b'{"id":1}\n'))
    crawl(aws, make_crawler(aws, database, folder))
    assert table_of(aws, database, "orders")["Parameters"]["compressionType"] == "bzip2"


def test_an_empty_target_succeeds_without_a_table(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}_SUCCESS", "x")
    put(aws, f"{folder}empty.csv", "")
    crawl(aws, make_crawler(aws, database, folder))
    assert table_names(aws, database) == []


def test_exclusions_are_left_out(aws: Any, database: str, folder: str) -> None:
    for name in ("a.jsonl", "skip.tmp", "old/b.jsonl", "old/deep/c.jsonl"):
        put(aws, f"{folder}{name}", f'{{"{name[0]}": 1}}')
    target = {"Path": folder, "Exclusions": ["**.tmp", "old/**"]}
    crawl(aws, make_crawler(aws, database, folder, Targets={"S3Targets": [target]}))
    assert columns_of(aws, database, "orders") == {"a": "int"}


def test_folders_of_other_columns_are_tables_of_their_own(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}big-cities/a.jsonl", '{"city": "x"}')
    put(aws, f"{folder}rivers/a.jsonl", '{"river": "y", "km": 1}')
    crawl(aws, make_crawler(aws, database, folder, TablePrefix="geo_"))
    assert table_names(aws, database) == ["geo_big_cities", "geo_rivers"]


def test_folders_of_similar_columns_are_partitions_of_one_table(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}europe/a.jsonl", '{"city": "x"}')
    put(aws, f"{folder}asia/a.jsonl", '{"city": "y"}')
    crawl(aws, make_crawler(aws, database, folder))
    assert rows_of(aws, "select * from orders order by 1", database) == [("x", "europe"), ("y", "asia")]


def test_a_table_level_makes_one_table_of_each_folder_at_it(aws: Any, database: str, folder: str) -> None:
    put(aws, f"{folder}dt=2026-03-01/a.jsonl", '{"id": 1}')
    put(aws, f"{folder}dt=2026-03-02/a.jsonl", '{"quite": 1, "other": 2, "columns": 3}')
    above = folder.removesuffix("orders/")
    crawl(aws, make_crawler(aws, database, above, Configuration=GROUPING))
    assert columns_of(aws, database, "orders") == {"id": "int", "quite": "int", "other": "int", "columns": "int"}
    assert rows_of(aws, "select dt from orders order by dt", database) == [("2026-03-01",), ("2026-03-02",)]
