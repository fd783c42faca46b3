"""XML: one row per `row_tag` element, as docs/interfaces.md says (the naming is that of Spark's own XML reader)."""

from collections.abc import Callable, Iterator
from typing import Any
from xml.parsers import expat

from pyspark.sql import DataFrame

from etl.contract import Attribute, Finding, cast_xml, trim
from etl.errors import RowContractError
from etl.readers import content, records
from etl.readers.file import File

Record = dict[str, Any]


def read(file: File) -> DataFrame:
    """Rows of the elements; leaves are cast by the declared type, an absent or empty element is absent."""
    table, encoding, compression = file.table, file.encoding, file.compression
    if table["format"]["type"] != "xml":
        raise AssertionError("the reader of XML reads nothing else")
    row_tag = table["format"]["row_tag"]

    def compile_records() -> Callable[[bytes], Iterator[Record | Finding]]:
        cast = cast_xml(table)
        return lambda whole: map(cast, parse(whole, row_tag, encoding, compression))

    return records.frame(file, content.pieces(file), compile_records)


def parse(whole: bytes, row_tag: str, encoding: str = "utf-8", compression: str = "none") -> Iterator[Record]:
    """Rows of a document, streamed. A DOCTYPE is refused.

    A value is an Attribute, a text, None, a dict (the element has attributes or children) or a list (it is repeated).
    """
    collector = _Collector(row_tag)
    for text in content.texts(whole, encoding, compression):
        # A text is decoded already, whatever encoding the XML declaration names.
        yield from collector.feed(text, False)
    yield from collector.feed("", True)


class _Collector:
    """Expat's callbacks. `open` holds the elements that are open inside the current row: name, properties, text."""

    def __init__(self, row_tag: str) -> None:
        self.row_tag = row_tag
        self.rows: list[dict[str, Any]] = []
        self.open: list[tuple[str, dict[str, Any], list[str]]] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.doctype

    def feed(self, text: str, final: bool) -> list[Record]:
        """The rows that end in this text."""
        try:
            self.parser.Parse(text, final)
        except expat.ExpatError as error:
            raise RowContractError(f"the XML is not well-formed ({error}); correct it and send it again.") from error
        rows, self.rows = self.rows, []
        return rows

    def doctype(self, name: str, *_: object) -> None:
        raise RowContractError(
            f'the document declares a DOCTYPE "{name}", which is refused (entity expansion); remove it.'
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if not self.open and local != self.row_tag:
            return
        given = {f"_{_local(key)}": Attribute(text) for key, text in attributes.items() if key[:5] != "xmlns"}
        self.open.append((local, given, []))

    def characters(self, data: str) -> None:
        if self.open:
            self.open[-1][2].append(data)

    def end(self, name: str) -> None:
        if not self.open:
            return
        local, properties, texts = self.open.pop()
        text = trim("".join(texts)) or None
        if text and (properties or not self.open):
            properties["_VALUE"] = Attribute(text)
        if self.open:
            _add(self.open[-1][1], local, properties or text)
        else:
            self.rows.append(properties)


def _add(parent: dict[str, Any], name: str, value: Any) -> None:
    if name not in parent:
        parent[name] = value
    elif isinstance(parent[name], list):
        parent[name].append(value)
    else:
        parent[name] = [parent[name], value]


def _local(name: str) -> str:
    return name[name.find(":") + 1 :]
