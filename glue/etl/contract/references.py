"""`$ref` and `$anchor` within one document."""

import re
from typing import Any
from urllib.parse import unquote

from etl.errors import DefinitionError

# Their values are data, not schemas, and have no anchors.
DATA = ("enum", "const", "default", "examples")


class References:
    """Finds the schema that a `$ref` of the document leads to."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self.id = root.get("$id", "") if isinstance(root, dict) else ""
        self._anchors: dict[str, Any] = {}
        self._note(root)

    def find(self, ref: str) -> Any:
        """The schema at `#`, `#/a/pointer` or `#anchor`, or a DefinitionError."""
        address, _, fragment = ref.partition("#")
        fragment = unquote(fragment)
        if address in ("", self.id):
            if fragment == "" or fragment.startswith("/"):
                return self._pointed(ref, fragment)
            if fragment in self._anchors:
                return self._anchors[fragment]
        raise self._missing(ref)

    def _pointed(self, ref: str, pointer: str) -> Any:
        node = self.root
        for step in pointer.split("/")[1:]:
            key: Any = step.replace("~1", "/").replace("~0", "~")
            if isinstance(node, list) and re.fullmatch("[0-9]+", key):
                key = int(key)
            try:
                node = node[key]
            except (KeyError, IndexError, TypeError):
                raise self._missing(ref) from None
        return node

    def _missing(self, ref: str) -> DefinitionError:
        return DefinitionError(
            f'"$ref" leads to "{ref}", which is no schema of the same file; correct row.schema.json.'
        )

    def _note(self, node: Any) -> None:
        if isinstance(node, list):
            for item in node:
                self._note(item)
        if isinstance(node, dict):
            if isinstance(node.get("$anchor"), str):
                self._anchors[node["$anchor"]] = node
            for name, child in node.items():
                if name not in DATA:
                    self._note(child)
