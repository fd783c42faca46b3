"""Unit tests of marts: the rows that are given are staged, the mart is built, and its rows are compared."""

from workbench.rehearsal.run import rehearse

__all__ = ["rehearse"]
