"""Spark of all tests: its thousands of short queries are over before what the optimising compiler did for them pays."""

import os
from pathlib import Path

# Read by whatever Java process Spark starts for these tests, here and behind the local AWS.
os.environ.setdefault("SPARK_SUBMIT_OPTS", (Path(__file__).parent / "spark-java-options.txt").read_text().strip())
