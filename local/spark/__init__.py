"""Spark of the local AWS: warm workers in processes of their own, one job at a time in each."""
