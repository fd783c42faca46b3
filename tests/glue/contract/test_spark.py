"""The contract on executors, which cannot import the library: it comes with the task."""

import pytest
from etl.contract import Finding, compile_contract, compile_parse
from etl.readers.envelope import compile_unwrap

from tests.glue.contract_cases import DEFINITIONS, breaches, read_groups

pytestmark = pytest.mark.spark


def _findings(table, terms):
    """A partition's work: texts of rows -> findings as plain tuples. Compiled once for the partition."""

    def check(texts):
        read, contract = compile_parse("one JSON object on the line", terms), compile_contract(table, terms)
        unwrap = compile_unwrap(table, terms)
        for text in texts:
            rows = list(unwrap(read(text)))
            findings = [one for row in rows for one in ([row] if isinstance(row, Finding) else contract(row))]
            yield [tuple(finding) for finding in findings]

    return check


def test_executors_come_to_the_shared_verdicts(spark):
    groups = {name: group for name, group in read_groups().items() if group["format"]["type"] == "jsonl"}
    assert {"integers", "decimals", "nested", "logic", "json_texts", "date_patterns"} <= {
        name.split("/")[0] for name in groups
    }
    for name, group in groups.items():
        rows = group["rows"]
        texts = spark.sparkContext.parallelize([row["text"] for row in rows], 2)
        found = texts.mapPartitions(_findings(DEFINITIONS["tables"][name], DEFINITIONS["contract"])).collect()
        verdicts = [breaches([Finding(*finding)._asdict() for finding in findings]) for findings in found]
        assert verdicts == [breaches(row["verdict"]) for row in rows]


def test_the_executors_have_no_library_to_import(spark):
    def try_import(_):
        try:
            import etl  # noqa: F401
        except ImportError:
            return ["missing"]
        return ["there"]

    assert spark.sparkContext.parallelize([0], 1).mapPartitions(try_import).collect() == ["missing"]
