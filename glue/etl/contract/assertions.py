"""Keywords that say yes or no about one value. A row per keyword: the schema that has it -> a predicate."""

from collections.abc import Callable
from typing import Any

from etl.contract.dates import is_date, is_date_time
from etl.contract.finding import Finding, Place, dotted, show
from etl.contract.numbers import Predicate, bounded, is_integer, is_number, multiple_of
from etl.contract.outcome import Check, Outcome
from etl.contract.patterns import compile_pattern
from etl.contract.phrases import expectation, listed
from etl.contract.values import frozen
from etl.documents import Terms
from etl.errors import DefinitionError

Schema = dict[str, Any]
Maker = Callable[[Schema, Terms], Predicate]

TYPES: dict[str, Predicate] = {
    "integer": is_integer,
    "number": is_number,
    "string": lambda value: type(value) is str,
    "boolean": lambda value: value is True or value is False,
    "object": lambda value: type(value) is dict,
    "array": lambda value: type(value) is list,
    "null": lambda value: value is None,
}


def asserted(keyword: str, schema: Schema, terms: Terms) -> Check:
    """The check of one keyword in ASSERTIONS."""
    holds = ASSERTIONS[keyword](schema, terms)
    expected = expectation(keyword, schema, terms["phrases"])

    def check(value: Any, place: Place, out: Outcome) -> None:
        if not holds(value):
            out.findings.append(Finding(dotted(place), keyword, expected, show(value)))

    return check


def _type(schema: Schema, _: Terms) -> Predicate:
    tests = [TYPES[name] for name in listed(schema["type"])]
    if len(tests) == 1:
        return tests[0]
    return lambda value: any(test(value) for test in tests)


def _enum(schema: Schema, _: Terms) -> Predicate:
    allowed = {frozen(value) for value in schema["enum"]}
    return lambda value: frozen(value) in allowed


def _const(schema: Schema, _: Terms) -> Predicate:
    only = frozen(schema["const"])
    return lambda value: frozen(value) == only


def _number(make: Callable[[Any], Predicate], keyword: str) -> Maker:
    def maker(schema: Schema, _: Terms) -> Predicate:
        holds = make(schema[keyword])
        return lambda value: not is_number(value) or holds(value)

    return maker


def _size(kind: type[Any], keyword: str, keeps: Callable[[int, int], bool]) -> Maker:
    def maker(schema: Schema, _: Terms) -> Predicate:
        limit = schema[keyword]
        return lambda value: type(value) is not kind or keeps(len(value), limit)

    return maker


def _pattern(schema: Schema, terms: Terms) -> Predicate:
    search, most = compile_pattern(schema["pattern"]).search, terms["limits"]["matched"]
    return lambda value: type(value) is not str or (len(value) <= most and search(value) is not None)


def _format(schema: Schema, terms: Terms) -> Predicate:
    holds = format_check(schema["format"], terms)
    return lambda value: type(value) is not str or holds(value)


def format_check(name: str, terms: Terms) -> Callable[[str], bool]:
    """Whether a text is of a format: dates by own code, the others by those of `terms`."""
    own = {"date": is_date, "date-time": is_date_time}.get(name)
    if own:
        return own
    known: dict[str, str] = terms["formats"]
    if name not in known:
        raise DefinitionError(
            f'the format "{name}" is not among {sorted([*known, "date", "date-time"])}; correct row.schema.json.'
        )
    search = compile_pattern(known[name]).search
    return lambda text: search(text) is not None


def _unique(schema: Schema, _: Terms) -> Predicate:
    if not schema["uniqueItems"]:
        return lambda _value: True
    return lambda value: type(value) is not list or len({frozen(item) for item in value}) == len(value)


def _at_least(size: int, limit: int) -> bool:
    return size >= limit


def _at_most(size: int, limit: int) -> bool:
    return size <= limit


def _bound(keyword: str) -> Maker:
    return _number(lambda bound: bounded(keyword, bound), keyword)


ASSERTIONS: dict[str, Maker] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "multipleOf": _number(multiple_of, "multipleOf"),
    "minimum": _bound("minimum"),
    "maximum": _bound("maximum"),
    "exclusiveMinimum": _bound("exclusiveMinimum"),
    "exclusiveMaximum": _bound("exclusiveMaximum"),
    "minLength": _size(str, "minLength", _at_least),
    "maxLength": _size(str, "maxLength", _at_most),
    "pattern": _pattern,
    "format": _format,
    "minItems": _size(list, "minItems", _at_least),
    "maxItems": _size(list, "maxItems", _at_most),
    "uniqueItems": _unique,
    "minProperties": _size(dict, "minProperties", _at_least),
    "maxProperties": _size(dict, "maxProperties", _at_most),
}
