"""Trino functions that neither DuckDB nor the translation of the SQL has, as DuckDB macros."""

from __future__ import annotations

MACROS = (
    "to_iso8601(moment) AS CASE typeof(moment)"
    " WHEN 'DATE' THEN strftime(moment::TIMESTAMP, '%Y-%m-%d')"
    " WHEN 'TIMESTAMP WITH TIME ZONE' THEN strftime(moment::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%gZ')"
    " ELSE strftime(moment::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%g') END",
    "every(condition) AS bool_and(condition)",
    "is_nan(x) AS isnan(x)",
    "is_finite(x) AS isfinite(x)",
    "is_infinite(x) AS isinf(x)",
    "truncate(x) AS trunc(x)",
    "rand() AS random()",
    "bitwise_and(a, b) AS a & b",
    "bitwise_or(a, b) AS a | b",
    "bitwise_xor(a, b) AS xor(a, b)",
    "map_agg(key, value) AS map(list(key), list(value))",
    "geometric_mean(x) AS exp(avg(ln(x)))",
    "codepoint(x) AS unicode(x)",
    "from_base(x, radix) AS list_reduce("
    "list_transform(string_split(lower(x), ''), lambda c : (strpos('0123456789abcdefghijklmnopqrstuvwxyz', c) - 1)"
    "::BIGINT), lambda a, b : a * radix + b)",
)
