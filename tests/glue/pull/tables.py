"""Tables that are pulled, as the compiler writes them."""

from typing import Any

from tests.glue.world import PARQUET, table


def pulled(columns: str, **policy: Any) -> dict[str, Any]:
    """A table over a PostgreSQL connection; properties are the columns' names as they are."""
    jdbc = {
        "connection": "erp",
        "database": "postgresql",
        "relation": "orders",
        "query": None,
        "schema": "declared",
        "split_by": None,
        "connections": 1,
        "fetch_size": 5000,
        "watermark": None,
        "schedule": None,
    }
    made = table(columns, format=PARQUET, jdbc=jdbc | policy.pop("jdbc", {}), **policy)
    for column in made["columns"]:
        column["source_name"] = column["name"]
    properties = {name.lower(): schema for name, schema in made["row_schema"]["properties"].items()}
    return made | {"row_schema": made["row_schema"] | {"properties": properties}}
