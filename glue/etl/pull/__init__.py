"""Rows of a database, pulled over JDBC at one instant, as one object of raw."""
