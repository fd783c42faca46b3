"""Trino's casts to varchar and JSON, whose texts are not those of DuckDB's casts.

A double is `1.0E0`, a timestamp has as many decimals as its type (an Iceberg column six, a Hive column three), and
arrays, maps and rows have no varchar at all. The forms are those of Trino's own operators: DoubleOperators,
RealOperators, TimestampToVarcharCast and their neighbours.
"""

from __future__ import annotations

from sqlglot import exp

ICEBERG_DIGITS = 6
DEFAULT_DIGITS = 3
"""Decimals of `timestamp` and `time` without a number, and of the results of functions."""

_MOMENTS = {exp.DType.TIMESTAMP, exp.DType.TIMESTAMPTZ, exp.DType.TIME, exp.DType.TIMETZ}
_MILLISECONDS = (
    exp.UnixToTime,
    exp.StrToTime,
    exp.ParseDatetime,
    exp.CurrentTimestamp,
    exp.Localtimestamp,
    exp.FromISO8601Timestamp,
)
_STAMP = "strftime(try_cast(x AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%f')"
MACROS = (
    # A failing CAST puts the sentence in DuckDB's own error, since error() is volatile and TRY does not take it.
    "trino_fail(sentence) AS CAST(sentence AS INTEGER)::VARCHAR",
    # The digits of DuckDB's shortest text (`123.4`, `1e+16`, `1.2e-05`) with the point after the first: `1.234E2`.
    "trino_mantissa(digits) AS digits[1] || '.' || CASE WHEN length(digits) > 1 THEN digits[2:] ELSE '0' END",
    "trino_power(whole, fraction, power) AS CASE WHEN ltrim(whole, '0') <> '' THEN power + length(whole) - 1"
    " ELSE power - 1 - length(fraction) + length(ltrim(fraction, '0')) END",
    "trino_scientific(whole, fraction, power) AS trino_mantissa(rtrim(ltrim(whole || fraction, '0'), '0')) || 'E'"
    " || trino_power(whole, fraction, power)",
    "trino_e(digits) AS trino_scientific(split_part(split_part(digits, 'e', 1), '.', 1),"
    " split_part(split_part(digits, 'e', 1), '.', 2), coalesce(try_cast(split_part(digits, 'e', 2) AS INTEGER), 0))",
    "trino_number(x, zero, finite) AS CASE WHEN isnan(x) THEN 'NaN' ELSE CASE WHEN signbit(x) THEN '-' ELSE '' END"
    " || CASE WHEN isinf(x) THEN 'Infinity' WHEN x = 0 THEN zero ELSE finite END END",
    "trino_double(x) AS trino_number(x, '0E0', trino_e(abs(x)::VARCHAR))",
    # The shortest text of a real has seven digits at most.
    "trino_real(x) AS trino_number(x, '0E0', trino_e(format('{:.6e}', abs(x)::VARCHAR::DOUBLE)))",
    "trino_java(x) AS trino_number(x, '0.0', CASE WHEN abs(x) >= 1e-3 AND abs(x) < 1e7 THEN abs(x)::VARCHAR"
    " ELSE trino_e(abs(x)::VARCHAR) END)",
    "trino_cut(moment, decimals) AS moment[: length(moment) - 6 + decimals - (decimals = 0)::INTEGER]",
    "trino_text(x, decimals) AS CASE typeof(x)"
    " WHEN 'DOUBLE' THEN trino_double(try_cast(x AS DOUBLE))"
    " WHEN 'FLOAT' THEN trino_real(try_cast(x AS FLOAT))"
    f" WHEN 'TIMESTAMP WITH TIME ZONE' THEN trino_cut({_STAMP}, decimals) || ' UTC'"
    f" WHEN 'TIMESTAMP' THEN trino_cut({_STAMP}, decimals)"
    f" WHEN 'TIMESTAMP_MS' THEN trino_cut({_STAMP}, least(decimals, {DEFAULT_DIGITS}))"
    f" WHEN 'TIMESTAMP_S' THEN trino_cut({_STAMP}, 0)"
    " WHEN 'TIME' THEN trino_cut(strftime(DATE '2000-01-01' + try_cast(x AS TIME), '%H:%M:%S.%f'), decimals)"
    " WHEN 'JSON' THEN CASE WHEN json_type(try_cast(x AS JSON)) IN ('OBJECT', 'ARRAY')"
    " THEN trino_fail('INVALID_CAST_ARGUMENT: Cannot cast ' || x::VARCHAR || ' to varchar; use json_format')"
    " ELSE try_cast(x AS JSON)->>'$' END"
    " ELSE CASE WHEN typeof(x) LIKE '%]' OR typeof(x) LIKE 'STRUCT(%' OR typeof(x) LIKE 'MAP(%'"
    " THEN trino_fail('TYPE_MISMATCH: Cannot cast ' || lower(typeof(x)) || ' to varchar;'"
    " || ' use json_format(CAST(... AS JSON))')"
    " ELSE x::VARCHAR END END",
    "trino_texts(list, decimals) AS list_transform(list, lambda element: trino_text(element, decimals))",
    "trino_short(x, decimals, size) AS CASE WHEN typeof(x) = 'VARCHAR' THEN (x::VARCHAR)[:size]"
    " WHEN length(trino_text(x, decimals)) > size THEN trino_fail('INVALID_CAST_ARGUMENT: Value '"
    " || trino_text(x, decimals) || ' cannot be represented as varchar(' || size || ')')"
    " ELSE trino_text(x, decimals) END",
    "trino_json_number(text) AS CASE WHEN regexp_matches(text, '[0-9]$') THEN try_cast(text AS JSON)"
    " ELSE to_json(text) END",
    "trino_json(x, decimals) AS CASE"
    " WHEN typeof(x) = 'DOUBLE' THEN trino_json_number(trino_java(try_cast(x AS DOUBLE)))"
    " WHEN typeof(x) = 'FLOAT' THEN trino_json_number(trino_java(try_cast(x AS FLOAT)))"
    " WHEN typeof(x) LIKE 'DECIMAL(%' THEN try_cast(x::VARCHAR AS JSON)"
    " WHEN typeof(x) LIKE 'TIMESTAMP%' AND typeof(x) NOT LIKE '%]' THEN to_json(trino_text(x, decimals))"
    " ELSE to_json(x) END",
)


