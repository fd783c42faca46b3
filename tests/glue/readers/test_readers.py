"""Reading: by name, with the declared types, and nothing silently lost."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from etl.errors import RowContractError, RowCountError
from etl.readers.xml import parse

from tests.glue.readers.reading import Case, read
from tests.glue.world import CSV, JSON, JSONL, PARQUET, WORDS, parquet, table

pytestmark = pytest.mark.spark

XML = {"type": "xml", "row_tag": "thing", "encoding": "utf-8", **WORDS}
QUARANTINE = {"invalid_rows": {"quarantine": {"max_percent": 80}}}
NOT_JSON = ['{"ID": 2,}', "nul", '"\\x"', '{"ID": 2, "NAME": "a\tb"}', "[" * 5000 + "]" * 5000]


def _named(source_name):
    """A table whose second column has this name in files."""
    definition = table()
    definition["columns"][1]["source_name"] = source_name
    definition["row_schema"]["properties"][source_name] = definition["row_schema"]["properties"].pop("NAME")
    return definition


def _matched(pattern):
    definition = table()
    definition["row_schema"]["properties"]["NAME"]["pattern"] = pattern
    return definition


ADA = [(1, "Ada")]
BOTH = [(1, "Ada"), (2, "Bob")]
HEADER = ["ID", "NAME"]
# Each with its rows.
FILES = {
    "columns in another order are read by name": (Case("NAME,ID\nAda,1\n"), ADA),
    "newlines quotes and delimiters inside csv fields": (
        Case(
            'ID,NAME\n1,"Ada\nLovelace, ""Countess"""\n2, Bob \n',
            {"embedded_newlines": True, "rows": 2, "header": HEADER},
        ),
        [(1, 'Ada\nLovelace, "Countess"'), (2, " Bob ")],
    ),
    "gzip under a csv name": (Case("ID,NAME\n1,Ada\n", {"compression": "gzip"}), ADA),
    "bzip2 under a csv name": (Case("ID,NAME\n1,Ada\n", {"compression": "bzip2"}), ADA),
    "a key with patterns spaces and percent signs": (
        Case("ID,NAME\n1,Ada\n", {"key": "shop/things/dt=2026-03-01/a {b}*%20 ü?.csv"}),
        ADA,
    ),
    "a byte order mark is no part of the first value": (
        Case(
            "\ufeff1,Ada\n2,Bob\n",
            {"bom": True, "rows": 2, "header": HEADER},
            policy={"format": CSV | {"header": False}},
        ),
        BOTH,
    ),
    "another null value leaves the empty string alone": (
        Case("ID,NAME\n1,\n2,\\N\n", policy={"format": CSV | {"null_values": ["\\N"]}}),
        [(1, ""), (2, None)],
    ),
    **{
        encoding: (Case("ID,NAME\n1,Zoë\n", {"encoding": encoding}), [(1, "Zoë")])
        for encoding in ("utf-8", "iso-8859-1", "windows-1252", "utf-16le", "utf-16be")
    },
    "csv rows of white space alone are rows": (
        Case(
            "ID\tNAME\n1\tAda\n\t\n2\tBob\n",
            {"blank_rows": True, "line_end": "lf", "rows": 3, "header": HEADER},
            policy={"natural_key": [], "format": CSV | {"delimiter": "\t"}},
        ),
        [*BOTH, (None, None)],
    ),
    "a csv field in quotes may end in a carriage return": (
        Case(
            'ID,NAME\n1,"Ada\r"\n2,Bob\n',
            {"embedded_newlines": True, "line_end": "lf", "rows": 2, "header": HEADER},
        ),
        [(1, "Ada\r"), (2, "Bob")],
    ),
    "a header that holds another line end does not mislead": (
        Case(
            'ID,"NA\r\nME"\n1,Ada\n2,Bob\n',
            {"embedded_newlines": True, "line_end": "lf", "rows": 2, "header": ["ID", "NA\r\nME"]},
            definition=_named("NA\r\nME"),
        ),
        BOTH,
    ),
    "a csv row of very many fields is a row with too many": (
        Case("ID,NAME\n1,Ada\n2," + "," * 25_000 + "\n", {"rows": 2, "rows_quarantined": 1}, policy=QUARANTINE),
        ADA,
    ),
    "json elements that are no json are rows set aside": (
        Case(
            '[{"ID": 1, "NAME": "Ada"},\n' + " ,\n".join(NOT_JSON) + ' ,\n{"ID": 2, "NAME": "Bob"}]\n',
            {"rows": 7, "rows_quarantined": 5},
            policy=QUARANTINE | {"format": JSON},
        ),
        BOTH,
    ),
    "only the first byte order mark of json lines is one": (
        Case(
            '\ufeff{"ID": 1, "NAME": "Ada"}\n\ufeff{"ID": 2, "NAME": "Bob"}\n',
            {"bom": True, "rows": 2, "rows_quarantined": 1},
            policy=QUARANTINE | {"format": JSONL},
        ),
        ADA,
    ),
    "a long text is matched without a stack, by either": (
        Case(f"ID,NAME\n1,{'ab' * 2_500}\n", definition=_matched("^(?:[a-z]|[0-9])*$")),
        [(1, "ab" * 2_500)],
    ),
    "a long text is matched without a stack, by groups": (
        Case(f"ID,NAME\n1,{'a b' * 2_500}\n", definition=_matched("^[a-z]+(?: [a-z]+)*$")),
        [(1, "a b" * 2_500)],
    ),
}


@pytest.fixture(scope="module")
def found(shared_world):
    return read(shared_world, {name: case for name, (case, _) in FILES.items()}, ["id", "name"])


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_as_what_it_is(found, name):
    assert found[name] == FILES[name][1]


def _staged(world, content, columns="id bigint, name string", facts=None, **policy):
    world.define(table(columns, **policy))
    world.stage(world.put("2026-03-01", content, **(facts or {})))
    return world.rows(*[column.split(" ")[0] for column in columns.split(", ")])


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


def test_other_spellings_of_a_number_fit(world):
    columns = "id bigint, dec decimal(9,2), big bigint, dou double"
    assert _staged(world, "ID,DEC,BIG,DOU\n1,1.500,-7,1e3\n", columns)[0][1:] == (Decimal("1.5"), -7, 1000.0)


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
