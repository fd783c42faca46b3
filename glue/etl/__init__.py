"""Shared library of every Glue job, shipped as a zip: DataFrame in, DataFrame out, plus three thin edges (objects, iceberg, views)."""
