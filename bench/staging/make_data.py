"""The days of the benchmark: `make_data.py TPCH FOLDER` reads lineitem as parquet, writes `<day>.<csv|csv.gz|parquet>`.

Of the rows of day 1, 1 % are others on day 2: nine in ten of these have another quantity, the rest is gone.
"""

import sys

import duckdb

COLUMNS = (
    "l_orderkey::bigint l_orderkey, l_partkey::bigint l_partkey, l_suppkey::bigint l_suppkey, "
    "l_linenumber::bigint l_linenumber, {quantity}::decimal(4,2) l_quantity, "
    "l_extendedprice::decimal(15,2) l_extendedprice, l_discount::decimal(3,2) l_discount, l_tax::decimal(3,2) l_tax, "
    "l_returnflag, l_linestatus, l_shipdate, l_commitdate, l_receiptdate, l_shipinstruct, l_shipmode, l_comment"
)
LOT = "hash(l_orderkey * 8 + l_linenumber) % 1000"
DAYS = {
    1: ("l_quantity", "true"),
    2: (f"case when {LOT} between 1 and 9 then 51 - l_quantity else l_quantity end", f"{LOT} <> 0"),
}
WRITERS = {"csv": "header", "csv.gz": "format csv, header, compression gzip", "parquet": "format parquet"}


def main(tpch: str, folder: str) -> None:
    """Write each day in each format."""
    for day, (quantity, kept) in DAYS.items():
        rows = f"select {COLUMNS.format(quantity=quantity)} from '{tpch}/lineitem.parquet' where {kept}"  # noqa: S608
        for extension, options in WRITERS.items():
            duckdb.sql(f"copy ({rows}) to '{folder}/{day}.{extension}' ({options})")


if __name__ == "__main__":
    main(*sys.argv[1:])
