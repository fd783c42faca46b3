"""What is wrong with a value, and where."""

import json
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

SHOWN = 80
"""Characters of a value: limits.shown of schemas/meta/contract.json."""

# The way to a value: (place of its parent, name or index); None is the row itself.
Place: TypeAlias = "tuple[Place, str | int] | None"


class Finding(NamedTuple):
    """A breach: `column` is a dotted path (None: the row as a whole), `rule` the keyword of the schema."""

    column: str | None
    rule: str
    expected: str
    found: str


def dotted(place: Place) -> str | None:
    """`address.lines.0`; None for the row itself."""
    steps: list[str] = []
    while place is not None:
        place, step = place
        steps.append(str(step))
    return ".".join(reversed(steps)) or None


def show(value: Any) -> str:
    """A value as a problem shows it: JSON, one line, at most 80 characters."""
    return clip(json_text(value[: SHOWN + 1] if isinstance(value, str) else value))


def clip(text: str) -> str:
    """The text, shortened to 80 characters."""
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def json_text(value: Any) -> str:
    """JSON as JavaScript writes it: no spaces, half a surrogate pair escaped; numbers keep their digits."""
    if isinstance(value, Decimal | float) or (isinstance(value, int) and not isinstance(value, bool)):
        return number_text(value)
    if isinstance(value, list):
        return f"[{','.join(map(json_text, value))}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{json_text(name)}:{json_text(member)}' for name, member in value.items())}}}"
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def number_text(value: float | Decimal) -> str:
    """The digits of a number, with an exponent where JavaScript writes one."""
    if isinstance(value, int):
        return format(Decimal(value), "f")
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite() or -7 <= exact.adjusted() <= 20:
        return format(exact, "f") if isinstance(value, Decimal) else format(exact.normalize(), "f")
    return str(exact).replace("E", "e")
