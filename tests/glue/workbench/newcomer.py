"""A newcomer's project: the star and the unit test that docs/definitions.md shows, over three small tables."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "definitions.md").read_text()

CUSTOMERS = {"customer_id": "integer", "name": "string", "country": "string"}
PRODUCTS = {"product_id": "integer", "name": "string"}
ORDERS = {
    "order_id": "integer",
    "order_date": "date",
    "customer_id": "integer",
    "recipient_id": "integer",
    "product_id": "integer",
    "amount": "number",
}
PRODUCT = {
    "kind": "dimension",
    "description": "Products",
    "grain": "one row per product",
    "natural_key": ["product_id"],
    "surrogate_key": "product_key",
    "inputs": [{"name": "staging.shop_products_current", "cadence": "daily"}],
}


def project() -> dict[str, str]:
    """The files of the project by their paths."""
    star = PAGE.partition("### dimension and fact: a star")[2]
    json_blocks, sql_blocks = _blocks(star, "json"), _blocks(star, "sql")
    return {
        **_table("customers", CUSTOMERS),
        **_table("products", PRODUCTS),
        **_table("orders", ORDERS),
        "glue/marts/dim_customer/mart.json": json_blocks[0],
        "glue/marts/dim_customer/mart.sql": sql_blocks[0],
        "glue/marts/dim_product/mart.json": json.dumps(PRODUCT, indent=2),
        "glue/marts/dim_product/mart.sql": "select product_id, name\nfrom staging.shop_products_current\n",
        "glue/marts/fact_sales/mart.json": json_blocks[1],
        "glue/marts/fact_sales/mart.sql": sql_blocks[1],
        "glue/marts/fact_sales/tests/sales.yml": _blocks(PAGE.partition("## Unit tests")[2], "yaml")[0],
    }


def check(projects: list[tuple[dict[str, str], list[Any]]]) -> list[dict[str, Any]]:
    """For each project with its findings: `definitions`, the `plan` of its tests, and what is `said` of it."""
    given = [
        {"files": [{"path": path, "text": text} for path, text in files.items()], "findings": findings}
        for files, findings in projects
    ]
    command = [ROOT / "node_modules/.bin/tsx", Path(__file__).with_name("newcomer.script.ts")]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def _table(name: str, columns: dict[str, str]) -> dict[str, str]:
    policy = {"description": name, "grain": "one row each", "format": {"type": "csv"}, "feed": "snapshot"}
    key, *others = columns
    properties = {key: _property(columns[key]), **{name: _property(columns[name], "null") for name in others}}
    row = {"type": "object", "required": [key], "properties": properties}
    return {
        f"schemas/shop/{name}/table.json": json.dumps(policy | {"natural_key": [key]}),
        f"schemas/shop/{name}/row.schema.json": json.dumps(row),
    }


def _property(type_: str, *others: str) -> dict[str, Any]:
    if type_ == "date":
        return {"type": ["string", *others], "format": "date"}
    return {"type": [type_, *others]}
