"""Spark SQL types, parsed."""

import re
from collections.abc import Iterator
from typing import TypeAlias

TOKEN = re.compile(r"`(?:[^`]|``)*`|decimal\(\d+,\s*\d+\)|[<>:,]|[^<>:,`]+")
Type: TypeAlias = "str | list[Type] | dict[str, Type]"


def parse_type(text: str) -> Type:
    """`array<x>` is [x], `struct<a:x>` is {"a": x}, anything else its name."""
    return _parse(iter(TOKEN.findall(text)))


def _parse(tokens: Iterator[str]) -> Type:
    name = next(tokens).strip()
    if name == "array":
        next(tokens)
        item = _parse(tokens)
        next(tokens)
        return [item]
    if name != "struct":
        return name
    fields: dict[str, Type] = {}
    while next(tokens) != ">":
        field, _ = next(tokens), next(tokens)
        fields[field[1:-1].replace("``", "`") if field.startswith("`") else field] = _parse(tokens)
    return fields
