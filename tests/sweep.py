"""How much a random test tries: little and always the same in `npm test`, much and other things in `npm run sweep`."""

import os
from typing import Any, TypeVar

import pytest
from hypothesis import settings

SWEEPING = bool(os.environ.get("SLUICE_SWEEP"))
T = TypeVar("T")

# What `npm run sweep` runs of pytest.
swept = pytest.mark.sweep


def either(few: T, many: T) -> T:
    """`few` in `npm test`, `many` in `npm run sweep`."""
    return many if SWEEPING else few


def examples(few: int, many: int, **options: Any) -> settings:
    """Hypothesis's settings for so many examples; in `npm test` they are the same each time."""
    return settings(max_examples=either(few, many), derandomize=not SWEEPING, deadline=None, database=None, **options)
