"""What a warm worker keeps from job to job: what no job can change, and each would take a tenth of a second to make.

On Glue each job run is a process of its own, which makes them once.
"""

from __future__ import annotations

import _imp
import zipimport
from collections.abc import Callable
from types import CodeType

import botocore.session
from botocore.loaders import Loader, create_loader


def keep_what_never_changes() -> None:
    """Compile each module of an archive once for all runs, and read the models of AWS's services once."""
    zipimport._compile_source = _compiled_once(zipimport._compile_source)  # type: ignore[attr-defined]
    botocore.session.create_loader = _one_loader()


def _compiled_once(compile_source: Callable[[str, bytes], CodeType]) -> Callable[[str, bytes], CodeType]:
    """By the module's place in its archive and its text; each run has its archives in a place of its own."""
    known: dict[tuple[str, bytes], CodeType] = {}

    def compiled(path: str, source: bytes) -> CodeType:
        module = path.rpartition(".zip")[2], source
        if module not in known:
            known[module] = compile_source(path, source)
        _imp._fix_co_filename(known[module], path)  # type: ignore[attr-defined]
        return known[module]

    return compiled


def _one_loader() -> Callable[..., Loader]:
    loader = create_loader()
    return lambda *_: loader
