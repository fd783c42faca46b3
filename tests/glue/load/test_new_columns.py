"""new_columns: what becomes of columns that the definition does not know."""

from decimal import Decimal

import boto3
import pyarrow as pa
import pytest
from etl.errors import RowContractError, StagingSchemaError
from etl.load.own_columns import extended
from etl.names import snake_case

from tests.glue.marts.support import build, definition, rows
from tests.glue.readers.reading import Case, read
from tests.glue.world import CSV, JSON, JSONL, PARQUET, WORDS, parquet, table

pytestmark = pytest.mark.spark

XML = {"type": "xml", "row_tag": "thing", "encoding": "utf-8", **WORDS}
FILES = {
    "csv": (CSV, 'ID,NAME,Shoe Size,hat\n1,Ada,042,"a ""b"""\n2,Bob,,\n', ["ID", "NAME", "Shoe Size", "hat"]),
    "jsonl": (
        JSONL,
        '{"ID": 1, "NAME": "Ada", "Shoe Size": 42.10, "hat": ["a", {"b": 1}]}\n{"ID": 2, "NAME": "Bob"}\n',
        ["ID", "NAME", "Shoe Size", "hat"],
    ),
    "json": (
        JSON,
        '[{"ID": 1, "NAME": "Ada", "Shoe Size": 12345678901234567890.5, "hat": true}, {"ID": 2, "NAME": "Bob"}]',
        ["ID", "NAME", "Shoe Size", "hat"],
    ),
    "xml": (
        XML,
        "<all><thing><ID>1</ID><NAME>Ada</NAME><size> 042 </size><hat a='b'/></thing>"
        "<thing><ID>2</ID><NAME>Bob</NAME></thing></all>",
        ["ID", "NAME", "hat", "size"],
    ),
}
RESCUED = {
    "csv": '{"Shoe Size":"042","hat":"a \\"b\\""}',
    "jsonl": '{"Shoe Size":42.10,"hat":["a",{"b":1}]}',
    "json": '{"Shoe Size":12345678901234567890.5,"hat":true}',
    "xml": '{"hat":{"_a":"b"},"size":"042"}',
}
EVOLVED = {
    "csv": ("042", 'a "b"'),
    "jsonl": ("42.10", '["a",{"b":1}]'),
    "json": ("12345678901234567890.5", "true"),
    "xml": ("042", '{"_a":"b"}'),
}


def _stage(world, format_, policy, **facts):
    definition, content, header = FILES[format_]
    world.define(table(format=definition, new_columns=policy))
    return world.stage(world.put("2026-03-01", content, **({"rows": 2, "header": header} | facts)))


@pytest.fixture(scope="module")
def rescued(shared_world):
    cases = {}
    for format_, (declared, content, header) in FILES.items():
        whole = extended(table(format=declared, new_columns="rescue"), {}, {})
        cases[format_] = Case(content, {"rows": 2, "header": header}, definition=whole)
    return read(shared_world, cases, ["id", "_rescued_data"])


@pytest.mark.parametrize("format_", FILES)
def test_rescue_keeps_what_nobody_declared_as_json(rescued, format_):
    assert rescued[format_] == [(1, RESCUED[format_]), (2, None)]


@pytest.mark.parametrize("format_", FILES)
def test_evolve_gives_each_a_column_of_text(world, format_):
    _stage(world, format_, "evolve")
    size = "size" if format_ == "xml" else "shoe_size"
    assert world.rows("id", size, "hat") == [(1, *EVOLVED[format_]), (2, None, None)]


def test_columns_of_a_file_that_nobody_read_to_its_end_are_found_by_spark(world):
    _stage(world, "jsonl", "evolve", rows=None, rows_checked=1, header=["ID", "NAME"])
    assert world.rows("id", "shoe_size") == [(1, "42.10"), (2, None)]


def test_ignored_columns_are_left_out(world):
    _stage(world, "jsonl", "ignore")
    assert [name for name in world.frame().columns if not name.startswith("_")] == ["id", "name"]


