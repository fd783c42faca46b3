"""Where the rows of mart.sql come from, as Spark's analyser understood it.

A query that only chooses columns and rows of one input is a map of that input: the rows of a key depend on the input's
rows of that key alone, and can be made again without the others.
"""

from typing import Any, TypedDict

from pyspark.sql import DataFrame, SparkSession

from etl.documents import MartDefinition, TableDefinition
from etl.errors import SluiceError

PASSED = ("Project", "Filter", "SubqueryAlias")
OTHERS = {
    "Join": "reads several inputs",
    "Aggregate": "groups rows",
    "Window": "has window functions",
    "Distinct": "selects distinct rows",
    "Generate": "makes several rows of one",
    "Sort": "sorts",
    "Union": "has a union",
    "GlobalLimit": "has a limit",
    "View": "reads a mart without inputs",
}


class Lineage(TypedDict):
    """The input's view that mart.sql is a map of, and which of its columns each column of the natural key is."""

    view: str
    key: dict[str, str]


class NoLineageError(SluiceError):
    """Why the rows of a mart cannot be made again for some keys alone."""


def is_repeatable(rows: DataFrame) -> bool:
    """Whether the query gives the same rows whenever it runs."""
    plan = _plan(rows)
    return bool(plan.deterministic()) and not plan.containsPattern(_pattern(rows.sparkSession, "CURRENT_LIKE"))


def lineage(mart: MartDefinition, tables: dict[str, TableDefinition], rows: DataFrame) -> Lineage:
    """The lineage of what mart.sql gave. Raises NoLineageError where it has none."""
    if not is_repeatable(rows):
        raise NoLineageError("mart.sql has a function that differs from build to build")
    inputs = {given["view"]: given for given in mart["inputs"] if not given["fixed"]}
    walk = _Walk(rows.sparkSession, set(inputs))
    walk.down(_plan(rows))
    given = inputs[walk.view]
    key = {name: column for name in mart["natural_key"] if (column := walk.column_of(_plan(rows), name))}
    lost = [name for name in mart["natural_key"] if name not in key]
    if lost:
        raise NoLineageError(f"mart.sql does not select {', '.join(lost)} of natural_key as the input has it")
    if len({*key.values()}) < len(key):
        raise NoLineageError("mart.sql selects one column of the input twice for natural_key")
    table = tables[given["table"]] if given["table"] and given["relation"] != "log" else None
    if table and sorted(key.values()) != sorted(table["natural_key"]):
        raise NoLineageError(
            f"natural_key is made of {', '.join(sorted(key.values()))}, that of {table['id']} of "
            f"{', '.join(sorted(table['natural_key'])) or 'whole rows'}"
        )
    return {"view": given["view"], "key": key}


class _Walk:
    """The way down from a query to the view of an input. Raises NoLineageError where there is no such way."""

    def __init__(self, spark: SparkSession, views: set[str]) -> None:
        self.views, self.subquery = views, _pattern(spark, "PLAN_EXPRESSION")
        self.origin: dict[int, int] = {}
        """By the id of a column: the column below that it is."""
        self.named: dict[int, Any] = {}
        """The queries of `with`."""
        self.view = ""
        self.columns: dict[int, str] = {}

    def down(self, plan: Any) -> None:
        """Go from a node to the input, whose columns are `columns` then."""
        while not self._is_input(plan):
            plan = self._below(plan)
        self.view = str(plan.alias())
        self.columns = {id_: name for name, id_ in _output(plan)}

    def column_of(self, plan: Any, name: str) -> str | None:
        """The input's column that the query's column is, unchanged."""
        found = {column.lower(): id_ for column, id_ in _output(plan)}.get(name)
        while found in self.origin:
            found = self.origin[found]
        return None if found is None else self.columns.get(found)

    def _is_input(self, plan: Any) -> bool:
        return _kind(plan) == "SubqueryAlias" and _kind(plan.child()) == "View" and plan.alias() in self.views

    def _below(self, plan: Any) -> Any:
        kind = _kind(plan)
        if kind == "WithCTE":
            self.named |= {query.id(): query.child() for query in _all(plan.cteDefs())}
            return plan.plan()
        if kind == "CTERelationRef":
            below = self.named[plan.cteId()]
            pairs = zip(_output(plan), _output(below), strict=True)
            self.origin |= {above[1]: source[1] for above, source in pairs if above != source}
            return below
        if kind not in PASSED:
            raise NoLineageError(f"mart.sql {OTHERS.get(kind, f'has a {kind}')}")
        if any(expression.containsPattern(self.subquery) for expression in _all(plan.expressions())):
            raise NoLineageError("mart.sql has a subquery")
        if kind == "Project":
            self.origin |= dict(_renamed(plan))
        return plan.child()


def _renamed(project: Any) -> list[tuple[int, int]]:
    """The ids of columns that a projection only renames, each with that of the column below."""
    aliases = [column for column in _all(project.projectList()) if _kind(column) == "Alias"]
    return [
        (alias.exprId().id(), alias.child().exprId().id())
        for alias in aliases
        if _kind(alias.child()) == "AttributeReference"
    ]


def _output(plan: Any) -> list[tuple[str, int]]:
    return [(column.name(), column.exprId().id()) for column in _all(plan.output())]


def _all(scala: Any) -> list[Any]:
    """The elements of a Scala sequence."""
    return [scala.apply(at) for at in range(scala.size())]


def _plan(rows: DataFrame) -> Any:
    return rows._jdf.queryExecution().analyzed()


def _kind(node: Any) -> str:
    return str(node.getClass().getSimpleName())


def _pattern(spark: SparkSession, name: str) -> Any:
    patterns: Any = spark._jvm.org.apache.spark.sql.catalyst.trees.TreePattern  # type: ignore[union-attr]
    return getattr(patterns, name)()
