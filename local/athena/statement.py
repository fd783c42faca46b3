"""One SQL text, parsed as Trino's: the tables that it names, and the same query for DuckDB."""

from __future__ import annotations

from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.dialects.athena import Athena
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import SqlglotError

from local.athena import casts
from local.athena.errors import QueryError
from local.athena.functions import to_duckdb

CATALOG = "awsdatacatalog"
UNNAMED = "_col?"
"""Prefix of the alias an output column without a name gets; its position replaces it (`_col0`)."""

_QUERIES = (exp.Select, exp.SetOperation, exp.Values, exp.Subquery)


@dataclass(frozen=True)
class Reference:
    """A table a query names: all names lower case, `line` and `column` from 1.

    `metadata` is `snapshots` of `"orders$snapshots"`; `version` is the expression after FOR ... AS OF.
    """

    catalog: str
    database: str
    table: str
    line: int
    column: int
    metadata: str | None = None
    version: exp.Version | None = None

    @property
    def relation(self) -> str:
        """The name under which DuckDB holds it."""
        version = f"@{self.version.sql()}" if self.version else ""
        return f"{self.database}.{self.table}" + (f"${self.metadata}" if self.metadata else "") + version

    @property
    def qualified(self) -> str:
        table = self.table + (f"${self.metadata}" if self.metadata else "")
        return f"{self.catalog}.{self.database}.{table}"


@dataclass(frozen=True)
class Query:
    """A parsed query: its references, the columns it may need (None: all), its text for DuckDB."""

    references: list[Reference]
    columns: frozenset[str] | None
    duckdb_sql: str
    places: dict[str, tuple[int, int]]
    """The first place of each column name: line and column, from 1."""
    decimals: dict[str, int]
    """Decimals of the seconds of each output with an alias, by the alias; other outputs are columns."""


def parse_statement(sql: str) -> exp.Expr:
    """The statement of `sql`. Raises QueryError when it is not SQL or more than one statement."""
    try:
        parsed = sqlglot.parse(sql, read=Athena)
        statements = [s for s in parsed if s is not None and not isinstance(s, exp.Semicolon)]
    except SqlglotError as error:
        raise QueryError("SYNTAX_ERROR", _first_problem(error)) from error
    if len(statements) != 1:
        raise QueryError("SYNTAX_ERROR", f"Only one sql statement is allowed, found {len(statements)}")
    return statements[0]


def prepare(statement: exp.Expr, database: str) -> Query:
    """Read the references of a SELECT and write it for DuckDB; unqualified names are looked up in `database`."""
    if not isinstance(statement, _QUERIES):
        raise QueryError("NOT_SUPPORTED", f"{_kind(statement)} statements are not supported by the local Athena")
    tables = [t for t in statement.find_all(exp.Table) if isinstance(t.this, exp.Identifier) and not _is_cte(t)]
    references = [_reference(table, database) for table in tables]
    columns = _columns(statement)
    places = _places(statement)
    statement = _name_outputs(statement)
    decimals = _decimals(statement)
    known = {(reference.database, reference.table) for reference in references}
    for column in list(statement.find_all(exp.Column)):
        _unqualify(column, known)
    for table, reference in zip(tables, references, strict=True):
        _point_to(table, reference)
    return Query(references, columns, to_duckdb(statement).sql(dialect=DuckDB), places, decimals)


def position(identifier: exp.Expr) -> tuple[int, int]:
    """Line and column, from 1, of the first character of an identifier; (1, 1) where the parser kept no place."""
    meta = identifier.meta
    if "line" not in meta:
        return 1, 1
    return int(meta["line"]), int(meta["col"]) - (int(meta["end"]) - int(meta["start"]))


def _first_problem(error: SqlglotError) -> str:
    problems = getattr(error, "errors", None)
    if not problems:
        return str(error).split("\n", 1)[0]
    first = problems[0]
    description = str(first["description"]).rstrip(".")
    return f"line {first['line']}:{first['col']}: {description} near '{first['highlight']}'"


def _kind(statement: exp.Expr) -> str:
    return str(statement.this).upper() if isinstance(statement, exp.Command) else statement.key.upper()


