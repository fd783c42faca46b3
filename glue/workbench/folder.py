"""Objects of S3 as files: `root/bucket/key`."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from etl.errors import ObjectMissingError
from etl.platform.objects import Objects, location


class Folder(Objects):
    """A folder in place of S3, without versions."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read_json(self, uri: str) -> Any:
        return json.loads(self._found(uri).read_text())

    def write_json(self, uri: str, document: Any) -> None:
        self._new(uri).write_text(json.dumps(document))

    def write_file(self, uri: str, content: BinaryIO, metadata: Mapping[str, str] | None = None) -> None:
        with self._new(uri).open("wb") as file:
            shutil.copyfileobj(content, file)

    def read_version(self, bucket: str, key: str, version_id: str | None) -> BinaryIO:
        return self._found(f"s3://{bucket}/{key}").open("rb")

    def copy_version(self, bucket: str, key: str, version_id: str | None, target: str) -> None:
        shutil.copyfile(self._found(f"s3://{bucket}/{key}"), self._new(target))

    def delete_prefix(self, uri: str) -> None:
        path = self._path(uri)
        if path.is_dir():
            shutil.rmtree(path)

    def _path(self, uri: str) -> Path:
        at = location(uri)
        return self._root / at.bucket / at.key

    def _found(self, uri: str) -> Path:
        path = self._path(uri)
        if not path.is_file():
            raise ObjectMissingError(f"{uri} is not in {self._root}.")
        return path

    def _new(self, uri: str) -> Path:
        path = self._path(uri)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path
