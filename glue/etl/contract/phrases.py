"""What a keyword asks for, as the words after "expected": `phrases` of schemas/meta/contract.json."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from etl.contract.finding import json_text, number_text
from etl.documents import Phrases

Schema = dict[str, Any]

# Keywords whose phrase is more than their value in a sentence.
OWN: dict[str, Callable[[Any, Schema, Phrases], str]] = {
    "type": lambda types, schema, phrases: " or ".join(_type(name, schema, phrases) for name in listed(types)),
    "format": lambda name, _, phrases: phrases["formats"].get(name) or fill(phrases["keywords"]["format"], name),
    "enum": lambda values, _, phrases: fill(phrases["keywords"]["enum"], ", ".join(map(json_text, values))),
    "const": lambda value, _, phrases: fill(phrases["keywords"]["const"], json_text(value)),
    "multipleOf": lambda step, _, phrases: multiple(number_text(step), phrases),
}


def expectation(keyword: str, schema: Schema, phrases: Phrases) -> str:
    """What `keyword` of `schema` asks for; `phrases` are those of the contract in definitions.json."""
    if keyword in OWN:
        return OWN[keyword](schema[keyword], schema, phrases)
    if keyword not in phrases["keywords"]:
        return fill(phrases["other"], keyword)
    return fill(phrases["keywords"][keyword], schema[keyword])


def fill(phrase: str, value: Any) -> str:
    """A phrase with `value` in the place of `{}`, and an `s` in that of `{s}` unless the value is 1."""
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    text = number_text(value) if is_number else str(value)
    return re.sub(r"\{(s?)\}", lambda place: text if not place[1] else "" if value == 1 else "s", phrase)


def listed(value: Any) -> Iterable[Any]:
    """One or many, as a list."""
    return value if isinstance(value, list) else [value]


def _type(name: str, schema: Schema, phrases: Phrases) -> str:
    if name == "number" and "multipleOf" in schema:
        return multiple(number_text(schema["multipleOf"]), phrases)
    return phrases["types"][name]


def multiple(step: str, phrases: Phrases) -> str:
    """`0.01` is a power of ten with a scale of 2."""
    multiples = phrases["multiples"]
    power = re.fullmatch(r"0?\.(0*)1|1e-(\d+)", step)
    if power is None:
        return multiples["one"] if step == "1" else fill(multiples["other"], step)
    return fill(multiples["power"], int(power[2]) if power[2] else len(power[1]) + 1)
