"""Reads mart.sql with Spark's analyser, which stops at the first fault; with that as NULL it finds the next."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from etl.errors import SQL_STATE
from pyspark.errors import AnalysisException, ParseException
from pyspark.sql import DataFrame, SparkSession

from workbench.analysis.findings import Findings, did_you_mean

MOST_FAULTS = 30
NOISE = (
    r"; line \d+ pos \d+$",
    rf"{SQL_STATE}$",
    r"^\[[A-Z_0-9.]+\] ",
    r'^Cannot resolve ".*?" due to data type mismatch: ',
    r" Please, refer to '.*' for a fix\.$",
)
"""What Spark's sentences have beside the fault."""
QUERY = re.compile(r"\s*\(*\s*(select|with|from|values|table)\b", re.IGNORECASE)
"""The start of a query, which NULL cannot take the place of."""


class Span(NamedTuple):
    """Part of the SQL, as Python slices it."""

    start: int
    end: int


@dataclass
class Sql:
    """The text, in which faults become NULL. Its lines stay where they are."""

    text: str
    blanks: list[Span] = field(default_factory=list)

    def line(self, at: int) -> int:
        """The line of an offset, from 1."""
        return self.text.count("\n", 0, at) + 1

    def has_blank(self, span: Span) -> bool:
        """Whether a fault within the span was found before, which may be the reason of the next."""
        return any(blank.start < span.end and span.start < blank.end for blank in self.blanks)

    def blank(self, span: Span) -> None:
        """Put NULL in place of the span."""
        null = "null" + "\n" * self.text.count("\n", *span)
        shift = len(null) - (span.end - span.start)
        self.text = self.text[: span.start] + null + self.text[span.end :]
        others = [blank for blank in self.blanks if blank.end <= span.start or span.end <= blank.start]
        moved = [Span(at.start + shift, at.end + shift) if at.start >= span.end else at for at in others]
        self.blanks = [*moved, Span(span.start, span.start + len(null))]


def read(spark: SparkSession, text: str, select: Callable[[str], DataFrame], findings: Findings) -> DataFrame | None:
    """What `select` gives of the SQL, with every fault noted and taken for NULL; None where a fault has no place."""
    sql = Sql(text)
    for _ in range(MOST_FAULTS):
        try:
            return select(sql.text)
        except (AnalysisException, ParseException) as error:
            span = _span(error)
            if span is None or not sql.has_blank(span):
                findings.in_sql(sql.line(span.start) if span else _line(error), sentence(spark, error, sql.text))
            if span is None or isinstance(error, ParseException) or QUERY.match(sql.text, span.start):
                return None
            sql.blank(span)
    return None


def sentence_of(error: Exception) -> str:
    """Spark's own sentence, without its error class, place, plan and stack; names as mart.sql has them."""
    text = str(error).split("\n\nJVM stacktrace")[0].split(";\n")[0].split("\n")[0]
    for part in NOISE:
        text = re.sub(part, "", text)
    return shown(text.strip().rstrip(".;"))


def shown(text: str) -> str:
    """Views have the names of their inputs again: `staging__shop_orders` is `staging.shop_orders`."""
    return re.sub(r"\b(staging|mart)__(\w+)", r"\1.\2", text).replace("`", "")


def sentence(spark: SparkSession, error: Any, text: str) -> str:
    """What is wrong with the SQL `text`, with the remedy; where it begins with "the SQL" the caller may say which."""
    span = _span(error)
    condition = getattr(error, "getCondition", error.getErrorClass)  # what Spark 4 calls it
    kind, said = condition() or "", error.getMessageParameters() or {}
    found = shown(" ".join(text[span.start : span.end].split())) if span else ""
    if kind.startswith("UNRESOLVED_COLUMN"):
        known = [name for _, name in _names(said.get("proposal", ""))]
        near = did_you_mean(found.rpartition(".")[2], known)
        return f"the SQL reads the column {found}, which none of its inputs has; correct it.{near}"
    if kind == "FIELD_NOT_FOUND":
        fields = [name for _, name in _names(said["fields"])]
        name = said["fieldName"].strip("`")
        there = f"the SQL reads {found}, but the struct has no field {name}, only {', '.join(fields)}"
        return f"{there}; correct it.{did_you_mean(name, fields)}"
    if kind == "UNRESOLVED_ROUTINE":
        name = said["routineName"].replace("`", "")
        near = did_you_mean(name, [each.name for each in spark.catalog.listFunctions()])
        return f"the SQL calls {name}, which is no function of Spark; correct it.{near}"
    if kind == "AMBIGUOUS_REFERENCE":
        return f"the SQL reads {found}, which is {shown(said['referenceNames'])[1:-1]}; write which of them is meant."
    if isinstance(error, ParseException):
        return f"this is not Spark SQL: {sentence_of(error)}; correct it."
    about = f"{found}: " if found else "Spark refuses the SQL: "
    return f"{about}{sentence_of(error)}; correct it."


def _names(listed: str) -> Iterator[tuple[str, str]]:
    """Qualifier and last part of names such as "`v`.`id`, `name`"."""
    for name in re.findall(r"(?:`(?:[^`]|``)+`\.?)+", listed):
        parts = [part.replace("``", "`") for part in re.findall(r"`((?:[^`]|``)+)`", name)]
        yield ".".join(parts[:-1]), parts[-1]


def _span(error: Any) -> Span | None:
    """Where Spark found the fault."""
    contexts = error._origin.getQueryContext() if error._origin is not None else []
    for context in contexts:
        if context.startIndex() >= 0 and context.stopIndex() >= context.startIndex():
            return Span(context.startIndex(), context.stopIndex() + 1)
    return None


def _line(error: Any) -> int | None:
    """The line that Spark gives to a fault without an extent."""
    found = re.search(r"\(line (\d+), pos \d+\)|; line (\d+) pos \d+", str(error))
    return int(found[1] or found[2]) if found else None
