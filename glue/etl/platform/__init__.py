"""The edges: Spark sessions, objects in S3, Iceberg tables."""
