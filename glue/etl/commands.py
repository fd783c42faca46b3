"""Commands that messages name, ready to be copied to a shell."""

import json
import shlex
from collections.abc import Mapping


def run_command(given: Mapping[str, object]) -> str:
    """The command that starts the pipeline with `given`. functions/core/commands.ts writes the same."""
    return f"sluice run {shlex.quote(json.dumps(given, ensure_ascii=False))}"


def query_command(sql: str) -> str:
    """The command that asks Athena."""
    return f"sluice query {shlex.quote(sql)}"
