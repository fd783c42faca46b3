"""Columns that rows have on their way from a file into the log, next to their own."""

FOUND = "_found"
"""What is wrong with a row that was checked where it was read; NULL when nothing is."""
FOUND_TYPE = "array<struct<column:string,rule:string,expected:string,found:string>>"

BAD = "_bad"
"""What is wrong with a row, of FOUND_TYPE; NULL when nothing is."""

MALFORMED = "_malformed"
"""The text of a record that could not be parsed."""

RAW = "_raw"
"""The row as JSON, for those who have to correct it."""

PART = "_part"
"""Which file of its load a row is from: 0, 1, ..."""

POSITION = "_position"
"""Orders the rows of a file, where the table has sequence_by."""

EXTRA = "_extra"
"""A JSON object of the columns that the definition does not know."""

RESCUED = "_rescued_data"
"""The same, as a column of the staging table (`new_columns: rescue`)."""
