"""Regular expressions of JSON Schema (ECMA 262, flag u) as Python's `re` understands them."""

import re
from collections.abc import Callable

from etl.errors import DefinitionError

# White space and line ends of ECMA 262; Python's own `\s` and `.` differ.
SPACE = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
# The rest: Python knows no negated set within a set.
NO_SPACE = (
    r"\0-\x08\x0e-\x1f!-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff"
    r"\u3001-\ufefe\uff00-\U0010ffff"
)
LINE_ENDS = r"\n\r\u2028\u2029"

TOKEN = re.compile(
    r"\\u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|\\u\{(?P<code>[0-9a-fA-F]+)\}|\\u(?P<unit>[0-9a-fA-F]{4})|\\c(?P<control>[A-Za-z])|\\k<(?P<back>\w+)>"
    r"|\(\?<(?P<group>[A-Za-z_]\w*)>|\\(?P<escape>.)|(?P<plain>.)",
    re.DOTALL,
)
OUTSIDE = {"$": r"\Z", ".": f"[^{LINE_ENDS}]"}
INSIDE = {"[": r"\["}
# Under ASCII `\d` and `\w` are what they are in ECMA 262.
ESCAPES = {"/": "/", "0": r"\x00", "v": r"\v"}


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of the common dialect, to be used with `search`. Code points count as characters."""
    try:
        return re.compile(translate(pattern), re.ASCII)
    except re.error as error:
        raise DefinitionError(
            f'the regular expression "{pattern}" is beyond the common dialect ({error}); simplify it in '
            "row.schema.json."
        ) from error


def translate(pattern: str) -> str:
    """The same language in Python's spelling."""
    parts: list[str] = []
    in_class = False
    for token in TOKEN.finditer(pattern):
        kind = str(token.lastgroup)
        plain = token["plain"]
        if plain is None:
            parts.append(_escaped(kind, token, in_class))
        elif in_class:
            in_class = plain != "]"
            parts.append(INSIDE.get(plain, plain))
        else:
            in_class = plain == "["
            parts.append(OUTSIDE.get(plain, plain))
    return "".join(parts)


def _escaped(kind: str, token: re.Match[str], in_class: bool) -> str:
    return ESCAPED[kind](token, in_class)


def _letter(token: re.Match[str], in_class: bool) -> str:
    letter = token["escape"]
    if letter in "sS":
        inside = SPACE if letter == "s" else NO_SPACE
        return inside if in_class else f"[{inside}]"
    if letter in "pP":
        raise re.error(f"\\{letter}")
    return ESCAPES.get(letter, f"\\{letter}")


def _code(code: int) -> str:
    return re.escape(chr(code))


def _pair(token: re.Match[str], in_class: bool) -> str:
    return _code(0x10000 + ((int(token["high"], 16) - 0xD800) << 10) + int(token["low"], 16) - 0xDC00)


ESCAPED: dict[str, Callable[[re.Match[str], bool], str]] = {
    "low": _pair,
    "code": lambda token, _: _code(int(token["code"], 16)),
    "unit": lambda token, _: _code(int(token["unit"], 16)),
    "control": lambda token, _: _code(ord(token["control"]) % 32),
    "back": lambda token, _: f"(?P={token['back']})",
    "group": lambda token, in_class: "(?<" + token["group"] + ">" if in_class else f"(?P<{token['group']}>",
    "escape": _letter,
}
