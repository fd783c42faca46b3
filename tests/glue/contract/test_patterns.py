"""Regular expressions mean in Python what they mean in JavaScript with the flag u."""

import sys

import pytest
from etl.contract.cast import WHITE_SPACE
from etl.contract.patterns import compile_pattern
from etl.errors import DefinitionError


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("^a$", ["a"], ["a\n", "\na", "b"]),
        (r"^\d$", ["7"], ["٣", "x"]),
        (r"^\w$", ["a", "_", "7"], ["é", "-"]),
        (r"^\s\S$", ["\u00a0x", "\ufeff\x1c"], ["\x1cx", "xx"]),
        (r"^[\s,]+$", [" ,\u2028"], ["x"]),
        (r"^[\S]$", ["x", "\x85", "😀"], [" ", "\u3000"]),
        (r"^[^\S]$", [" ", "\u3000"], ["x"]),
        ("^.$", ["x", "😀", "\x85"], ["\n", "\r", "\u2028", "xy"]),
        ("^[.$]$", [".", "$"], ["x"]),
        (r"^\u{1F600}\ud83d\ude00\u00e9$", ["😀😀é"], ["😀é"]),
        (r"^(?<year>\d{4})-\k<year>$", ["2026-2026"], ["2026-2025"]),
        (r"^[[\]]\/\cJ$", ["[/\n", "]/\n"], ["/\n"]),
        (r"(?<!a)b(?=c)(?!cd)", ["bc", "xbc"], ["abc", "bcd"]),
    ],
)
def test_a_pattern_means_what_it_means_in_javascript(pattern, matching, others):
    search = compile_pattern(pattern).search
    assert [text for text in matching if not search(text)] == []
    assert [text for text in others if search(text)] == []


def test_white_space_and_its_contrary_are_all_there_is():
    space, other = compile_pattern(r"^\s$").search, compile_pattern(r"^\S$").search
    assert {chr(code) for code in range(sys.maxunicode + 1) if space(chr(code))} == set(WHITE_SPACE)
    assert all(bool(space(chr(code))) != bool(other(chr(code))) for code in range(sys.maxunicode + 1))


def test_a_pattern_beyond_the_common_dialect_is_refused():
    with pytest.raises(DefinitionError) as caught:
        compile_pattern(r"^\p{Lu}$")
    assert str(caught.value) == (
        r'the regular expression "^\p{Lu}$" is beyond the common dialect (\p); simplify it in row.schema.json.'
    )
