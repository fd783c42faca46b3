"""Step Functions of the local AWS: executions, nested executions, Retry and Catch as AWS has them."""

from __future__ import annotations

from local.stepfunctions import api, callbacks, context, history, nested, retry, states


def apply() -> None:
    """Mend executions, the context first, as the others use it; PatchError where the emulator is another version."""
    for part in (context, api, callbacks, history, nested, retry, states):
        part.apply()
