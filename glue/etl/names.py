"""Names of columns: the twin of snakeCase in functions/core/definitions/columns.ts."""

import re
import unicodedata


def snake_case(source_name: str) -> str:
    """The name in staging of a column that a file calls `source_name`: ASCII, and a letter first."""
    folded = unicodedata.normalize("NFKD", source_name.replace("\u00df", "ss"))
    plain = "".join(_ascii(char) for char in folded if unicodedata.category(char) != "Mn")
    apart = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", plain)).lower()
    words = re.sub(r"[^a-z0-9]+", "_", apart).strip("_")
    if not words:
        return "column"
    return words if "a" <= words[0] <= "z" else f"c_{words}"


def _ascii(char: str) -> str:
    return f"_u{ord(char):x}_" if char > "\u007f" and unicodedata.category(char)[0] in "LN" else char


def quoted(name: str) -> str:
    """A column name as Spark SQL quotes it."""
    return "`" + name.replace("`", "``") + "`"


def literal(text: str) -> str:
    """A text as Spark SQL quotes it."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
