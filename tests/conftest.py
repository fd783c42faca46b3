"""Spark behind the local AWS: its workers end before the optimising compiler pays. tests/glue/conftest.py keeps it."""

import os
from pathlib import Path

# Read by whatever Java process Spark starts for these tests, here and behind the local AWS.
os.environ.setdefault("SPARK_SUBMIT_OPTS", (Path(__file__).parent / "spark-java-options.txt").read_text().strip())
