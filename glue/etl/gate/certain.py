"""Checks that Spark does on columns: they say that a value is certainly valid, and leave the rest to the contract.

So a check here may be narrow, but never wrong; the twin of functions/core/validation/rows/fast.ts.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from typing import Any, NamedTuple

from pyspark.sql import Column
from pyspark.sql import functions as F

from etl.contract.cast import resolve, types_of
from etl.contract.patterns import translate
from etl.contract.words import words
from etl.definitions import PLAIN_SCALE
from etl.documents import Column as ColumnDefinition
from etl.documents import DatePattern, TableDefinition, Terms

Schema = dict[str, Any]
Booleans = dict[str, bool]


class Cell(NamedTuple):
    """A field of a row of texts: as the file has it, and in the type of its column (NULL: that has no such value)."""

    text: Column
    value: Column


Certain = Callable[[Cell], Column]

# Java means something else by these, or writes them otherwise: white space, word boundaries, a backslash, code points.
BEYOND = re.compile(r"\\[sSbBkuxcvpP0\\]|&&")
LONGEST_MATCHED = 256
DATE = r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6}0{0,3})?"
TIME += r"(?:Z|[+-](?:(?:0[0-9]|1[0-7]):[0-5][0-9]|18:00))?"
BOUNDS: dict[str, Callable[[Column, Any], Column]] = {
    "minimum": lambda value, bound: value >= bound,
    "maximum": lambda value, bound: value <= bound,
    "exclusiveMinimum": lambda value, bound: value > bound,
    "exclusiveMaximum": lambda value, bound: value < bound,
}


def compile_certain(table: TableDefinition, terms: Terms) -> Callable[[dict[str, Cell]], Column] | None:
    """Compile whether a row of cells, by staging name, is certainly valid; a text that is NULL is no value.

    None when the schema asks for something that a single column cannot show, so that every row needs the contract.
    """
    root = table["row_schema"]
    if not set(root) <= set(terms["keywords"]["plain"]):
        return None
    required = set(root.get("required") or [])
    checks: dict[str, Certain] = {}
    for column in table["columns"]:
        if column["source_name"] not in root["properties"]:
            continue
        schema = resolve(root["properties"][column["source_name"]], root)
        valid = _compile(schema, column, terms, words(table, column["source_name"]).booleans)
        if valid is None:
            return None
        nullable = column["source_name"] not in required or "null" in types_of(schema)
        checks[column["name"]] = _or_null(_in_pattern(valid, column.get("pattern")), nullable)
    needed = {column["name"] for column in table["columns"] if column["source_name"] in required}

    def certain(cells: dict[str, Cell]) -> Column:
        if needed - set(cells):
            return F.lit(False)
        parts = [check(cells[name]) for name, check in checks.items() if name in cells]
        return reduce(lambda one, other: one & other, parts, F.lit(True))

    return certain


def iso(text: Column, pattern: DatePattern) -> Column:
    """A date or time as ISO 8601, where it is written in the column's own pattern; else as it is."""
    match = pattern["match"]
    steps = [(match, pattern["iso"]), *pattern["rewrites"]]
    made = reduce(lambda so_far, step: F.regexp_replace(so_far, *step), steps, text)
    return F.when(text.rlike(match), made).otherwise(text)


def _in_pattern(valid: Certain, pattern: DatePattern | None) -> Certain:
    if pattern is None:
        return valid
    return lambda cell: cell.text.rlike(pattern["match"]) & valid(cell._replace(text=iso(cell.text, pattern)))


def _or_null(valid: Certain, nullable: bool) -> Certain:
    return lambda cell: F.coalesce(valid(cell), F.lit(False)) | (cell.text.isNull() if nullable else F.lit(False))


def _compile(schema: Schema, column: ColumnDefinition, terms: Terms, booleans: Booleans) -> Certain | None:
    types = [name for name in types_of(schema) if name != "null"]
    keywords, make = CHECKS.get(types[0] if len(types) == 1 else "", (set(), None))
    if make is None or not set(schema) <= described(terms) | keywords:
        return None
    return make(schema, column, terms, booleans)


def described(terms: Terms) -> set[str]:
    """Keywords of a property that no check has to look at: they describe it, or are followed already."""
    return {*terms["keywords"]["annotations"], "type", "$ref"}


def _integer(schema: Schema, column: ColumnDefinition, terms: Terms, booleans: Booleans) -> Certain | None:
    return lambda cell: bounded(cell.value, schema, cell.value.cast("string") == cell.text)


