"""What mart.json says of columns, held against the columns that there are."""

from collections.abc import Iterable

from etl.documents import AcceptedValuesTest, Dimension, MartDefinition, MartTest, NotNullTest, UniqueTest
from etl.marts.intervals import CURRENT, FROM, TO
from pyspark.sql.types import DateType, StructField, StructType

from workbench.analysis.findings import Findings, did_you_mean, listed
from workbench.analysis.types import NESTED, alike, find, fits


class Declared:
    """The checks of one mart. `assumed`: columns that are not known, because the SQL has a fault there."""

    def __init__(self, mart: MartDefinition, findings: Findings) -> None:
        self.mart, self.findings = mart, findings

    def natural_key(self, given: StructType, added: Iterable[str]) -> list[str]:
        """Note the columns of natural_key that mart.sql does not give; returns those that are there."""
        there = []
        for at, name in enumerate(self.mart["natural_key"]):
            if find(given, name) or name in added:
                there.append(name)
            else:
                self._missing(f"/natural_key/{at}", "natural_key", name, given)
        return there

    def dimension(self, at: int, dimension: Dimension, given: StructType, members: StructType) -> bool:
        """Note what is wrong with the columns of a dimension of a fact; returns whether nothing is."""
        before, pointer = len(self.findings.found), f"/dimensions/{at}"
        for ours, theirs in dimension["key"].items():
            column = find(given, ours)
            member = find(members, theirs)
            if column is None:
                self._missing(f"{pointer}/key/{ours}", "dimensions.key", ours, given)
            if member is None:
                near = did_you_mean(theirs, members.names)
                sentence = f'"dimensions.key" leads to {theirs}, which {dimension["input"]} does not have; correct it.'
                self.findings.in_json(f"{pointer}/key/{ours}", sentence + near)
            if column and member:
                self._alike(f"{pointer}/key/{ours}", "dimensions.key", column, member, dimension["input"])
        if dimension["as_of"]:
            self._moment(f"{pointer}/as_of", dimension["as_of"], given)
        name = dimension["surrogate_key"]
        if find(given, name):
            sentence = f"mart.sql gives a column {name}, which the job adds as the surrogate key; rename one of them."
            self.findings.in_json(f"{pointer}/surrogate_key", sentence)
        return len(self.findings.found) == before

    def _moment(self, pointer: str, name: str, given: StructType) -> None:
        column = find(given, name)
        if column is None:
            self._missing(pointer, "as_of", name, given)
        elif not alike(column.dataType, DateType()):
            found = f'"as_of" is {name}, which is {column.dataType.simpleString()}'
            self.findings.in_json(pointer, f"{found}, expected a date or timestamp; cast it in mart.sql.")

    def joins(self, base: StructType, joined: dict[str, StructType]) -> None:
        """Note the columns of joins that the histories do not have; `joined` are those by their views."""
        for at, join in enumerate(self.mart["joins"]):
            for ours, theirs in join["key"].items():
                pointer, one, other = f"/joins/{at}/key/{ours}", find(base, ours), find(joined[join["view"]], theirs)
                if one is None:
                    near = did_you_mean(ours, base.names)
                    sentence = f'"joins.key" starts from "{ours}", which the history does not have; correct it.{near}'
                    self.findings.in_json(pointer, sentence)
                elif other is not None:
                    self._alike(pointer, "joins.key", one, other, join["input"])

    def partition(self, rows: StructType) -> None:
        """Note a partition column that the mart does not have, or that gives no partitions."""
        name = self.mart["partition_by"]
        if name is None:
            return
        column = find(rows, name)
        if column is None:
            self._missing("/partition_by", "partition_by", name, rows)
        elif isinstance(column.dataType, NESTED):
            found = f'"partition_by" is {name}, which is {column.dataType.simpleString()}'
            self.findings.in_json("/partition_by", f"{found}, expected a single value; choose another column.")

    def test(self, at: int, test: MartTest, rows: StructType, others: dict[str, StructType]) -> None:
        """Note the columns of a test that the mart does not have; `others` are the inputs by their views."""
        pointer = f"/tests/{at}"
        if test["type"] in ("unique", "not_null"):
            self._columns(pointer, test, rows)
        if test["type"] not in ("accepted_values", "relationships"):
            return
        column = find(rows, test["column"])
        if column is None:
            self._missing(f"{pointer}/column", "tests.column", test["column"], rows)
        elif test["type"] == "accepted_values":
            self._values(pointer, test, column)
        elif test["type"] == "relationships":
            other = find(others[test["view"]], test["to_column"])
            if other is None:
                near = did_you_mean(test["to_column"], others[test["view"]].names)
                sentence = f'"tests.to_column" is {test["to_column"]}, which {test["to"]} does not have; correct it.'
                self.findings.in_json(f"{pointer}/to_column", sentence + near)
            else:
                self._alike(f"{pointer}/column", "tests.column", column, other, test["to"])

    def _columns(self, pointer: str, test: UniqueTest | NotNullTest, rows: StructType) -> None:
        for index, name in enumerate(test["columns"]):
            if not find(rows, name):
                self._missing(f"{pointer}/columns/{index}", "tests.columns", name, rows)

    def _values(self, pointer: str, test: AcceptedValuesTest, column: StructField) -> None:
        wrong = [value for value in test["values"] if not fits(value, column.dataType)]
        if wrong:
            found = f'"tests.values" has {wrong[0]!r} for {column.name}, which is {column.dataType.simpleString()}'
            self.findings.in_json(f"{pointer}/values", f"{found}; no row can have it: write values of that type.")

    def _alike(self, pointer: str, field: str, one: StructField, other: StructField, of: str) -> None:
        if alike(one.dataType, other.dataType):
            return
        here, there = one.dataType.simpleString(), other.dataType.simpleString()
        sentence = f'"{field}" compares {one.name}, which is {here}, with {other.name} of {of}, which is {there}'
        self.findings.in_json(pointer, f"{sentence}; cast one of them.")

    def _missing(self, pointer: str, field: str, name: str, given: StructType) -> None:
        times = (FROM, TO, CURRENT)
        where = "mart.sql does not give" if name not in times else "the mart does not have"
        sentence = (
            f'"{field}" names {name}, which {where}, found {listed(given.names)}; select it, or correct the name.'
        )
        self.findings.in_json(pointer, sentence + did_you_mean(name, given.names))


def stored(rows: StructType, findings: Findings, is_whole: bool) -> None:
    """Note columns that no table can have: two of one name, or without a type (unless the SQL has faults)."""
    names = [name.lower() for name in rows.names]
    for name in sorted({name for name in names if names.count(name) > 1}):
        findings.in_sql(None, f"the SQL gives two columns {name}, expected each name once; rename one with as.")
    for field in rows.fields:
        kind = field.dataType.simpleString()
        if kind == "void" and is_whole:
            sentence = f"the SQL gives {field.name} as null without a type; cast it, such as cast(null as string)."
            findings.in_sql(None, sentence)
        elif kind.startswith("interval"):
            findings.in_sql(
                None, f"the SQL gives {field.name} as {kind}, which no table can hold; cast it to a number."
            )
