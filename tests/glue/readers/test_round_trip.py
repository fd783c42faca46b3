"""What was written arrives, whatever format, compression, encoding and line ends it was written with."""

import datetime
from decimal import Decimal

import pytest
from etl.platform import session
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from pyspark.sql import Row
from pyspark.sql import functions as F

from tests.glue.readers.reading import Case, read
from tests.glue.world import CODECS
from tests.glue.writers import ARROW, FORMATS, content
from tests.sweep import examples, swept

pytestmark = pytest.mark.spark

NESTED = ", size struct<w:decimal(38,10),tag:string>, tags array<bigint>"
COLUMNS = "id bigint, text string, amount decimal(38,10), ratio double, flag boolean, day date, at timestamp" + NESTED
UTC = datetime.timezone.utc

# What XML has no way to write is left out, so that one table fits all formats; NUL is no text.
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\r\n\t\",\\'<&"),
    max_size=12,
)
amounts = st.decimals(Decimal(-10) ** 27, Decimal(10) ** 27, places=10)
rows = st.fixed_dictionaries(
    {
        "TEXT": st.none() | texts,
        "AMOUNT": st.none() | amounts,
        "RATIO": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "FLAG": st.none() | st.booleans(),
        "DAY": st.none() | st.dates(),
        "AT": st.none() | st.datetimes(timezones=st.just(UTC)),
        "SIZE": st.none() | st.fixed_dictionaries({"w": st.none() | amounts, "tag": st.none() | texts}),
        "TAGS": st.none() | st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=3),
    }
)
tables = st.lists(rows, min_size=12, max_size=25)
# Every codec where Spark reads lines; json and xml are read as a whole, for which one codec is like the others.
LINES = [(name, codec) for name in ("csv", "jsonl") for codec in CODECS]
COMBINATIONS = [*LINES, ("json", "none"), ("json", "zip"), ("xml", "none"), ("xml", "gzip"), ("parquet", "none")]
# Every example is a load, so that a smaller one is not worth the search.
few = examples(
    1,
    20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _expected(format_, row):
    """The row as it is to be read: XML trims its texts, and what is empty there is no value."""
    row = dict(row)
    if format_ == "xml":
        row["TEXT"] = _trimmed(row["TEXT"])
        row["SIZE"] = row["SIZE"] and {name: _trimmed(value) for name, value in row["SIZE"].items()}
    return row


def _trimmed(value):
    spaces = " \t\n\v\f\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
    return value.strip(spaces) or None if isinstance(value, str) else value


def _facts(given_, **facts):
    days = sorted(row["DAY"] for row in given_ if row.get("DAY"))
    known = {"rows": len(given_), "header": [*given_[0]], "dates": {}} | facts
    if days:
        known["dates"] = {"day": {"min": days[0].isoformat(), "max": days[-1].isoformat()}}
    texts = [row["TEXT"] or "" for row in given_]
    return known | {"embedded_newlines": any("\r" in text or "\n" in text for text in texts)}


def _case(format_, given_, compression="none", **how):
    """The file of these rows."""
    columns = ", ".join(one for one in COLUMNS.split(", ") if one.split(" ")[0].upper() in given_[0])
    encoding = how.get("encoding", "utf-8")
    declared = {**FORMATS[format_]} | ({"encoding": encoding} if format_ != "parquet" else {})
    facts = {"encoding": None, "rows_checked": 0} if format_ == "parquet" else {"encoding": encoding}
    facts = _facts(given_, bom=how.get("mark", False), **facts)
    return Case(content(format_, given_, **how), {"compression": compression} | facts, columns, {"format": declared})


def _shown(names):
    """The columns, days as texts and moments as microseconds."""
    as_text = {"day": F.date_format("day", "yyyy-MM-dd").alias("day"), "at": F.unix_micros("at").alias("at")}
    return [as_text.get(name.lower(), F.col(name.lower())) for name in names]


def _as_read(row):
    read = {name.lower(): value for name, value in row.items()}
    if read.get("day") is not None:
        read["day"] = read["day"].isoformat()
    if read.get("at") is not None:
        read["at"] = (read["at"] - datetime.datetime(1970, 1, 1, tzinfo=UTC)) // datetime.timedelta(microseconds=1)
    return read


@swept
@few
@given(generated=tables, end=st.sampled_from(["\n", "\r\n"]))
def test_any_table_arrives_as_it_is(world, generated, end):
    found, expected = {}, {}
    for nested in (False, True):  # there is no way to write nested values in csv
        names = [field.name for field in ARROW if nested or field.name not in ("SIZE", "TAGS")]
        given_ = [{"ID": at} | {name: row[name] for name in names if name != "ID"} for at, row in enumerate(generated)]
        some = {f"{how[0]} {how[1]}": how for how in COMBINATIONS if nested == (how[0] != "csv")}
        cases = {name: _case(format_, given_, codec, end=end) for name, (format_, codec) in some.items()}
        found |= _read(world, cases, names)
        expected |= {name: [_as_read(_expected(format_, row)) for row in given_] for name, (format_, _) in some.items()}
    assert found == expected


def _read(world, cases, names):
    rows = read(world, cases, _shown(names))
    told = {case: [dict(zip(names, row, strict=True)) for row in rows[case]] for case in cases}
    return {case: sorted(map(_plain, each), key=lambda row: row["id"]) for case, each in told.items()}


def _plain(row):
    return {name.lower(): value.asDict() if isinstance(value, Row) else value for name, value in row.items()}


WHOLE = [
    {
        "ID": 1,
        "TEXT": "Zoë",
        "AMOUNT": Decimal("-0.0000000001"),
        "RATIO": 0.1,
        "FLAG": True,
        "DAY": datetime.date(2026, 2, 28),
        "AT": datetime.datetime(2026, 2, 28, 12, 30, 0, 1, tzinfo=UTC),
        "SIZE": {"w": Decimal("9999999999999999999999999999.9999999999"), "tag": None},
        "TAGS": [-9223372036854775808, 9223372036854775807],
    },
    {name.upper(): None for name in ("id", "text", "amount", "ratio", "flag", "day", "at", "size", "tags")} | {"ID": 2},
]
EXACT = [
    {"ID": 1, "TEXT": 'Zoë "Ünï"\r\nné, \n\ttwice', "AMOUNT": Decimal("1234567890123456789012345678.0123456789")},
    {"ID": 2, "TEXT": "plain", "AMOUNT": Decimal("-0.0000000001")},
    {"ID": 9223372036854775807, "TEXT": "\rback\r", "AMOUNT": Decimal("9999999999999999999999999999.9999999999")},
    {"ID": -9223372036854775808, "TEXT": None, "AMOUNT": None},
]
ENCODINGS = [("iso-8859-1", False), ("windows-1252", False), ("utf-16le", True), ("utf-16be", True), ("utf-8", True)]


MARKED = [(name, *how) for name in ("csv", "jsonl") for how in ENCODINGS]
MARKED += [(name, *how) for name in ("json", "xml") for how in (ENCODINGS[0], ENCODINGS[2])]


@pytest.fixture(scope="module")
def exact(shared_world):
    cases = {
        f"{format_} {encoding}": _case(format_, EXACT, encoding=encoding, mark=mark, end="\r\n")
        for format_, encoding, mark in MARKED
    }
    return _read(shared_world, cases, list(EXACT[0]))


@pytest.mark.parametrize(("format_", "encoding"), [(format_, encoding) for format_, encoding, _ in MARKED])
def test_no_digit_and_no_character_is_lost(exact, format_, encoding):
    expected = [_as_read(row) | ({"text": _trimmed(row["TEXT"])} if format_ == "xml" else {}) for row in EXACT]
    assert exact[f"{format_} {encoding}"] == sorted(expected, key=lambda row: row["id"])


def test_compiled_stages_read_what_interpreted_ones_do(world, monkeypatch):
    monkeypatch.setattr(session, "COMPILED_BYTES", 0)
    row = EXACT[0] | {"RATIO": 0.1, "FLAG": True, "DAY": datetime.date(2026, 2, 28), "TEXT": "Zoë"}
    given_ = [row | {"AT": datetime.datetime(2026, 2, 28, 12, 30, tzinfo=UTC)}]
    names = [name for name in given_[0] if name not in ("SIZE", "TAGS")]
    cases = {format_: _case(format_, given_) for format_ in FORMATS}
    expected = [_as_read({name: given_[0][name] for name in names})]
    assert _read(world, cases, names) == dict.fromkeys(FORMATS, expected)
    assert world.spark.conf.get("spark.sql.codegen.wholeStage") == "true"


@pytest.mark.parametrize("compiled_bytes", [0, session.COMPILED_BYTES])
def test_what_is_read_is_what_is_staged(world, monkeypatch, compiled_bytes):
    monkeypatch.setattr(session, "COMPILED_BYTES", compiled_bytes)
    case = _case("jsonl", WHOLE, "gzip")
    world.define(case.table)
    assert world.stage(world.put("2026-03-01", case.content, **case.put))["rows_staged"] == len(WHOLE)
    assert world.spark.conf.get("spark.sql.codegen.wholeStage") == str(not compiled_bytes).lower()
    rows = world.frame().orderBy("id").select(_shown(WHOLE[0])).collect()
    assert [_plain(dict(zip(WHOLE[0], row, strict=True))) for row in rows] == [_as_read(row) for row in WHOLE]