def cast(node: exp.Expr) -> exp.Expr:
    """CAST and TRY_CAST to varchar or JSON become macros; every other cast stays."""
    to, type_ = node.args["to"], node.args["to"].this
    arguments = [node.this, exp.Literal.number(decimals(node.this))]
    if type_ == exp.DType.JSON:
        replaced: exp.Expr = exp.Anonymous(this="trino_json", expressions=arguments)
    elif type_ != exp.DType.VARCHAR:
        return node
    elif to.expressions:
        replaced = exp.Anonymous(this="trino_short", expressions=[*arguments, to.expressions[0].this])
    else:
        replaced = exp.Anonymous(this="trino_text", expressions=arguments)
    return exp.Anonymous(this="try", expressions=[replaced]) if isinstance(node, exp.TryCast) else replaced


def join(node: exp.Expr) -> exp.Expr:
    """array_join: its elements are cast to varchar."""
    texts = exp.Anonymous(this="trino_texts", expressions=[node.this, exp.Literal.number(decimals(node.this))])
    node.set("this", texts)
    return node


def decimals(node: exp.Expr) -> int:
    """Decimals of the seconds of `node`, if it is a moment: those of its type, or the most among its parts.

    A column counts as Iceberg's; the columns of Hive tables have a DuckDB type of their own (TIMESTAMP_MS).
    """
    if isinstance(node, exp.Column):
        return ICEBERG_DIGITS
    if isinstance(node, _MILLISECONDS):
        return DEFAULT_DIGITS
    if isinstance(node, exp.Cast) and node.args["to"].this in _MOMENTS:
        given = node.args["to"].expressions
        return int(given[0].name) if given else DEFAULT_DIGITS
    return max((decimals(child) for child in node.iter_expressions()), default=0)
