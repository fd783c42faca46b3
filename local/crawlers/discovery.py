"""Tables from the objects under an include path: groups of files, and the partition keys of their folders."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass, replace

from local.crawlers.formats.classification import Classification
from local.crawlers.formats.csv import OPEN_CSV
from local.crawlers.shapes import Shape, merge

_SIMILAR = 0.7
"""Folders whose files share this part of their columns are partitions of one table."""


@dataclass(frozen=True)
class File:
    """One object below the include path: its folders, name, size and classification."""

    folders: tuple[str, ...]
    name: str
    size: int
    compression: str
    classification: Classification


@dataclass(frozen=True)
class FoundTable:
    """A table: its location (s3 URI of the folder), files, columns and partition keys in order."""

    name: str
    location: str
    files: list[File]
    columns: dict[str, Shape]
    keys: list[str]

    @property
    def classification(self) -> Classification:
        """The first file's; for CSV that of the first quoted file, whose serde reads unquoted files too."""
        found = [file.classification for file in self.files]
        return next((each for each in found if each.serde == OPEN_CSV), found[0])

    @property
    def partitions(self) -> dict[tuple[str, ...], str]:
        """The folder of each combination of partition values."""
        return {
            tuple(folder.split("=", 1)[1] if _is_hive(folder) else folder for folder in file.folders): self.location
            + "".join(f"{folder}/" for folder in file.folders)
            for file in self.files
            if self.keys and len(file.folders) == len(self.keys)
        }


def excluded(key: str, patterns: list[str]) -> bool:
    """Whether a key relative to the include path matches an exclusion: `*` stays within a folder, `**` does not."""
    return any(re.fullmatch(_glob(pattern), key) for pattern in patterns)


def find_tables(location: str, name: str, files: list[File], combine: bool = False) -> list[FoundTable]:
    """One table where all files have the same depth and kind, with folders as partitions; else a table for each part.

    `combine` is the crawler's CombineCompatibleSchemas: files of one kind are one table, whatever their columns.
    """
    if not files:
        return []
    if _belong_together(files, combine):
        return [_table(location, name, files)]
    found = [
        _table(f"{location}{file.name}", file.name.replace(".", "_"), [file]) for file in files if not file.folders
    ]
    for folder, below in _by_folder(files):
        found += find_tables(f"{location}{folder}/", folder, below, combine)
    return found


def find_tables_at(depth: int, location: str, name: str, files: list[File], combine: bool) -> list[FoundTable]:
    """As `find_tables`, a table for each folder `depth` levels below `location` (TableLevelConfiguration)."""
    if depth <= 0:
        return find_tables(location, name, files, combine)
    return [
        table
        for folder, below in _by_folder(files)
        for table in find_tables_at(depth - 1, f"{location}{folder}/", folder, below, combine)
    ]


def _by_folder(files: list[File]) -> list[tuple[str, list[File]]]:
    """The files of each first folder, that folder taken off."""
    folders = sorted({file.folders[0] for file in files if file.folders})
    return [
        (folder, [replace(file, folders=file.folders[1:]) for file in files if file.folders[:1] == (folder,)])
        for folder in folders
    ]


def sanitised(name: str) -> str:
    """A name the catalog takes: lower case, letters, digits and underscores."""
    return re.sub(r"[^a-z0-9_]", "_", name.lower())


def _belong_together(files: list[File], combine: bool) -> bool:
    """One kind of file, and either Hive folders with the same keys or similar columns."""
    first = files[0]
    if any(file.classification.kind != first.classification.kind for file in files):
        return False
    if combine:
        return True
    if len({len(file.folders) for file in files}) != 1:
        return False
    if first.folders and all(_is_hive(folder) for file in files for folder in file.folders):
        return len({tuple(folder.split("=", 1)[0] for folder in file.folders) for file in files}) == 1
    return not first.folders or all(_similar(first, file) for file in files)


def _similar(file: File, other: File) -> bool:
    names, others = set(file.classification.columns), set(other.classification.columns)
    return len(names & others) >= _SIMILAR * max(len(names), len(others))


def _table(location: str, name: str, files: list[File]) -> FoundTable:
    columns: dict[str, Shape] = {}
    for file in files:
        for column, shape in file.classification.columns.items():
            columns[sanitised_column(column)] = merge(columns.get(sanitised_column(column)), shape)
    keys = [
        sanitised(folder.split("=", 1)[0]) if _is_hive(folder) else f"partition_{number}"
        for number, folder in enumerate(max(files, key=lambda file: len(file.folders)).folders)
    ]
    return FoundTable(name, location, files, columns, keys)


def sanitised_column(name: str) -> str:
    """Column names are lower-cased and otherwise kept, as in Glue."""
    return name.strip().lower()


def _is_hive(folder: str) -> bool:
    key, equals, _ = folder.partition("=")
    return bool(key and equals)


def _glob(pattern: str) -> str:
    """Glue's exclusion glob as a regular expression."""
    parts = re.split(r"(\*\*|\*|\?|\{[^}]*\}|\[[^\]]*\])", pattern)
    return "".join(_glob_part(part) for part in parts)


def _glob_part(part: str) -> str:
    if part.startswith("{") and part.endswith("}"):
        return "(?:" + "|".join(_glob(choice) for choice in part[1:-1].split(",")) + ")"
    if part.startswith("[") and part.endswith("]"):
        return fnmatch.translate(part)[4:].rsplit(")", 1)[0]
    return {"**": ".*", "*": "[^/]*", "?": "[^/]"}.get(part, re.escape(part))
