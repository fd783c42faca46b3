"""What dbt's fact adds up to: `facts.py FOLDER` prints the JSON that sluice_side.py works out, too."""

import json
import sys

import duckdb

KEYS = ("customer_key", "part_key", "supplier_key", "order_key", "nation_key")

base = duckdb.connect(f"{sys.argv[1]}/changed.duckdb")
# "unknown" has no hexadecimal digits at its start.
sums = [f"sum(try_cast('0x' || substr({key}, 1, 8) as bigint))::bigint as {key}" for key in KEYS]
found = base.execute(f"select count(*) as rows, sum(amount)::double as amount, {', '.join(sums)} from fact_line")  # noqa: S608
names = [column[0] for column in found.description]
print(json.dumps(dict(zip(names, found.fetchone(), strict=True))))
