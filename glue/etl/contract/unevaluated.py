"""Keywords about what no other keyword of the same schema looked at; they come last."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from etl.contract.finding import Place
from etl.contract.objects import closed
from etl.contract.outcome import Check, Outcome

if TYPE_CHECKING:
    from etl.contract.compile import Compiler

Schema = dict[str, Any]
Maker: TypeAlias = "Callable[[Compiler, Schema], Check]"


def _unevaluated(keyword: str, kind: type[Any], keys: Callable[[Any], Any]) -> Maker:
    def make(compiler: "Compiler", schema: Schema) -> Check:
        part = closed(compiler, keyword, schema)

        def check(value: Any, place: Place, out: Outcome) -> None:
            if type(value) is not kind:
                return
            for key in keys(value):
                if key not in out.seen:  # type: ignore[attr-defined]
                    part(value[key], (place, key), out.inner)
                    out.evaluated(key)

        return check

    return make


UNEVALUATED: dict[str, Maker] = {
    "unevaluatedItems": _unevaluated("unevaluatedItems", list, lambda value: range(len(value))),
    "unevaluatedProperties": _unevaluated("unevaluatedProperties", dict, list),
}
