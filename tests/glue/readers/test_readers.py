"""Reading: by name, with the declared types, and nothing silently lost."""

from datetime import date

import pyarrow as pa
import pytest
from etl.errors import RowContractError, RowCountError
from etl.readers.xml import parse

from tests.glue.world import CSV, JSON, JSONL, PARQUET, WORDS, parquet, table

pytestmark = pytest.mark.spark

XML = {"type": "xml", "row_tag": "thing", "encoding": "utf-8", **WORDS}


def _staged(world, content, columns="id bigint, name string", compression="none", facts=None, **policy):
    world.define(table(columns, **policy))
    world.stage(world.put("2026-03-01", content, compression=compression, **(facts or {})))
    return world.rows(*[column.split(" ")[0] for column in columns.split(", ")])


def test_reordered_csv_columns_are_read_by_name(world):
    assert _staged(world, "NAME,ID\nAda,1\n") == [(1, "Ada")]


def test_newlines_quotes_and_delimiters_inside_csv_fields_survive(world):
    content = 'ID,NAME\n1,"Ada\nLovelace, ""Countess"""\n2, Bob \n'
    facts = {"embedded_newlines": True, "rows": 2, "header": ["ID", "NAME"]}
    assert _staged(world, content, facts=facts) == [(1, 'Ada\nLovelace, "Countess"'), (2, " Bob ")]


@pytest.mark.parametrize("compression", ["gzip", "bzip2"])
def test_a_compressed_file_under_a_csv_name_is_read_by_what_it_is(world, compression):
    assert _staged(world, "ID,NAME\n1,Ada\n", compression=compression) == [(1, "Ada")]


def test_a_key_with_patterns_spaces_and_percent_signs_is_one_key(world):
    facts = {"key": "shop/things/dt=2026-03-01/a {b}*%20 ü?.csv"}
    assert _staged(world, "ID,NAME\n1,Ada\n", facts=facts) == [(1, "Ada")]


def test_a_byte_order_mark_is_no_part_of_the_first_value(world):
    facts = {"bom": True, "rows": 2, "header": ["ID", "NAME"]}
    rows = _staged(world, "\ufeff1,Ada\n2,Bob\n", format=CSV | {"header": False}, facts=facts)
    assert rows == [(1, "Ada"), (2, "Bob")]


def test_another_null_value_leaves_the_empty_string_alone(world):
    rows = _staged(world, "ID,NAME\n1,\n2,\\N\n", format=CSV | {"null_values": ["\\N"]})
    assert rows == [(1, ""), (2, None)]


