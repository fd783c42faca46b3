"""The command that a message names is ready to be copied; tests/core/commands.test.ts has TypeScript's."""

from etl.commands import run_command


def test_the_command_reads_as_a_person_would_write_it():
    assert run_command({"key": "shop/köln/a.csv", "approve_deletes": True}) == (
        """sluice run '{"key": "shop/köln/a.csv", "approve_deletes": true}'"""
    )
    assert run_command({"key": "it's"}) == """sluice run '{"key": "it'"'"'s"}'"""