def _number(schema: Schema, column: ColumnDefinition, terms: Terms, booleans: Booleans) -> Certain | None:
    decimal = re.fullmatch(r"decimal\((\d+),\s*(\d+)\)", column["type"])
    if (decimal is None) != ("multipleOf" not in schema):
        return None
    if decimal is None:
        # A double holds 15 digits, which with the point take 16 characters.
        digits = r"^-?(?=.{1,16}\z)(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,14})?\z"
        return lambda cell: bounded(cell.value, schema, cell.text.rlike(digits))
    whole, scale = int(decimal[1]) - int(decimal[2]), int(decimal[2])
    fraction = rf"(?:\.[0-9]{{1,{scale}}})?" if scale else ""
    pattern = rf"^-?(?:0|[1-9][0-9]{{0,{max(whole, 1) - 1}}}){fraction}\z"

    def valid(cell: Cell) -> Column:
        # The comparison spares the usual spelling the regular expression.
        usual = cell.value.cast("string") == cell.text
        if scale > PLAIN_SCALE:
            usual = usual & ~cell.text.contains("E")
        return bounded(cell.value, schema, cell.value.isNotNull() & (usual | cell.text.rlike(pattern)))

    return valid


def bounded(value: Column, schema: Schema, valid: Column) -> Column:
    """`valid`, and `value` within the bounds of its schema."""
    for name, within in BOUNDS.items():
        if name in schema:
            valid = valid & within(value, _literal(schema[name]))
    return valid


def _literal(bound: Any) -> Column:
    """Exact where the column is: Spark compares decimals as decimals, and a double with what is one."""
    if isinstance(bound, int) and abs(bound) < 2**63:
        return F.lit(bound)
    exact = Decimal(format(Decimal(repr(bound)), "f"))
    _, digits, exponent = exact.as_tuple()
    return F.lit(exact if len(digits) <= 38 and int(exponent) >= -38 else float(bound))


def _boolean(schema: Schema, column: ColumnDefinition, terms: Terms, booleans: Booleans) -> Certain:
    return lambda cell: cell.text.isin(*booleans)


def _string(schema: Schema, column: ColumnDefinition, terms: Terms, booleans: Booleans) -> Certain | None:
    is_date = schema.get("format") == "date"
    others = {name: given for name, given in schema.items() if not (is_date and name == "format")}
    valid = compile_string(others, terms)
    if valid is None:
        return None
    return lambda cell: valid(cell.text) & _is_date(*cell) if is_date else valid(cell.text)


def compile_string(schema: Schema, terms: Terms) -> Callable[[Column], Column] | None:
    """The check of a text under the keywords of STRINGS; None when one of them is beyond Spark."""
    checks: list[Callable[[Column], Column]] = []
    for keyword, make in STRINGS.items():
        if keyword in schema:
            check = make(schema[keyword], terms)
            if check is None:
                return None
            checks.append(check)
    return lambda text: reduce(lambda one, check: one & check(text), checks, text.isNotNull())


def _format(name: str, terms: Terms) -> Callable[[Column], Column] | None:
    if name == "date":
        return lambda text: _is_date(text, text.cast("date"))
    if name == "date-time":
        pattern = rf"^{DATE}[T ]{TIME}\z"
        return lambda text: text.rlike(pattern) & F.substring(text, 1, 10).cast("date").isNotNull()
    return _pattern(terms["formats"][name], terms) if name in terms["formats"] else None


def _is_date(text: Column, value: Column) -> Column:
    """Whether a text that Spark reads as a date is YYYY-MM-DD: it reads shorter ones, longer ones, and a year 0."""
    dashes = (F.substring(text, 5, 1) == "-") & (F.substring(text, 8, 1) == "-")
    last = F.substring(text, 10, 1).between("0", "9")
    return value.isNotNull() & (F.char_length(text) == 10) & dashes & last & (text >= "0001")


def _pattern(pattern: str, terms: Terms) -> Callable[[Column], Column] | None:
    if BEYOND.search(pattern):
        return None
    # Java's `\Z`, and its `$`, also match before a line feed at the end; Python's `\Z` is its `\z`.
    java = translate(pattern).replace("\\Z", "\\z").replace("(?P<", "(?<")
    # Java calls itself for each turn of a repeated group: some 1,000 characters overflow its stack.
    return lambda text: F.when(F.char_length(text) <= LONGEST_MATCHED, text.rlike(java)).otherwise(F.lit(False))


def _one_of(values: list[Any], terms: Terms) -> Callable[[Column], Column]:
    texts = [value for value in values if isinstance(value, str)]
    return lambda text: text.isin(*texts)


STRINGS: dict[str, Callable[[Any, Terms], Callable[[Column], Column] | None]] = {
    "enum": _one_of,
    "minLength": lambda least, _: lambda text: F.char_length(text) >= least,
    "maxLength": lambda most, _: lambda text: F.char_length(text) <= most,
    "pattern": _pattern,
    "format": _format,
}
Make = Callable[[Schema, ColumnDefinition, Terms, Booleans], Certain | None]
CHECKS: dict[str, tuple[set[str], Make | None]] = {
    "integer": (set(BOUNDS), _integer),
    "number": ({*BOUNDS, "multipleOf"}, _number),
    "boolean": (set(), _boolean),
    "string": (set(STRINGS), _string),
}
