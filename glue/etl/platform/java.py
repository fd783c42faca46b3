"""PySpark's bridge to Java, where each call is a round trip and each class that is not found a search of every jar."""

from functools import cached_property
from typing import Any

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import Observation as SparkObservation


class Observation(SparkObservation):
    """Counts that a DataFrame's first action makes, fetched once."""

    @cached_property
    def get(self) -> dict[str, Any]:
        """The counts by name. PySpark fetches them anew each time, in one call for every name and value."""
        return mapping(self._jo.getAsJava())  # type: ignore[union-attr]


def kept(rows: DataFrame, *counts: Column) -> tuple[DataFrame, dict[str, Any]]:
    """The rows, made once and for all, and counts over them by name.

    Not cached: Spark makes cached rows again when a table that they were read from is written.
    """
    seen = Observation()
    checkpoint = rows.observe(seen, *counts).localCheckpoint()
    return checkpoint, seen.get


def mapping(java: Any) -> dict[str, Any]:
    """A Java map as a dict, read by position: py4j's iterators end with a Java exception, and PySpark then compares
    its class with a dozen others."""
    entries = java.entrySet().toArray()
    return {entry.getKey(): entry.getValue() for entry in (entries[at] for at in range(len(entries)))}


def remember_classes(spark: SparkSession) -> None:
    """Find the classes of every `pyspark.sql` call once. PySpark 3.5 looks each up at each call (SPARK-50685)."""
    jvm: Any = spark._jvm
    for name in ("functions", "PythonUtils", "SparkSession"):
        setattr(jvm, name, getattr(jvm, name))
