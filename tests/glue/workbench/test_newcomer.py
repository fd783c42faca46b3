"""A newcomer adds a dimension, a fact on it and a unit test, as the docs show them, and then breaks them."""

from copy import deepcopy

import boto3
import pytest
from etl.platform.objects import Objects
from workbench.analysis import analyse
from workbench.rehearsal import rehearse
from workbench.rehearsal.place import Place

from tests.glue.workbench.newcomer import check, project

pytestmark = pytest.mark.spark

DIM, FACT = "glue/marts/dim_customer", "glue/marts/fact_sales"

BREAKS = [
    (
        f"{DIM}/mart.sql",
        "select customer_id",
        "select customer_id as id",
        f'{DIM}/mart.json:4: "natural_key" names customer_id, which mart.sql does not give, found id, name, country, '
        "effective_from, effective_to; select it, or correct the name.",
    ),
    (
        f"{DIM}/mart.sql",
        "name, country",
        "name,\n  contry as country",
        f"{DIM}/mart.sql:2: the SQL reads the column contry, which none of its inputs has; correct it. Did you mean "
        '"country"?',
    ),
    (
        f"{DIM}/mart.sql",
        "name, country",
        "name, country,\n  current_date() as seen_on",
        f"{DIM}/mart.sql:2: the SQL calls current_date(), which may give another value in the next build of the same "
        "rows, expected the same rows from the same inputs; use batch_date(), or a column such as _batch_date.",
    ),
    (
        f"{FACT}/mart.sql",
        "amount",
        "\n  amont as amount",
        f"{FACT}/mart.sql:2: the SQL reads the column amont, which none of its inputs has; correct it. Did you mean "
        '"amount"?',
    ),
    (
        f"{FACT}/mart.json",
        '"key": { "recipient_id": "customer_id" }',
        '"key": { "recipiant_id": "customer_id" }',
        f'{FACT}/mart.json:13: "dimensions.key" names recipiant_id, which mart.sql does not give, found order_id, '
        "order_date, customer_id, recipient_id, product_id, amount; select it, or correct the name. Did you mean "
        '"recipient_id"?',
    ),
    (
        f"{FACT}/mart.json",
        '"recipient_id": "customer_id" }, "as_of": "order_date"',
        '"recipient_id": "customer_id" }, "as_of": "amount"',
        f'{FACT}/mart.json:13: "as_of" is amount, which is double, expected a date or timestamp; cast it in mart.sql.',
    ),
    (
        f"{FACT}/mart.json",
        '"natural_key": ["order_id"],',
        '"natural_key": ["order_id"],\n  "tests": [{ "type": "not_null", "columns": ["customer"] }],',
        f'{FACT}/mart.json:5: "tests.columns" names customer, which mart.sql does not give, found order_id, '
        "order_date, customer_id, recipient_id, product_id, amount, customer_key, recipient_key, product_key; select "
        'it, or correct the name. Did you mean "customer_id"?',
    ),
    (
        f"{FACT}/tests/sales.yml",
        "amount: 6",
        "amuont: 6",
        f'{FACT}/tests/sales.yml:15: the row has "amuont", which is no property of shop/orders, expected one of '
        '"order_id", "order_date", "customer_id", "recipient_id", "product_id", "amount"; correct it. Did you mean '
        '"amount"?',
    ),
]


@pytest.fixture(scope="module")
def checked():
    """The project as the docs have it, then broken in each way: what is said without Spark."""
    good = project()
    files = [good]
    for path, before, after, _ in BREAKS:
        assert before in good[path]
        files.append({**good, path: good[path].replace(before, after, 1)})
    return [(each, done) for each, done in zip(files, check([(each, []) for each in files]), strict=True)]


def test_what_the_docs_show_is_right_and_each_of_eight_breaks_is_told_by_file_line_and_remedy(spark, checked):
    projects = []
    for files, done in checked:
        definitions = done["definitions"]
        projects.append((files, analyse(spark, definitions, definitions["marts"]) if definitions else []))
    said = [done["said"] for done in check(projects)]
    assert said == ["", *[sentence for *_, sentence in BREAKS]]


def test_the_unit_test_that_the_docs_show_passes_and_one_that_does_not_shows_the_rows(spark, world, checked):
    plan = checked[0][1]["plan"]
    again = deepcopy(plan["tests"][0])
    again["steps"][0]["expect"]["rows"][1]["customer_key"] = "k1"
    plan = {**plan, "tests": [plan["tests"][0], again]}
    client = boto3.client("s3")
    client.create_bucket(Bucket=plan["tests"][0]["steps"][0]["loads"][0]["load"]["bucket"])
    for at in range(2):
        for kind in ("staging", "mart"):
            client.create_bucket(Bucket=f"{world.name}x{at}-{kind}")
    outcomes = list(rehearse(spark, plan, lambda at: Place(f"{world.name}x{at}", Objects())))
    failures = [outcome["failure"] for outcome in outcomes]
    assert failures[0] is None
    assert failures[1] == {
        "step": 0,
        "sentence": "1 row is as expected, 1 missing, 1 not expected",
        "difference": {
            "columns": ["order_id", "customer_key", "recipient_key", "product_key"],
            "lines": [
                {"sign": "-", "values": ["2", "k1", "unknown", "unknown"]},
                {"sign": "+", "values": ["2", "k2", "unknown", "unknown"]},
            ],
            "equal": 1,
        },
    }
