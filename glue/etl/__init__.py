"""Shared library of every Glue job, shipped as a zip: DataFrame in, DataFrame out; edges: objects, iceberg, views."""
