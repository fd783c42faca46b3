"""What was written arrives, whatever format, compression, encoding and line ends it was written with."""

import datetime
import itertools
from decimal import Decimal

import pytest
from etl.platform import session
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from pyspark.sql import functions as F

from tests.glue.world import CODECS, table
from tests.glue.writers import ARROW, FORMATS, content
from tests.sweep import examples, swept

pytestmark = pytest.mark.spark

NESTED = ", size struct<w:decimal(38,10),tag:string>, tags array<bigint>"
COLUMNS = "id bigint, text string, amount decimal(38,10), ratio double, flag boolean, day date, at timestamp" + NESTED
UTC = datetime.timezone.utc
NAMES = itertools.count()

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


def _staged(world, format_, given_, compression="none", **how):
    """Write, stage and read back."""
    names = list(given_[0])
    columns = ", ".join(one for one in COLUMNS.split(", ") if one.split(" ")[0].upper() in names)
    name = f"things_{next(NAMES)}"
    encoding = how.get("encoding", "utf-8")
    declared = {**FORMATS[format_]} | ({"encoding": encoding} if format_ != "parquet" else {})
    world.define(table(columns, id=f"shop/{name}", name=f"shop_{name}", format=declared))
    facts = {"encoding": None, "rows_checked": 0} if format_ == "parquet" else {"encoding": encoding}
    facts |= {"bom": how.get("mark", False)}
    load = world.put(
        "2026-03-01", content(format_, given_, **how), f"shop/{name}", compression, **_facts(given_, **facts)
    )
    report = world.stage(load)
    assert report["rows_staged"] == len(given_)
    frame = world.frame(f"shop_{name}").orderBy("id")
    for column, as_text in (("day", F.date_format("day", "yyyy-MM-dd")), ("at", F.unix_micros("at"))):
        frame = frame.withColumn(column, as_text) if column.upper() in names else frame
    return [row.asDict(recursive=True) for row in frame.select([one.lower() for one in names]).collect()]


def _as_read(row):
    read = {name.lower(): value for name, value in row.items()}
    if read.get("day") is not None:
        read["day"] = read["day"].isoformat()
    if read.get("at") is not None:
        read["at"] = (read["at"] - datetime.datetime(1970, 1, 1, tzinfo=UTC)) // datetime.timedelta(microseconds=1)
    return read


@pytest.mark.parametrize(("format_", "compression"), COMBINATIONS)
@swept
@few
@given(generated=tables, end=st.sampled_from(["\n", "\r\n"]))
def test_any_table_arrives_as_it_is(world, format_, compression, generated, end):
    nested = () if format_ != "csv" else ("SIZE", "TAGS")  # there is no way to write them in csv
    names = [field.name for field in ARROW if field.name not in ("ID", *nested)]
    given_ = [{"ID": at} | {name: row[name] for name in names} for at, row in enumerate(generated)]
    expected = [_as_read(row if nested else _expected(format_, row)) for row in given_]
    assert _staged(world, format_, given_, compression, end=end) == expected


EXACT = [
    {"ID": 1, "TEXT": 'Zoë "Ünï"\r\nné, \n\ttwice', "AMOUNT": Decimal("1234567890123456789012345678.0123456789")},
    {"ID": 2, "TEXT": "plain", "AMOUNT": Decimal("-0.0000000001")},
    {"ID": 9223372036854775807, "TEXT": "\rback\r", "AMOUNT": Decimal("9999999999999999999999999999.9999999999")},
    {"ID": -9223372036854775808, "TEXT": None, "AMOUNT": None},
]
ENCODINGS = [("iso-8859-1", False), ("windows-1252", False), ("utf-16le", True), ("utf-16be", True), ("utf-8", True)]


@pytest.mark.parametrize(
    ("format_", "encoding", "mark"),
    [(name, *how) for name in ("csv", "jsonl") for how in ENCODINGS]
    + [(name, *how) for name in ("json", "xml") for how in (ENCODINGS[0], ENCODINGS[2])],
)
def test_no_digit_and_no_character_is_lost(world, format_, encoding, mark):
    found = _staged(world, format_, EXACT, encoding=encoding, mark=mark, end="\r\n")
    expected = [_as_read(row) | ({"text": _trimmed(row["TEXT"])} if format_ == "xml" else {}) for row in EXACT]
    assert found == sorted(expected, key=lambda row: row["id"])


@pytest.mark.parametrize("format_", FORMATS)
def test_compiled_stages_read_what_interpreted_ones_do(world, format_, monkeypatch):
    monkeypatch.setattr(session, "COMPILED_BYTES", 0)
    row = EXACT[0] | {"RATIO": 0.1, "FLAG": True, "DAY": datetime.date(2026, 2, 28), "TEXT": "Zoë"}
    given_ = [row | {"AT": datetime.datetime(2026, 2, 28, 12, 30, tzinfo=UTC)}]
    names = [name for name in given_[0] if name not in ("SIZE", "TAGS")]
    expected = [_as_read({name: given_[0][name] for name in names})]
    assert _staged(world, format_, given_, "none") == expected
    assert world.spark.conf.get("spark.sql.codegen.wholeStage") == "true"