def test_many_texts_stand_for_null_and_others_for_booleans(world):
    columns = {"NAME": {"null_values": [""], "boolean_values": {"true": ["x"], "false": ["y"]}}}
    words = {"null_values": ["", "NA", "0000-00-00"], "boolean_values": {"true": ["Y", "1"], "false": ["N", "0"]}}
    content = 'ID,NAME,DAY,OPEN\n1,NA,0000-00-00,1\n2,,NA,0\n3,0000-00-00,2026-03-01,N\n4,"",,NA\n5,a,,Y\n'
    format_, facts = CSV | words | {"columns": columns}, {"dates": {"day": {"min": "2026-03-01", "max": "2026-03-01"}}}
    rows = _staged(world, content, "id bigint, name string, day date, open boolean", facts=facts, format=format_)
    assert rows == [
        (1, "NA", None, True),
        (2, None, None, False),
        (3, "0000-00-00", date(2026, 3, 1), False),
        (4, "", None, None),
        (5, "a", None, True),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16le", "utf-16be"])
def test_every_encoding_is_read_as_what_it_is(world, encoding):
    facts = {"encoding": encoding}
    assert _staged(world, "ID,NAME\n1,Zoë\n", facts=facts) == [(1, "Zoë")]


def test_csv_rows_of_white_space_alone_are_rows(world):
    format_ = CSV | {"delimiter": "\t"}
    facts = {"blank_rows": True, "line_end": "lf", "rows": 3, "header": ["ID", "NAME"]}
    rows = _staged(world, "ID\tNAME\n1\tAda\n\t\n2\tBob\n", natural_key=[], format=format_, facts=facts)
    assert rows == [(1, "Ada"), (2, "Bob"), (None, None)]


def test_a_csv_field_in_quotes_may_end_in_a_carriage_return(world):
    facts = {"embedded_newlines": True, "line_end": "lf", "rows": 2, "header": ["ID", "NAME"]}
    assert _staged(world, 'ID,NAME\n1,"Ada\r"\n2,Bob\n', facts=facts) == [(1, "Ada\r"), (2, "Bob")]


def test_a_header_that_holds_another_line_end_does_not_mislead(world):
    definition = table("id bigint, name string")
    definition["columns"][1]["source_name"] = "NA\r\nME"
    definition["row_schema"]["properties"]["NA\r\nME"] = definition["row_schema"]["properties"].pop("NAME")
    world.define(definition)
    facts = {"embedded_newlines": True, "line_end": "lf", "rows": 2, "header": ["ID", "NA\r\nME"]}
    world.stage(world.put("2026-03-01", 'ID,"NA\r\nME"\n1,Ada\n2,Bob\n', **facts))
    assert world.rows("id", "name") == [(1, "Ada"), (2, "Bob")]


def test_a_csv_row_of_very_many_fields_is_a_row_with_too_many(world):
    policy = {"invalid_rows": {"quarantine": {"max_percent": 50}}}
    facts = {"rows": 2, "rows_quarantined": 1}
    assert _staged(world, "ID,NAME\n1,Ada\n2," + "," * 25_000 + "\n", facts=facts, **policy) == [(1, "Ada")]


@pytest.mark.parametrize(
    "element", ['{"ID": 2,}', "nul", '"\\x"', '{"ID": 2, "NAME": "a\tb"}', "[" * 5000 + "]" * 5000]
)
def test_a_json_element_that_is_no_json_is_a_row_set_aside(world, element):
    policy = {"invalid_rows": {"quarantine": {"max_percent": 50}}}
    facts = {"rows": 3, "rows_quarantined": 1}
    content = '[{"ID": 1, "NAME": "Ada"},\n' + element + ' ,\n{"ID": 3, "NAME": "Bob"}]\n'
    assert _staged(world, content, format=JSON, facts=facts, **policy) == [(1, "Ada"), (3, "Bob")]


def test_only_the_first_byte_order_mark_of_json_lines_is_one(world):
    policy = {"invalid_rows": {"quarantine": {"max_percent": 50}}}
    facts = {"bom": True, "rows": 2, "rows_quarantined": 1}
    content = '\ufeff{"ID": 1, "NAME": "Ada"}\n\ufeff{"ID": 2, "NAME": "Bob"}\n'
    assert _staged(world, content, format=JSONL, facts=facts, **policy) == [(1, "Ada")]


@pytest.mark.parametrize("pattern", ["^(?:[a-z]|[0-9])*$", "^[a-z]+(?: [a-z]+)*$"])
def test_a_long_text_is_matched_without_a_stack(world, pattern):
    definition = table("id bigint, name string")
    definition["row_schema"]["properties"]["NAME"]["pattern"] = pattern
    world.define(definition)
    text = "a b".replace(" ", "" if "|" in pattern else " ") * 2_500
    world.stage(world.put("2026-03-01", f"ID,NAME\n1,{text}\n"))
    assert world.rows("id", "name") == [(1, text)]


def test_unsigned_integers_of_parquet_are_as_wide_as_spark_reads_them(world):
    schema = pa.schema([("ID", pa.uint16()), ("AMOUNT", pa.uint32())])
    definition = table("id bigint, amount decimal(21,2)", format=PARQUET)
    world.define(definition)
    content = parquet([{"ID": 65_535, "AMOUNT": 4_294_967_295}], schema)
    world.stage(world.put("2026-03-01", content, rows=1, rows_checked=0, encoding=None, header=["ID", "AMOUNT"]))
    assert [tuple(map(int, row)) for row in world.rows("id", "amount")] == [(65_535, 4_294_967_295)]


def test_json_lines_keep_every_digit_of_a_decimal_and_nested_values(world):
    columns = "id bigint, amount decimal(20,10), tags array<string>, at timestamp"
    content = (
        '{"TAGS": ["a", "b"], "AMOUNT": 1234567890.0123456789, "ID": 1, "AT": "2026-03-01T01:00:00+01:00"}\n{"ID": 2}\n'
    )
    first, second = _staged(world, content, columns, format=JSONL)
    assert (str(first[1]), first[2], second) == ("1234567890.0123456789", ["a", "b"], (2, None, None, None))


def test_xml_rows_have_attributes_children_and_nested_elements(world):
    content = (
        '<?xml version="1.0"?><s:all xmlns:s="urn:x"><s:thing ID="1"><s:NAME> Ada &amp; <![CDATA[<co>]]> '
        '</s:NAME><DIM W="2.50"/>'
        "</s:thing><thing ID='2'><NAME/></thing></s:all>"
    )
    columns = "id bigint, name string, dim struct<_W:decimal(9,2)>"
    definition = table(columns, format=XML)
    definition["columns"][0]["source_name"] = "_ID"
    definition["row_schema"]["properties"]["_ID"] = definition["row_schema"]["properties"].pop("ID")
    world.define(definition)
    world.stage(world.put("2026-03-01", content, compression="gzip", rows=2))
    first, second = world.rows("id", "name", "dim")
    assert (first[:2], str(first[2][0]), second) == ((1, "Ada & <co>"), "2.50", (2, None, None))


def test_an_xml_doctype_is_refused():
    with pytest.raises(RowContractError, match='the document declares a DOCTYPE "x", which is refused'):
        list(parse(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>", "thing"))


@pytest.mark.parametrize(
    ("type_", "value", "expected", "found"),
    [
        ("bigint", "12.7", "an integer or no value", '"12.7"'),
        (
            "bigint",
            "+7",
            "an integer or no value without leading zeros or a plus sign (declare a code as string; list a number in "
            "zero_padded of table.json)",
            '"+7"',
        ),
        (
            "bigint",
            "-0",
            "an integer or no value without a sign before zero (declare a code as string; list a number in zero_padded "
            "of table.json)",
            '"-0"',
        ),
        ("bigint", " 7", "an integer or no value without white space around it", '" 7"'),
        (
            "bigint",
            "9223372036854775808",
            "an integer of at most 64 bits (declare a longer one as string)",
            "9223372036854775808",
        ),
        (
            "double",
            "0.12345678901234567890",
            "a number that a double holds to its last digit (declare multipleOf for a decimal, or a string)",
            "0.12345678901234567890",
        ),
        (
            "decimal(9,2)",
            "1.2E+3",
            "a number with at most 2 decimals or no value in plain digits, without an exponent (declare a code as "
            "string)",
            '"1.2E+3"',
        ),
        (
            "timestamp",
            "2026-03-01T00:00:00.123456789Z",
            "a date and time (YYYY-MM-DDThh:mm:ssZ) with at most 6 decimals of a second (declare more as string)",
            '"2026-03-01T00:00:00.123456789Z"',
        ),
        ("decimal(9,2)", "1.005", "a number with at most 2 decimals", "1.005"),
        ("date", "2026", "a date (YYYY-MM-DD)", '"2026"'),
        ("date", "2026-02-30", "a date (YYYY-MM-DD)", '"2026-02-30"'),
        ("timestamp", "yesterday", "a date and time (YYYY-MM-DDThh:mm:ssZ)", '"yesterday"'),
        ("double", "1d", "a number or no value", '"1d"'),
        ("boolean", "2", "true or false or no value", '"2"'),
    ],
)
def test_a_value_that_does_not_fit_its_type_is_an_error_and_not_null(world, type_, value, expected, found):
    with pytest.raises(RowContractError) as caught:
        _staged(world, f"ID,V\n1,\n2,{value}\n", f"id bigint, v {type_}")
    assert str(caught.value) == (
        f"shop/things: column V expected {expected}, found {found} (1 invalid rows) in "
        "shop/things/dt=2026-03-01/file.csv; correct the file, or change row.schema.json."
    )
    assert world.rows() == []


@pytest.mark.parametrize(("type_", "value"), [("decimal(9,2)", "1.500"), ("bigint", "-7"), ("double", "1e3")])
def test_other_spellings_of_a_number_fit(world, type_, value):
    assert _staged(world, f"ID,V\n1,{value}\n", f"id bigint, v {type_}")[0][1] == float(value)


def test_a_row_that_the_validator_did_not_count_fails_the_load(world):
    with pytest.raises(RowCountError) as caught:
        _staged(world, "ID,NAME\n1,Ada\n", facts={"rows": 2})
    assert str(caught.value) == (
        "shop/things: shop/things/dt=2026-03-01/file.csv has 2 rows for the validator and 1 for Spark; nothing was "
        "staged, check "
        "quoting and line ends of the file."
    )


def test_a_column_that_is_not_declared_is_refused_or_ignored(world):
    with pytest.raises(RowContractError) as caught:
        _staged(world, "ID,NAME,X\n1,Ada,?\n")
    assert str(caught.value) == (
        "shop/things: column ['X'] is not declared; add it to row.schema.json, or set new_columns to ignore."
    )
    assert _staged(world, "ID,NAME,X\n1,Ada,?\n", new_columns="ignore") == [(1, "Ada")]


def test_a_later_overwrite_of_the_key_does_not_matter(world):
    world.define(table())
    load = world.put("2026-03-01", "ID,NAME\n1,Ada\n")
    world.put("2026-03-01", "ID,NAME\n2,Bob\n")
    world.stage(load)
    assert world.rows("id") == [(1,)]


def test_a_definition_that_grew_evolves_the_table(world):
    _staged(world, "ID,NAME\n1,Ada\n")
    world.define(table("id bigint, age bigint, name string"))
    world.stage(world.put("2026-03-02", "ID,NAME,AGE\n1,Ada,\n2,Bob,9\n"))
    assert world.summary("id", "age") == [("2026-03-01", "insert", 1, None), ("2026-03-02", "insert", 2, 9)]
