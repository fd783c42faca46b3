"""Databases of the local AWS: what the sample connections lead to (docs/adr/0028-pulls-from-databases.md)."""
