"""The contract in Python comes to the verdicts of the cases that both engines share."""

import re

import pytest
from etl.contract import Finding, cast, cast_xml, compile_contract, compile_parse
from etl.contract.words import words
from etl.readers.envelope import compile_unwrap
from etl.readers.xml import parse

from tests.glue.contract_cases import DEFINITIONS, breaches, read_groups

GROUPS = read_groups()


def _csv(table):
    """A reader of one row, as plain as can be: the readers of the jobs have tests of their own."""
    format_, make = table["format"], cast(table)
    delimiter, quote = re.escape(format_["delimiter"]), re.escape(format_["quote"])
    field = re.compile(f"(?:{quote}((?:[^{quote}]|{quote}{quote})*){quote}|([^{delimiter}]*))({delimiter}|$)", re.S)
    header = [column["source_name"] for column in table["columns"]]
    nulls = [words(table, name).nulls for name in header]

    def read(text):
        texts = []
        for inner, plain, end in (match.groups() for match in field.finditer(text)):
            value = plain if inner is None else inner.replace(format_["quote"] * 2, format_["quote"])
            null = len(texts) < len(nulls) and value in nulls[len(texts)]
            texts.append(None if null and inner != "" else value)
            if end == "":
                break
        if len(texts) != len(header):
            return Finding(None, "field_count", f"{len(header)} fields", str(len(texts)))
        return make(dict(zip(header, texts, strict=True)))

    return read


def _xml(table):
    make = cast_xml(table)
    return lambda text: make(next(iter(parse(text.encode(), table["format"]["row_tag"]))))


READS = {
    "csv": _csv,
    "jsonl": lambda _: compile_parse("one JSON object on the line", DEFINITIONS["contract"]),
    "json": lambda _: compile_parse("a JSON object", DEFINITIONS["contract"]),
    "xml": _xml,
}


@pytest.mark.parametrize("name", GROUPS)
def test_the_contract_comes_to_the_shared_verdicts(name):
    table = DEFINITIONS["tables"][name]
    read = READS[table["format"]["type"]](table)
    check = compile_contract(table, DEFINITIONS["contract"])
    unwrap = compile_unwrap(table, DEFINITIONS["contract"])
    found, expected = {}, {}
    for row in GROUPS[name]["rows"]:
        record = read(row["text"])
        given = list(unwrap(record))
        findings = [one for each in given for one in ([each] if isinstance(each, Finding) else check(each))]
        found[row["case"]] = breaches([finding._asdict() for finding in findings])
        expected[row["case"]] = breaches(row["verdict"])
    assert found == expected


def test_there_are_cases_enough_good_and_bad():
    rows = [row for group in GROUPS.values() for row in group["rows"]]
    assert len(rows) >= 150
    assert sum(row["verdict"] != "valid" for row in rows) >= 60
