"""What the analysis says: sentences, each with its place in one of the two files of a mart."""

from collections.abc import Iterable
from difflib import get_close_matches

from etl.documents import AnalysisFinding


class Findings:
    """The findings about one mart, in the order in which they were made."""

    def __init__(self, mart: str) -> None:
        self.mart = mart
        self.found: list[AnalysisFinding] = []

    def in_json(self, pointer: str, sentence: str) -> None:
        """About the value of mart.json that the JSON pointer leads to."""
        self._add(pointer, None, sentence)

    def in_sql(self, line: int | None, sentence: str) -> None:
        """About a line of the compiled SQL, from 1; None: about its select list."""
        self._add(None, line, sentence)

    def _add(self, pointer: str | None, line: int | None, sentence: str) -> None:
        finding: AnalysisFinding = {"mart": self.mart, "pointer": pointer, "line": line, "sentence": sentence}
        if finding not in self.found:
            self.found.append(finding)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The nearest of the `known` words as a question, or nothing."""
    near = get_close_matches(word.lower(), list(known), 1)
    return f' Did you mean "{near[0]}"?' if near else ""


def listed(words: Iterable[str]) -> str:
    """`a, b, c`; "nothing" for none."""
    return ", ".join(words) or "nothing"
