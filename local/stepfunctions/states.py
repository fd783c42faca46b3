"""Fields of a state: Succeed's Output and the order of Assign are obeyed, fields that stock ignores are refused.

A field that is accepted and not obeyed lets a definition pass here and fail on AWS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ministack.services import stepfunctions

from local.patching import patch

IGNORED = {
    "Task": ("Credentials", "HeartbeatSeconds"),
    "Parallel": ("Arguments", "Assign", "Output"),
    "Choice": ("Output",),
}
"""State-level JSONata fields, by type, that the emulator does not read; in JSONPath it does not read Assign."""

DISTRIBUTED_IGNORED = ("ItemBatcher", "ResultWriter", "Output", "Assign", "Items")


def unsupported(states: dict[str, Any], language: str) -> str | None:
    """The sentence on the first field of these states, or those inside, that the local AWS would ignore."""
    for name, state in _all_states(states):
        jsonata = state.get("QueryLanguage", language) == "JSONata"
        ignored = IGNORED.get(state.get("Type", ""), ()) if jsonata else ("Assign",)
        if ((state.get("ItemProcessor") or {}).get("ProcessorConfig") or {}).get("Mode") == "DISTRIBUTED":
            ignored = DISTRIBUTED_IGNORED if jsonata else DISTRIBUTED_IGNORED[:2]
        for field in ignored:
            if field in state:
                return (
                    f"State '{name}': the local AWS does not obey {field} of a {state['Type']} state; "
                    "use another field, or run this state machine on AWS (docs/feature-support.md)."
                )
    return None


def _all_states(states: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, state in states.items():
        yield name, state
        inner = [state.get("ItemProcessor"), state.get("Iterator"), *state.get("Branches", [])]
        for machine in inner:
            yield from _all_states((machine or {}).get("States", {}))


def _succeed(original: Callable[..., Any]) -> Callable[..., Any]:
    def apply_output_path(state_def: dict[str, Any], data: Any, ctx: Any = None) -> Any:
        if state_def.get("Type") == "Succeed" and stepfunctions._state_query_language(state_def, ctx) == "JSONata":
            return stepfunctions._apply_jsonata_output(state_def, data, ctx, default=data)
        return original(state_def, data, ctx)

    return apply_output_path


def _assign_at_once(original: Callable[..., Any]) -> Callable[..., Any]:
    def apply_state_assign(
        state_def: Any, raw_input: Any, ctx: Any, result: Any = None, error_output: Any = None
    ) -> None:
        """Give every expression the variables from before the state, without its neighbours' assignments."""
        if ctx is None or stepfunctions._state_query_language(state_def, ctx) != "JSONata":
            return
        before = ctx.get("variables", {})
        assigned: dict[str, Any] = {}
        for name, template in (state_def.get("Assign") or {}).items():
            scratch = {**ctx, "variables": dict(before)}
            original({**state_def, "Assign": {name: template}}, raw_input, scratch, result, error_output)
            assigned[name] = scratch["variables"][name]
        ctx["variables"] = {**before, **assigned}

    return apply_state_assign


def apply() -> None:
    """Mend Succeed and Assign."""
    patch(stepfunctions, "_apply_output_path", ["state_def", "data", "ctx"], _succeed)
    parameters = ["state_def", "raw_input", "ctx", "result", "error_output"]
    patch(stepfunctions, "_apply_state_assign", parameters, _assign_at_once)
