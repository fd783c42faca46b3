"""Functions that give other values in the next build of the same rows, found in the analysed plan."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pyspark.sql import DataFrame

from workbench.analysis.findings import Findings

MOMENT = "use batch_date(), or a column such as _batch_date"
CHANCE = "use a column, or a hash of one, such as xxhash64(key)"


class Call(NamedTuple):
    """A call of a function, and the line where it begins."""

    name: str
    line: int | None
    remedy: str


def note(rows: DataFrame, findings: Findings) -> None:
    """Note each call in the SQL that `rows` came from. What the views of the inputs do is the job's own."""
    jvm: Any = rows.sparkSession._jvm
    walk = _Walk(jvm.org.apache.spark.sql.catalyst.trees.TreePattern.CURRENT_LIKE())
    for call in dict.fromkeys(walk.plan(rows._jdf.queryExecution().analyzed())):
        findings.in_sql(
            call.line,
            f"the SQL calls {call.name}, which may give another value in the next build of the same rows, expected the "
            f"same rows from the same inputs; {call.remedy}.",
        )


class _Walk:
    """Through a plan; `current` is the mark of expressions that depend on the moment or the session."""

    def __init__(self, current: Any) -> None:
        self._current = current

    def plan(self, plan: Any) -> Iterator[Call]:
        if plan.nodeName() == "View":
            return
        if plan.nodeName() == "Sample":
            yield Call("tablesample", _line(plan), "take rows by a condition on a column")
        for expression in _each(plan.expressions()):
            yield from self.expression(expression)
        for inner in [*_each(plan.children()), *_each(plan.subqueries())]:
            yield from self.plan(inner)

    def expression(self, expression: Any) -> Iterator[Call]:
        """The innermost parts that differ: an expression is as its parts are."""
        if self._is_stable(expression):
            return
        children = list(_each(expression.children()))
        for child in children:
            yield from self.expression(child)
        if all(map(self._is_stable, children)):
            remedy = MOMENT if expression.containsPattern(self._current) else CHANCE
            yield Call(f"{expression.prettyName()}()", _line(expression), remedy)

    def _is_stable(self, expression: Any) -> bool:
        return bool(expression.deterministic()) and not expression.containsPattern(self._current)


def _line(node: Any) -> int | None:
    line = node.origin().line()
    return int(line.get()) if line.isDefined() else None


def _each(sequence: Any) -> Iterator[Any]:
    for at in range(sequence.size()):
        yield sequence.apply(at)