def test_a_change_of_an_evolved_value_is_a_change_of_the_row_and_a_column_gone_is_null(world):
    mart = definition(sql="select id, hat from staging__shop_things_current")
    world.define(table(new_columns="evolve"), marts={"things": mart})
    for date, content in {
        "2026-03-01": "ID,NAME,hat\n1,Ada,red\n2,Bob,\n",
        "2026-03-02": "ID,NAME,hat\n1,Ada,blue\n2,Bob,\n",
        "2026-03-03": "ID,NAME\n1,Ada\n2,Bob\n",
    }.items():
        world.stage(world.put(date, content))
    assert world.summary("id", "hat") == [
        ("2026-03-01", "insert", 1, "red"),
        ("2026-03-01", "insert", 2, None),
        ("2026-03-02", "update", 1, "blue"),
        ("2026-03-03", "update", 1, None),
    ]
    # Marts and views have the evolved columns.
    build(world, "2026-03-02")
    assert rows(world) == [(1, "blue"), (2, None)]
    for view in ("shop_things_current", "shop_things_history"):
        columns = boto3.client("glue").get_table(DatabaseName=f"{world.name}_staging", Name=view)["Table"]
        assert "hat" in [column["Name"] for column in columns["StorageDescriptor"]["Columns"]]


def test_two_new_columns_of_one_name_are_refused(world):
    world.define(table(new_columns="evolve"))
    with pytest.raises(RowContractError) as caught:
        world.stage(world.put("2026-03-01", "ID,NAME,Shoe Size,shoe_size\n1,Ada,1,2\n"))
    assert str(caught.value) == (
        'shop/things: the new column "shoe_size" becomes shoe_size, as "Shoe Size" does; rename one of them at the '
        "source, or declare it in row.schema.json."
    )


def test_parquet_evolves_with_its_own_types_which_only_widen(world):
    world.define(table("id bigint", format=PARQUET, new_columns="evolve"))

    def put(date, **columns):
        types = pa.schema([("ID", pa.int64()), *((name, type_) for name, (type_, _) in columns.items())])
        body = parquet([{"ID": 1} | {name: value for name, (_, value) in columns.items()}], types)
        facts = {"rows": 1, "rows_checked": 0, "encoding": None, "header": ["ID", *columns]}
        return world.put(date, body, **facts)

    world.stage(put("2026-03-01", size=(pa.int32(), 4), price=(pa.decimal128(9, 2), Decimal("1.50"))))
    world.stage(put("2026-03-02", size=(pa.int64(), 2**40), price=(pa.decimal128(12, 2), Decimal("1.50"))))
    world.stage(put("2026-03-03", tags=(pa.list_(pa.string()), ["a"]), price=(pa.decimal128(5, 2), Decimal("1.50"))))
    types = dict(world.frame().dtypes)
    assert [types[name] for name in ("size", "price", "tags")] == ["bigint", "decimal(12,2)", "string"]
    assert world.summary("size", "price", "tags") == [
        ("2026-03-01", "insert", 4, Decimal("1.50"), None),
        ("2026-03-02", "update", 2**40, Decimal("1.50"), None),
        ("2026-03-03", "update", None, Decimal("1.50"), '["a"]'),
    ]
    with pytest.raises(StagingSchemaError, match=r"column size is bigint and cannot become string"):
        world.stage(put("2026-03-04", size=(pa.string(), "x")))


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Order ID", "order_id"),
        ("orderId", "order_id"),
        ("Größe", "grosse"),
        ("名", "u540d"),
        ("2nd", "c_2nd"),
        ("_key", "key"),
        ("--", "column"),
        ("HTTPServer", "http_server"),
        ("é1Ü", "e1_u"),
        ("ª²", "a2"),
    ],
)
def test_names_are_those_of_the_build(source, name):
    assert snake_case(source) == name
