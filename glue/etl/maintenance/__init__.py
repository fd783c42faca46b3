"""The maintenance of tables by Iceberg's own actions: fewer files, and nothing that no reader needs (docs/adr/0035)."""
