"""The text of one row of jsonl or json: the twin of readers/objects.ts."""

import json
import re
from collections.abc import Callable
from typing import Any, NoReturn

from etl.contract.cast import trim
from etl.contract.finding import Finding, json_text, show
from etl.contract.numbers import parse
from etl.documents import Terms

ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
HALF = re.compile(r"(?<!\\)(?:\\\\)*(\\ud[89a-f][\da-f]{2})", re.ASCII)


def compile_parse(expected: str, terms: Terms) -> Callable[[str], dict[str, Any] | Finding]:
    """Compile the reading of a row: a record, numbers with all their digits, or what is wrong with its text.

    `expected` is what such a text should be, for the message: "one JSON object on the line" for json lines.
    `terms` is `contract` of definitions.json.
    """
    twice: list[str] = []
    levels: int = terms["limits"]["depth"]
    too_deep = Finding(None, "depth", f"at most {levels} levels of nesting", "more")

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            names = [name for name, _ in pairs]
            twice.append(next(name for at, name in enumerate(names) if name in names[:at]))
        return made

    decode = json.JSONDecoder(
        object_pairs_hook=members, parse_float=parse, parse_int=parse, parse_constant=_refuse
    ).decode

    def read(text: str) -> dict[str, Any] | Finding:
        twice.clear()
        try:
            value = decode(text)
        except ValueError:
            value = None
        except RecursionError:
            return too_deep
        if not isinstance(value, dict):
            return Finding(None, "json", expected, show(trim(text)))
        if _is_deep(value, levels):
            return too_deep
        if twice:
            return Finding(None, "duplicate_name", "each name once in an object", f"{show(twice[0])} twice")
        # Half a surrogate pair is no character: UTF-8 has no way to write it.
        if ESCAPED_SURROGATE.search(text) and (half := HALF.search(json_text(value))):
            return Finding(None, "json", "whole characters in texts", f"{half[1]}, half a character")
        return value

    return read


def _refuse(literal: str) -> NoReturn:
    raise ValueError(literal)


def _is_deep(value: Any, levels: int) -> bool:
    """Whether objects and lists are nested deeper than `levels`."""
    inner = value.values() if isinstance(value, dict) else value
    nested = [item for item in inner if type(item) is dict or type(item) is list]
    return levels == 0 or any(_is_deep(item, levels - 1) for item in nested)
