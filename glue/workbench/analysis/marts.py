"""The marts one after the other, each over the columns that the marts below it have."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

from etl.documents import AnalysisFinding, Definitions, MartDefinition, MartInput, SqlTest, TableDefinition
from etl.errors import DefinitionError, SluiceError
from etl.marts import KINDS, checks, inputs
from etl.marts.rows import select, shape
from etl.marts.run import MartRun
from etl.platform import session
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import StructType

from workbench.analysis import declared, volatile
from workbench.analysis.findings import Findings
from workbench.analysis.query import read, sentence, sentence_of
from workbench.empty import empty, empty_log

ANY_DATE = "2000-01-01"


def analyse(spark: SparkSession, definitions: Definitions, wanted: Iterable[str]) -> list[AnalysisFinding]:
    """What is wrong with the marts `wanted`; those that they read are analysed for their columns.

    A mart that reads one whose columns are unknown is judged once that one is right.
    """
    return _analysed(spark, definitions, wanted)[1]


def columns_of(spark: SparkSession, definitions: Definitions, wanted: Iterable[str]) -> dict[str, StructType]:
    """The columns that the marts `wanted`, and those that they read, will have; without those that have faults."""
    return _analysed(spark, definitions, wanted)[0]


def _analysed(
    spark: SparkSession, definitions: Definitions, wanted: Iterable[str]
) -> tuple[dict[str, StructType], list[AnalysisFinding]]:
    session.prepare(spark, 0)
    marts, columns, findings = definitions["marts"], dict[str, StructType](), list[AnalysisFinding]()
    needed = [marts[name] for name in sorted(_with_inputs(marts, wanted))]
    for mart in sorted(needed, key=lambda each: each["level"]):
        if not {given["mart"] for given in mart["inputs"] if given["mart"]} <= columns.keys():
            continue
        found = Findings(mart["id"])
        rows = _Analysis(spark, definitions["tables"], columns, mart, found).rows()
        if rows is not None:
            columns[mart["id"]] = rows
        findings += found.found
    return columns, findings


def _with_inputs(marts: Mapping[str, MartDefinition], wanted: Iterable[str]) -> set[str]:
    """The marts `wanted`, and all that they read, directly or not."""
    found, left = set[str](), list(wanted)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += [given["mart"] for given in marts[name]["inputs"] if given["mart"]]
    return found


class _Analysis:
    """The analysis of one mart; `columns` are those of the marts that it may read."""

    def __init__(
        self,
        spark: SparkSession,
        tables: dict[str, TableDefinition],
        columns: Mapping[str, StructType],
        mart: MartDefinition,
        findings: Findings,
    ) -> None:
        self.spark, self.tables, self.columns, self.mart, self.findings = spark, tables, columns, mart, findings
        self.run = MartRun(spark, mart, ANY_DATE, tables, "analysis", "staging", "mart", "mart")
        self.declared = declared.Declared(mart, findings)
        self.has_key = True

    def rows(self) -> StructType | None:
        """The mart's columns, as far as they are known; what is wrong is noted."""
        sources = {given["view"]: self._source(given).schema for given in self.mart["inputs"]}
        if self.mart["base"]:
            self.declared.joins(sources[self.mart["base"]], sources)
        if self.findings.found:
            return None
        inputs.views(self.mart, lambda given, is_open: self._source(given))
        given = read(self.spark, self.mart["sql"], self._select, self.findings)
        if given is None:
            return None
        is_whole = not self.findings.found
        volatile.note(given, self.findings)
        rows = self._shaped(given, sources)
        if rows is not None and is_whole:
            self._check(rows, sources)
        return rows.schema if rows is not None and self.has_key else None

    def _source(self, given: MartInput) -> DataFrame:
        """No row of an input."""
        if given["mart"]:
            return empty(self.spark, self.columns[given["mart"]])
        log, table = empty_log(self.spark, self.tables[str(given["table"])])
        return inputs.relation(log, table, given)

    def _select(self, sql: str) -> DataFrame:
        return select(replace(self.run, mart=cast(MartDefinition, {**self.mart, "sql": sql})))

    def _shaped(self, given: DataFrame, sources: Mapping[str, StructType]) -> DataFrame | None:
        """What the kind makes of the rows, without the keys and dimensions of which columns are missing."""
        columns = given.schema
        added = [dimension["surrogate_key"] for dimension in self.mart["dimensions"]]
        key = self.declared.natural_key(columns, added)
        self.has_key = len(key) == len(self.mart["natural_key"])
        dimensions = [
            dimension
            for at, dimension in enumerate(self.mart["dimensions"])
            if self.declared.dimension(at, dimension, columns, sources[dimension["view"]])
        ]
        declared.stored(columns, self.findings, not self.findings.found)
        historical = self.mart["historical"] and {**self.mart["historical"], "carry_forward": True}
        known = {**self.mart, "natural_key": key, "dimensions": dimensions, "historical": historical}
        try:
            return shape(replace(self.run, mart=cast(MartDefinition, known)), given)
        except SluiceError as error:
            self._note(str(error).removeprefix(f"{self.mart['id']}: "))
        except AnalysisException as error:
            self._note(f"Spark refuses the rows: {sentence_of(error)}; correct the SQL.")
        return None

    def _note(self, sentence: str) -> None:
        """An error of the kind's own, unless it may be the consequence of what was found before."""
        if not self.findings.found:
            self.findings.in_sql(None, sentence)

    def _check(self, rows: DataFrame, sources: dict[str, StructType]) -> None:
        """Hold the partition and the tests against the mart's columns."""
        tested = KINDS[self.mart["kind"]].tested(self.mart, rows)
        self.declared.partition(rows.schema)
        for at, test in enumerate(self.mart["tests"]):
            if test["type"] == "sql":
                self._query(at, test, tested)
            else:
                self.declared.test(at, test, tested.schema, sources)

    def _query(self, at: int, test: SqlTest, tested: DataFrame) -> None:
        """Note what Spark refuses of a test of SQL, which reads the mart and its inputs."""
        tested.createOrReplaceTempView(f"mart__{self.mart['id']}")
        try:
            checks.sql(tested, test)
        except DefinitionError as error:
            told = sentence(self.spark, error.__cause__, test["sql"])
            self.findings.in_json(f"/tests/{at}", f"the test {test['name']}: {told}")
