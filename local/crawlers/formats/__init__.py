"""The formats a crawler knows, one module each: a custom classifier that fits wins, then the built-in ones in order."""

from __future__ import annotations

from typing import Any

from local.crawlers.formats import csv, json, parquet, xml
from local.crawlers.formats.classification import Classification
from local.crawlers.sample import Sample

_CUSTOM = {
    "CsvClassifier": csv.classify,
    "JsonClassifier": json.classify,
    "XMLClassifier": xml.classify,
}
_BUILT_IN = (parquet.classify, json.classify, csv.classify)
"""XML is not built in: only a custom classifier names the row tag."""


def classify(sample: Sample, classifiers: list[dict[str, Any]]) -> Classification | None:
    """The answer of the first classifier that can read the file; None where no classifier can."""
    for classifier in classifiers:
        for kind, read in _CUSTOM.items():
            if kind in classifier and (found := read(sample, classifier[kind])):
                return found
    return next((found for read in _BUILT_IN if (found := read(sample, {}))), None)
