"""Commands that messages name, ready to be copied to a shell."""

import json
import shlex

from etl.definitions import Document


def run_command(given: Document) -> str:
    """The command that starts the pipeline with `given`. functions/core/commands.ts writes the same."""
    return f"sluice run {shlex.quote(json.dumps(given, ensure_ascii=False))}"
