"""Spark for the tests: without the optimising compiler, which took half of the CPU time and saved an eighth."""

import os
from pathlib import Path

# Read by whatever Java process Spark starts for these tests, here and behind the local AWS.
os.environ.setdefault("SPARK_SUBMIT_OPTS", (Path(__file__).parent / "spark-java-options.txt").read_text().strip())
