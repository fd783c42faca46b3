"""A row's place in its file is known wherever Spark cuts the file."""

from contextlib import ExitStack, contextmanager
from functools import reduce

import pytest
from etl.load import identity
from etl.load.delivery import Delivery
from etl.load.inputs import Inputs
from etl.platform.objects import Objects
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from tests.glue.world import CODECS, CSV, JSON, JSONL, PARQUET, TERMS, WORDS, parquet, table

pytestmark = pytest.mark.spark

ROWS = 300
XML = {"type": "xml", "row_tag": "row", "encoding": "utf-8", **WORDS}
UTF16 = JSONL | {"encoding": "utf-16"}
LINES = "".join(f'{{"ID": {at}, "NOTE": "n{at}"}}\n' for at in range(ROWS))
CONTENTS = {
    "csv": (CSV, "ID,NOTE\n" + "".join(f"{at},n{at}\n" for at in range(ROWS)), {}),
    "csv without a header": (CSV | {"header": False}, "".join(f"{at},n{at}\n" for at in range(ROWS)), {}),
    "csv with line ends in texts": (
        CSV,
        "ID,NOTE\n" + "".join(f'{at},"n\n{at}"\n' for at in range(ROWS)),
        {"embedded_newlines": True},
    ),
    "jsonl": (JSONL, LINES, {}),
    "jsonl in utf-16": (UTF16, LINES, {"encoding": "utf-16-le"}),
    "json": (JSON, f"[{','.join(LINES.splitlines())}]", {}),
    "xml": (XML, f"<rows>{''.join(f'<row><ID>{at}</ID></row>' for at in range(ROWS))}</rows>", {}),
    "parquet": (PARQUET, parquet([{"ID": at, "NOTE": f"n{at}"} for at in range(ROWS)], row_group_size=20), {}),
}
CUT = {("csv", "none"), ("csv without a header", "none"), ("jsonl", "none"), ("parquet", "none")}
CASES = [
    (what, codec)
    for what in CONTENTS
    for codec in (CODECS if what in ("csv", "jsonl") else ["none"] if what == "parquet" else ["none", "zip"])
]


@pytest.fixture
def small_pieces(spark):
    settings = {"spark.sql.files.maxPartitionBytes": "700", "spark.sql.files.openCostInBytes": "0"}
    for name, value in settings.items():
        spark.conf.set(name, value)
    yield
    for name in settings:
        spark.conf.unset(name)


def test_every_format_and_compression_keeps_the_order_of_its_rows(world, small_pieces):
    wrong = {}
    with ExitStack() as stack:
        opened = {case: stack.enter_context(_opened(world, *case)) for case in CASES}
        # Else there is nothing to see here. (A file in one piece is spread after it is read.)
        assert {case for case in CUT if opened[case].rdd.getNumPartitions() == 1} == set()
        told = [rows.select(F.lit(at).alias("case"), "_position", "id") for at, rows in enumerate(opened.values())]
        found = reduce(DataFrame.union, told).collect()  # a query a case costs a second each
    for at, case in enumerate(CASES):
        rows = sorted((position, id_) for number, position, id_ in found if number == at)
        if [id_ for _, id_ in rows] != list(range(ROWS)) or len({position for position, _ in rows}) != ROWS:
            wrong[case] = rows
    assert wrong == {}


@contextmanager
def _opened(world, what, codec):
    format_, content, facts = CONTENTS[what]
    definition = table("id bigint, note string", feed="changes", sequence_by="file_order", format=format_)
    world.define(definition)
    facts = {"rows": ROWS, "header": ["ID", "NOTE"]} | facts
    delivery = Delivery(*world.put("2026-03-01", content, compression=codec, key=f"{what} {codec}", **facts))
    inputs = Inputs(world.spark, Objects(), f"s3://{world.name}-staging/w", "b", "q", TERMS, False, False)
    with inputs.opened(definition, delivery, identity.hashed) as opened:
        yield opened.rows
