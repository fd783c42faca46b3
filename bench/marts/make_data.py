"""The days of the benchmark: `make_data.py TPCH FOLDER` reads TPC-H as parquet, writes `<table>/<day>.parquet`.

A file has what changed on its day, with `op` and `batch_date`: on day 1 everything, later 1 % of the rows of a table.
"""

import sys
from pathlib import Path

import duckdb

DAYS = 2
TABLES = {
    "customers": (
        "customer_id",
        "select c_custkey as customer_id, c_name as name, c_mktsegment as segment, c_acctbal as balance, "
        "c_nationkey as nation_id from tpch.customer",
        "balance = balance + {day}",
    ),
    "parts": (
        "part_id",
        "select p_partkey as part_id, p_name as name, p_brand as brand, p_type as type, p_retailprice as price "
        "from tpch.part",
        "price = price + {day}",
    ),
    "suppliers": (
        "supplier_id",
        "select s_suppkey as supplier_id, s_name as name, s_acctbal as balance, s_nationkey as nation_id "
        "from tpch.supplier",
        "balance = balance + {day}",
    ),
    "orders": (
        "order_id",
        "select o_orderkey as order_id, o_orderstatus as status, o_orderpriority as priority, o_clerk as clerk "
        "from tpch.orders",
        "status = 'P'",
    ),
    "nations": ("nation_id", "select n_nationkey as nation_id, n_name as name from tpch.nation", None),
    "lines": (
        "order_id * 8 + line_number",
        "select l_orderkey as order_id, l_linenumber as line_number, o_custkey as customer_id, l_partkey as part_id, "
        "l_suppkey as supplier_id, c_nationkey as nation_id, date '2026-03-01' as sold_on, l_quantity as quantity, "
        "l_extendedprice as price, l_discount as discount, l_returnflag as return_flag, l_shipdate as ship_date, "
        "l_shipmode as ship_mode "
        "from tpch.lineitem join tpch.orders on o_orderkey = l_orderkey join tpch.customer on c_custkey = o_custkey",
        "sold_on = date '2026-03-0{day}', quantity = quantity + {day}",
    ),
}
"""By table: what its key is made of, the rows, and what changes on a day."""


def main(tpch: str, folder: str) -> None:
    """Write the files of all tables and days."""
    base = duckdb.connect()
    base.execute("create schema tpch")
    for file in Path(tpch).glob("*.parquet"):
        base.execute(f"create view tpch.{file.stem} as from read_parquet('{file}')")
    for table, (key, query, change) in TABLES.items():
        (Path(folder) / table).mkdir(parents=True, exist_ok=True)
        base.execute(f"create table {table} as select hash({key}) % 10000 as lot, * from ({query})")  # noqa: S608
        for day in range(1, DAYS + 1):
            _write(base, folder, table, change, day)


def _write(base: duckdb.DuckDBPyConnection, folder: str, table: str, change: str | None, day: int) -> None:
    """Of 10,000 lots, 97 change on a day, 2 are new and 1 goes. On day 1 all are new but those of later days."""
    first = day * 100
    if day == 1:
        op, lots = "'insert'", "not (lot % 100 < 2 and lot between 200 and 399)" if change else "true"
    else:
        op = f"case when lot < {first + 2} then 'insert' when lot < {first + 3} then 'delete' else 'update' end"
        lots = f"lot between {first} and {first + 99}" if change else "false"
        if change:
            changed = f"lot between {first + 3} and {first + 99}"
            base.execute(f"update {table} set {change.format(day=day)} where {changed}")  # noqa: S608
    out = f"{folder}/{table}/{day}.parquet"
    columns = f"* exclude (lot), {op} as op, date '2026-03-0{day}' as batch_date"
    rows = f"select {columns} from {table} where {lots}"  # noqa: S608
    base.execute(f"copy ({rows}) to '{out}' (format parquet)")


if __name__ == "__main__":
    main(*sys.argv[1:])
