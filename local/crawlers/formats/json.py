"""JSON: one object a line, one document, or the items of an array where a classifier's path selects them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from local.crawlers.formats.classification import Classification
from local.crawlers.sample import Sample
from local.crawlers.shapes import Shape, merge, shape_of

_SERDE = "org.openx.data.jsonserde.JsonSerDe"


def classify(sample: Sample, classifier: dict[str, Any]) -> Classification | None:
    """Columns are the fields of the objects, in order of appearance; None where the sample is not JSON.

    A top-level array without a classifier is one column `array`, as on AWS.
    """
    path = classifier.get("JsonPath", "$")
    shape: Shape = None
    try:
        for document in _documents(sample):
            for row in _select(document, path):
                shape = merge(shape, shape_of(row))
    except ValueError:
        return None
    if isinstance(shape, list):
        shape = {"array": shape}
    if not isinstance(shape, dict) or not shape:
        return None
    parameters = {"jsonPath": path} if classifier else {}
    return Classification("json", shape, _SERDE, {"paths": ",".join(shape)}, parameters)


def _documents(sample: Sample) -> Iterator[Any]:
    """The concatenated JSON values of the sample; raises ValueError where it is not JSON."""
    text, decoder, place = sample.whole_lines.decode("utf-8-sig").strip(), json.JSONDecoder(), 0
    if text[:1] not in ("{", "["):
        raise ValueError("JSON begins with { or [")
    while place < len(text):
        value, place = decoder.raw_decode(text, place)
        yield value
        while place < len(text) and text[place].isspace():
            place += 1


def _select(document: Any, path: str) -> list[Any]:
    """The rows at `$`, `$[*]`, `$.field` or `$.field[*]`; ValueError where nothing is there."""
    steps = path.removeprefix("$").replace("[*]", ".*").split(".")[1:]
    found = [document]
    for step in steps:
        if step == "*":
            found = [child for value in found for child in _items(value)]
        else:
            found = [value[step] for value in found if isinstance(value, dict) and step in value]
    if not found and document:
        raise ValueError(f"no {path} in the document")
    return found


def _items(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    raise ValueError("[*] of a value that is no array")
