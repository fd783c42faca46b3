"""One JSON array of objects."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from pyspark.sql import DataFrame

from etl.contract import Finding, compile_parse
from etl.errors import RowContractError
from etl.readers import content, records
from etl.readers.file import File

EXPECTED = "a JSON object"
SPACE = re.compile(r"[ \t\r\n]*")
OUTSIDE = re.compile(r'["{}\[\],]')
QUOTED = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
Record = dict[str, Any]


def read(file: File) -> DataFrame:
    """Rows of the array's elements."""
    encoding, compression, terms = file.encoding, file.compression, file.terms

    def compile_records() -> Callable[[bytes], Iterator[Record | Finding]]:
        parse = compile_parse(EXPECTED, terms)
        return lambda whole: map(parse, elements("".join(content.texts(whole, encoding, compression))))

    return records.frame(file, content.pieces(file), compile_records)


def elements(text: str) -> Iterator[str]:
    """The text of each element of the array that `text` is. Raises RowContractError where it is none."""
    # Only the end of an element matters here: its content is read afterwards, with all its digits.
    decoder = json.JSONDecoder(parse_float=str, parse_int=str)
    at = _expect(text, _skip(text, 0), "[")
    more = not text.startswith("]", at := _skip(text, at))
    while more:
        start = _skip(text, at)
        at = _end(decoder, text, start)
        yield text[start:at]
        at = _skip(text, at)
        more = text.startswith(",", at)
        at += more
    if _skip(text, _expect(text, at, "]")) != len(text):
        raise _broken(text, at + 1, "nothing after the array")


def _end(decoder: json.JSONDecoder, text: str, start: int) -> int:
    """Where the element ends that begins at `start`. One that is no JSON is a row too, if an invalid one."""
    try:
        end = decoder.raw_decode(text, start)[1]
    except (ValueError, RecursionError):
        return _end_by_brackets(text, start)
    return end if text[(after := _skip(text, end)) : after + 1] in (",", "]") else _end_by_brackets(text, start)


def _end_by_brackets(text: str, start: int) -> int:
    """The twin of `endOf` in readers/json.ts: quotes and brackets show where an element ends."""
    if text[start : start + 1] in (",", "]", "}"):
        raise _broken(text, start, "an element")
    depth, at = 0, start
    while found := OUTSIDE.search(text, at):
        at = found.end()
        if found[0] == '"':
            quoted = QUOTED.match(text, found.start())
            if quoted is None:
                break
            at = quoted.end()
        elif found[0] in "{[":
            depth += 1
        elif depth == 0:
            return found.start()
        elif found[0] != ",":
            depth -= 1
            if depth == 0:
                return at
    raise _broken(text, start, "an element that ends")


def _skip(text: str, at: int) -> int:
    space = SPACE.match(text, at)
    return space.end() if space else at


def _expect(text: str, at: int, sign: str) -> int:
    if not text.startswith(sign, at):
        raise _broken(text, at, sign)
    return at + 1


def _broken(text: str, at: int, expected: str) -> RowContractError:
    line = text.count("\n", 0, at) + 1
    found = json.dumps(text[at : at + 20], ensure_ascii=False)
    return RowContractError(
        f"line {line}: expected {expected}, found {found}; correct the JSON array and send it again."
    )
