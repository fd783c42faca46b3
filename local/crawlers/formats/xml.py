"""XML: the elements with a classifier's row tag. A document type is refused: entities attack the reader."""

from __future__ import annotations

import io
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from local.crawlers.formats.classification import Classification
from local.crawlers.sample import Sample
from local.crawlers.shapes import Shape, merge, shape_of_text


def classify(sample: Sample, classifier: dict[str, Any]) -> Classification | None:
    """Columns are the children and attributes (`_name`) of the row elements; None where there are no row elements."""
    tag, columns = classifier["RowTag"], None
    try:
        for _, element in iterparse(io.BytesIO(sample.text), events=("end",), forbid_dtd=True):
            if _local(element) == tag:
                columns = merge(columns, _shape(element))
                element.clear()
    except ParseError:
        if not sample.cut:
            return None
    except DefusedXmlException as error:
        raise ValueError(f"a document type is refused: {error}") from error
    if not isinstance(columns, dict) or not columns:
        return None
    return Classification("xml", columns, "", {"rowTag": tag}, {"rowTag": tag}, input_format="", output_format="")


def _shape(element: Element) -> Shape:
    """The type of a leaf's text, or a struct where there are attributes or children, with the own text as `_VALUE`."""
    text = (element.text or "").strip()
    if not element.attrib and not len(element):
        return shape_of_text(text)
    fields: dict[str, Shape] = {f"_{name}": shape_of_text(value.strip()) for name, value in element.attrib.items()}
    seen: set[str] = set()
    for child in element:
        name, shape = _local(child), _shape(child)
        fields[name] = merge(fields.get(name), [shape] if name in seen else shape)
        seen.add(name)
    return {**fields, "_VALUE": shape_of_text(text)} if text else fields


def _local(element: Element) -> str:
    return element.tag.rsplit("}", 1)[-1]
