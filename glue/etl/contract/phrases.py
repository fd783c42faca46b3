"""What a keyword asks for, as the words after "expected": the twin of functions/core/validation's phrases."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from etl.contract.finding import json_text, number_text

Schema = dict[str, Any]

TYPES = {
    "integer": "an integer",
    "number": "a number",
    "string": "a text",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "no value",
}
FORMATS = {
    "date": "a date (YYYY-MM-DD)",
    "date-time": "a date and time (YYYY-MM-DDThh:mm:ssZ)",
    "email": "an e-mail address",
}


def _counted(words: str, thing: str) -> Callable[[Any, Schema], str]:
    return lambda limit, _: f"{words} {number_text(limit)} {thing if limit == 1 else thing + 's'}"


def _compared(words: str) -> Callable[[Any, Schema], str]:
    return lambda limit, _: f"{words} {number_text(limit)}"


def _always(words: str) -> Callable[[Any, Schema], str]:
    return lambda _value, _schema: words


PHRASES: dict[str, Callable[[Any, Schema], str]] = {
    "type": lambda types, schema: " or ".join(_type(name, schema) for name in listed(types)),
    "required": _always("a value"),
    "dependentRequired": _always("a value"),
    "format": lambda name, _: FORMATS.get(name, f"a valid {name}"),
    "enum": lambda values, _: f"one of {', '.join(map(json_text, values))}",
    "const": lambda value, _: json_text(value),
    "pattern": lambda pattern, _: f"text that matches {pattern}",
    "multipleOf": lambda step, _: multiple(number_text(step)),
    "minimum": _compared("at least"),
    "maximum": _compared("at most"),
    "exclusiveMinimum": _compared("more than"),
    "exclusiveMaximum": _compared("less than"),
    "minLength": _counted("at least", "character"),
    "maxLength": _counted("at most", "character"),
    "minItems": _counted("at least", "item"),
    "maxItems": _counted("at most", "item"),
    "uniqueItems": _always("no item twice"),
    "additionalProperties": _always("only the properties of the schema"),
    "unevaluatedProperties": _always("only the properties of the schema"),
}


def expectation(keyword: str, schema: Schema) -> str:
    """What `keyword` of `schema` asks for."""
    phrase = PHRASES.get(keyword)
    return phrase(schema[keyword], schema) if phrase else f"what the schema's {keyword} asks for"


def listed(value: Any) -> Iterable[Any]:
    """One or many, as a list."""
    return value if isinstance(value, list) else [value]


def _type(name: str, schema: Schema) -> str:
    if name == "number" and "multipleOf" in schema:
        return multiple(number_text(schema["multipleOf"]))
    return TYPES[name]


def multiple(step: str) -> str:
    """`0.01` -> "a number with at most 2 decimals"; any other step -> "a multiple of it"."""
    decimals = re.fullmatch(r"0?\.(0*)1|1e-(\d+)", step)
    if decimals is None:
        return "a whole number" if step == "1" else f"a multiple of {step}"
    scale = int(decimals[2]) if decimals[2] else len(decimals[1]) + 1
    return f"a number with at most {scale} decimal{'' if scale == 1 else 's'}"
