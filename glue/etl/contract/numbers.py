"""Numbers as they were written: int or Decimal, compared digit by digit and never as doubles."""

import math
import operator
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any, TypeAlias

Number: TypeAlias = int | Decimal
Predicate: TypeAlias = Callable[[Any], bool]

# More digits than any column can hold (limits.digits of schemas/meta/contract.json); also keeps hostile text away from
# arithmetic that is quadratic.
MOST_DIGITS = 400
MOST_BITS = 1328
PLAIN = re.compile(r"[+-]?[0-9]+")


def parse(literal: str) -> Number:
    """A number literal of JSON or CSV with all of its digits; Infinity where even the exponent is beyond reason."""
    if len(literal) <= MOST_DIGITS and PLAIN.fullmatch(literal):
        return int(literal)
    try:
        made = Decimal(literal)
    except InvalidOperation:
        return _beyond(*literal.lower().split("e"))
    return made if countable(made) else _shortest(made)


def _beyond(digits: str, exponent: str) -> Decimal:
    """A number whose exponent is beyond reason."""
    if not digits.strip("+-.0"):
        return Decimal(0)
    return Decimal("1e-999999") if exponent.startswith("-") else Decimal("Infinity")


def _shortest(value: Decimal) -> Decimal:
    """The same number in few digits, where a double holds it: 1.000 (and 400 zeros more) is 1."""
    held = Decimal(repr(float(value)))
    return held if held == value else value


def exact(value: Any) -> Number:
    """A number of a schema or a row by the digits it prints."""
    return Decimal(repr(value)) if isinstance(value, float) else value


def is_number(value: Any) -> bool:
    """Whether this is a number within the range of a double: 1e999 is none, as in JavaScript."""
    kind = type(value)
    if kind is int:
        return bool(value.bit_length() < 1024) or _is_finite(value)
    if kind is Decimal:
        return bool(value.is_finite()) and (value.adjusted() < 308 or _is_finite(value))
    return kind is float and math.isfinite(value)


def _is_finite(value: Number) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


# Digits that name one double, and the most that JavaScript prints.
NAMING, PRINTED = 17, 100


def is_held(value: Any) -> bool:
    """Whether a double holds the number to its last digit: the twin of isHeld in contract/decimals.ts."""
    number = exact(value)
    if isinstance(number, int) and -(2**53) <= number <= 2**53:
        return True
    held = float(number)
    if Decimal(repr(held)) == number:
        return True
    count = len(str(number).lower().partition("e")[0].strip("-").replace(".", "").strip("0"))
    return NAMING <= count <= PRINTED and Context(count, ROUND_HALF_UP).plus(Decimal(held)) == number


def is_integer(value: Any) -> bool:
    """JSON Schema's integer: 1.0 is one."""
    if type(value) is int:
        return is_number(value)
    number = exact(value) if is_number(value) else None
    return isinstance(number, Decimal) and number == number.to_integral_value()


def countable(value: Number) -> bool:
    """Whether the digits are few enough to calculate with; a number that is not satisfies no bound."""
    return value.bit_length() < MOST_BITS if isinstance(value, int) else _decimals(value) is not None


def _decimals(value: Decimal) -> int | None:
    """How many digits stand behind the point (fewer than none: zeros before it); None for far too many."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or abs(exponent) > MOST_DIGITS or len(digits) > MOST_DIGITS:
        return None
    return -exponent


def multiple_of(step: Any) -> Predicate:
    """Whether a number is a whole number of times `step`."""
    over, under = exact(step).as_integer_ratio()
    power = _power(exact(step))

    def holds(value: Any) -> bool:
        number = exact(value)
        decimals = 0 if isinstance(number, int) else _decimals(number)
        if decimals is None or not (decimals or countable(number)):
            return False
        if power is not None and decimals <= power:
            return True
        numerator, denominator = number.as_integer_ratio()
        return (numerator * under) % (denominator * over) == 0

    return holds


def _power(step: Number) -> int | None:
    """0.01 -> 2; None for a step that is no power of ten, or more than 1."""
    _, digits, exponent = Decimal(step).normalize().as_tuple()
    return -exponent if digits == (1,) and isinstance(exponent, int) and exponent <= 0 else None


BOUNDS: dict[str, Callable[[Number, Number], bool]] = {
    "minimum": operator.ge,
    "maximum": operator.le,
    "exclusiveMinimum": operator.gt,
    "exclusiveMaximum": operator.lt,
}


def bounded(keyword: str, bound: Any) -> Predicate:
    """Whether a number keeps a bound."""
    keeps, limit = BOUNDS[keyword], exact(bound)
    # Comparing an int with a Decimal makes one of the other, each time.
    as_decimal = Decimal(limit)

    def holds(value: Any) -> bool:
        number = exact(value)
        return keeps(number, limit if type(number) is int else as_decimal) and countable(number)

    return holds