def _is_cte(table: exp.Table) -> bool:
    """Whether the name is a CTE in scope: an earlier CTE of the same WITH, or any CTE of an outer WITH."""
    if table.args.get("db"):
        return False
    name, node, inside = table.name.lower(), table, None
    while node.parent is not None:
        inside = node if isinstance(node, exp.CTE) else inside
        node = node.parent  # type: ignore[assignment]
        clause = node.args.get("with_")
        if clause is None:
            continue
        for cte in clause.expressions:
            if cte is inside and not clause.args.get("recursive"):
                break
            if cte.alias.lower() == name:
                return True
        inside = None
    return False


def _reference(table: exp.Table, database: str) -> Reference:
    name, _, metadata = table.name.lower().partition("$")
    line, column = position(table.parts[0])
    return Reference(
        (table.catalog or CATALOG).lower(),
        (table.db or database).lower(),
        name,
        line,
        column,
        metadata or None,
        table.args.get("version"),
    )


def _columns(statement: exp.Expr) -> frozenset[str] | None:
    """Every identifier of the text, lower case, as no other column is needed. None where `*` may name any column."""
    stars = [s for s in statement.find_all(exp.Star) if not isinstance(s.parent, exp.Count)]
    natural = any(str(join.args.get("method", "")).upper() == "NATURAL" for join in statement.find_all(exp.Join))
    if stars or natural:
        return None
    return frozenset(identifier.name.lower() for identifier in statement.find_all(exp.Identifier))


def _places(statement: exp.Expr) -> dict[str, tuple[int, int]]:
    places: dict[str, tuple[int, int]] = {}
    for column in statement.find_all(exp.Column, bfs=False):
        places.setdefault(column.name.lower(), position(column.parts[0]))
    return places


def _name_outputs(statement: exp.Expr) -> exp.Expr:
    """Mark output columns without a name, as Athena calls them by position and DuckDB by their text."""
    if isinstance(statement, exp.Values):
        names = [
            exp.to_identifier(f"{UNNAMED}{n}", quoted=True) for n, _ in enumerate(statement.expressions[0].expressions)
        ]
        statement.set("alias", exp.TableAlias(this=exp.to_identifier("values", quoted=True), columns=names))
        return exp.select("*").from_(statement)
    first = statement
    while not isinstance(first, exp.Select):
        if not isinstance(first.this, exp.Expr):
            return statement
        first = first.this
    for number, output in enumerate(list(first.expressions)):
        if not (output.is_star or output.alias or isinstance(output, (exp.Column, exp.Dot))):
            named = exp.Alias(alias=exp.to_identifier(f"{UNNAMED}{number}", quoted=True))
            output.replace(named)
            named.set("this", output)  # itself: the references of a subquery are still to be pointed to their tables
    return statement


def _decimals(statement: exp.Expr) -> dict[str, int]:
    """Athena shows milliseconds even of a moment whose type has fewer decimals."""
    outputs = statement.selects if isinstance(statement, (exp.Select, exp.SetOperation, exp.Subquery)) else []
    return {o.alias: max(casts.DEFAULT_DIGITS, casts.decimals(o.this)) for o in outputs if isinstance(o, exp.Alias)}


def _unqualify(column: exp.Column, known: set[tuple[str, str]]) -> None:
    """`database.table.column` to `table.column`: DuckDB holds each table under one name."""
    database = column.args.get("db")
    if database is not None and (database.name.lower(), column.table.lower()) in known:
        column.set("db", None)
        column.set("catalog", None)


def _point_to(table: exp.Table, reference: Reference) -> None:
    alias = table.args.get("alias")
    if alias is None or not alias.args.get("this"):
        name = reference.table + (f"${reference.metadata}" if reference.metadata else "")
        columns = alias.args.get("columns") if alias is not None else None
        table.set("alias", exp.TableAlias(this=exp.to_identifier(name, quoted=True), columns=columns))
    table.set("this", exp.to_identifier(reference.relation, quoted=True))
    for part in ("db", "catalog", "version"):
        table.set(part, None)
