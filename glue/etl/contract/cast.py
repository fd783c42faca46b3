"""Text as JSON values of the declared types: the twin of rows/text.ts and rows/cells.ts.

Text that is not of its type stays text, so that the schema's own `type` says what is wrong with it.
"""

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from etl.contract.numbers import is_number, parse
from etl.contract.padded import is_padded
from etl.contract.phrases import listed
from etl.contract.references import References
from etl.contract.words import words
from etl.documents import TableDefinition

Cast: TypeAlias = Callable[[str], Any]
Schema = dict[str, Any]

INTEGER = re.compile(r"[+-]?[0-9]+")
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
# What JavaScript's trim() takes away, which is not quite what Python's strip() does.
WHITE_SPACE = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
WHITE_SPACE += "\u2028\u2029\u202f\u205f\u3000\ufeff"


def trim(text: str) -> str:
    """The text without white space around it."""
    return text.strip(WHITE_SPACE)


def resolve(schema: Any, root: Schema) -> Schema:
    """Follow `$ref` within the same document, keeping the keywords beside it."""
    if not isinstance(schema, dict):
        return {}
    if not isinstance(schema.get("$ref"), str):
        return schema
    return resolve(References(root).find(schema["$ref"]), root) | schema


def types_of(schema: Schema) -> list[str]:
    """The types of a schema as a list."""
    return list(listed(schema.get("type", [])))


def compile_cast(schema: Schema, padded: bool, booleans: dict[str, bool]) -> Cast:
    """The value of a text under a property's schema, already resolved.

    `padded` says whether its numbers may have leading zeros, a plus sign or a signed zero; else such a text stays text.
    `booleans` are the texts that stand for true and false.
    """
    types = types_of(schema)
    if "boolean" in types:
        # A property has one type beside null, so that a boolean is no number as well.
        return lambda text: booleans.get(text, text)
    numbers = _number if "multipleOf" not in schema else _fixed
    casts: dict[str, Cast] = {"number": numbers, "integer": _integer}
    tests = [casts[name] for name in ("number", "integer") if name in types]
    if not padded:
        tests = [_unpadded(test, "integer" in types) for test in tests]
    if not tests:
        return str
    if len(tests) == 1:
        return tests[0]

    def convert(text: str) -> Any:
        return next((value for test in tests if (value := test(text)) is not text), text)

    return convert


def _number(text: str) -> Any:
    if NUMBER.fullmatch(text) and is_number(value := parse(text)):
        return value
    return text


def _fixed(text: str) -> Any:
    """A decimal is written digit by digit: an exponent says that a program has rounded, or is a code as `12E3`."""
    return text if "e" in text.lower() else _number(text)


def _integer(text: str) -> Any:
    if INTEGER.fullmatch(text) and is_number(value := parse(text)):
        return value
    return text


def _unpadded(test: Cast, integer: bool) -> Cast:
    return lambda text: text if is_padded(text) or (integer and text == "-0") else test(text)


def cast(table: TableDefinition) -> Callable[[dict[str, str | None]], dict[str, Any]]:
    """Compile the record of a row of texts by source name; None is a field that stands for null.

    Such a field is null where its property may be null, and absent elsewhere. Columns that the schema does not know are
    left out.
    """
    root = table["row_schema"]
    casts = {}
    for name, node in (root.get("properties") or {}).items():
        schema = resolve(node, root)
        casts[name] = (
            compile_cast(schema, name in table["zero_padded"], words(table, name).booleans),
            "null" in types_of(schema),
        )

    def record(texts: dict[str, str | None]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, text in texts.items():
            known = casts.get(name)
            if known is None:
                continue
            if text is not None:
                made[name] = known[0](text)
            elif known[1]:
                made[name] = None
        return made

    return record
