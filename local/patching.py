"""Replace one function of the emulator, or refuse to start.

A patch is written against one version of a function. If that function is gone, or takes other parameters, the patch
may silently do nothing or the wrong thing, and a local SUCCEEDED would no longer mean SUCCEEDED on AWS.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

Function = Callable[..., Any]


class PatchError(Exception):
    """The emulator is not the version that a patch was written against."""


def patch(module: ModuleType | type, name: str, parameters: list[str], make: Callable[[Function], Function]) -> None:
    """Put `make(original)` in place of `module.name`.

    `parameters` are the names that the original takes, as the patch was written for them (`["data"]`).
    Raises PatchError when the function is missing or takes other parameters.
    """
    original: Any = getattr(module, name, None)
    where = f"{module.__name__}.{name}"
    if not callable(original):
        raise PatchError(f"{where} is missing: the local AWS was written against another version of the emulator.")
    found = list(inspect.signature(original).parameters)
    if found != parameters:
        raise PatchError(f"{where} takes ({', '.join(found)}), expected ({', '.join(parameters)}): another version?")
    setattr(module, name, make(original))


def register(registry: dict[str, Any], where: str, key: str, value: Any) -> None:
    """Add `key` to one of the emulator's tables; raises PatchError where `registry` is no table."""
    if not isinstance(registry, dict):
        raise PatchError(f"{where} is not a table any more: another version of the emulator?")
    registry[key] = value
