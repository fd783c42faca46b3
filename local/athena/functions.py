"""Trino's functions that sqlglot does not translate to DuckDB's, as macros."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from sqlglot import exp

from local.athena import casts

_JODA = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "hh": "%I", "mm": "%M", "SSS": "%g", "ss": "%S", "a": "%p"}
"""Longer patterns before those they contain."""


MACROS = (
    # In Trino a date plus whole days, or cut to a month, stays a date; in DuckDB it becomes a timestamp.
    "trino_plus(moment DATE, step INTERVAL) AS (moment + step)::DATE,"
    " (moment TIMESTAMP, step INTERVAL) AS moment + step,"
    " (moment TIMESTAMP_MS, step INTERVAL) AS (moment + step)::TIMESTAMP_MS,"
    " (moment TIMESTAMPTZ, step INTERVAL) AS moment + step",
    "trino_trunc(unit, moment DATE) AS date_trunc(unit, moment)::DATE,"
    " (unit, moment TIMESTAMP) AS date_trunc(unit, moment),"
    " (unit, moment TIMESTAMP_MS) AS date_trunc(unit, moment)::TIMESTAMP_MS,"
    " (unit, moment TIMESTAMPTZ) AS date_trunc(unit, moment)",
    "trino_at_zone(moment, zone) AS CASE WHEN upper(zone) IN ('UTC', 'Z', 'GMT', '+00:00') THEN moment::TIMESTAMPTZ"
    " ELSE error('NOT_SUPPORTED: the local Athena knows no time zone but UTC') END",
    "to_iso8601(moment) AS CASE typeof(moment)"
    " WHEN 'DATE' THEN strftime(moment::TIMESTAMP, '%Y-%m-%d')"
    " WHEN 'TIMESTAMP WITH TIME ZONE' THEN strftime(moment::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%gZ')"
    " ELSE strftime(moment::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%g') END",
    "every(condition) AS bool_and(condition)",
    "nan() AS 'nan'::DOUBLE",
    "infinity() AS 'inf'::DOUBLE",
    "is_nan(x) AS isnan(x)",
    "is_finite(x) AS isfinite(x)",
    "is_infinite(x) AS isinf(x)",
    "truncate(x) AS trunc(x)",
    "rand() AS random()",
    "bitwise_and(a, b) AS a & b",
    "bitwise_or(a, b) AS a | b",
    "bitwise_xor(a, b) AS xor(a, b)",
    "map_agg(key, value) AS map(list(key), list(value))",
    "codepoint(x) AS unicode(x)",
)


def to_duckdb(statement: exp.Expr) -> exp.Expr:
    """Replace by macros the functions that DuckDB reads otherwise than Trino."""
    # The innermost node is rewritten first, since a rewritten node keeps its parts.
    for node in list(statement.walk(bfs=False))[::-1]:
        rewrite = _REWRITES.get(type(node))
        if rewrite is not None and (replacement := rewrite(node)) is not node:
            node.replace(replacement)
    return statement


def _call(macro: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=macro, expressions=list(arguments))


def _add(node: exp.Expr) -> exp.Expr:
    if isinstance(node.expression, exp.Interval):
        step = exp.Neg(this=exp.paren(node.expression)) if isinstance(node, exp.Sub) else node.expression
        return _call("trino_plus", node.this, step)
    if isinstance(node.this, exp.Interval) and isinstance(node, exp.Add):
        return _call("trino_plus", node.expression, node.this)
    return node


def _date_add(node: exp.Expr) -> exp.Expr:
    unit = node.args["unit"].name.lower()
    step = exp.Mul(this=exp.paren(node.expression), expression=exp.Interval(this=exp.Literal.string("1"), unit=unit))
    return _call("trino_plus", node.this, step)


def _trunc(node: exp.Expr) -> exp.Expr:
    return _call("trino_trunc", exp.Literal.string(node.args["unit"].name.lower()), node.this)


def _at_zone(node: exp.Expr) -> exp.Expr:
    return _call("trino_at_zone", node.this, node.args["zone"])


def _function(node: exp.Expr) -> exp.Expr:
    rewrite = _FUNCTIONS.get(node.name.lower())
    return rewrite(node.expressions) if rewrite else node


def _format_datetime(arguments: list[exp.Expr]) -> exp.Expr:
    """Joda's pattern letters to strftime's."""
    pattern = arguments[1].name
    for joda, strftime in _JODA.items():
        pattern = pattern.replace(joda, strftime)
    return exp.Anonymous(
        this="strftime", expressions=[exp.cast(arguments[0], "timestamp"), exp.Literal.string(pattern)]
    )


def _concat(node: exp.Expr) -> exp.Expr:
    # A NULL part makes the result NULL; DuckDB's concat skips it.
    return exp.paren(functools.reduce(lambda left, right: exp.DPipe(this=left, expression=right), node.expressions))


def _regexp_replace(node: exp.Expr) -> exp.Expr:
    """Groups are `$1` in Trino and `\\1` in DuckDB."""
    replacement = node.args.get("replacement")
    if isinstance(replacement, exp.Literal) and "$" in replacement.name:
        node.set("replacement", exp.Literal.string(re.sub(r"\$(\d)", r"\\\1", replacement.name)))
    return node


_REWRITES: dict[type, Callable[[exp.Expr], exp.Expr]] = {
    exp.Add: _add,
    exp.Sub: _add,
    exp.DateAdd: _date_add,
    exp.DateTrunc: _trunc,
    exp.TimestampTrunc: _trunc,
    exp.AtTimeZone: _at_zone,
    exp.Anonymous: _function,
    exp.Cast: casts.cast,
    exp.TryCast: casts.cast,
    exp.ArrayToString: casts.join,
    exp.JSONFormat: lambda node: exp.cast(node.this, "text"),  # JSON is text already.
    exp.Concat: _concat,
    exp.RegexpReplace: _regexp_replace,
    exp.Typeof: lambda node: exp.Lower(this=exp.Typeof(this=node.this)),
}

_FUNCTIONS: dict[str, Callable[[list[exp.Expr]], exp.Expr]] = {
    "at_timezone": lambda arguments: _call("trino_at_zone", *arguments),
    "format_datetime": _format_datetime,
}
