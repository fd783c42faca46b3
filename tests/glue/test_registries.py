"""Every word of the vocabulary has its row in Python; tests/schemas/registries.test.ts looks in TypeScript."""

import codecs

import pytest
from etl.feeds import FEEDS
from etl.marts import KINDS, checks
from etl.readers import READERS
from etl.readers.codecs import OPENERS
from etl.readers.records import KEEPERS
from etl.relations.sql import OF_LOG

from tests.glue.world import CODECS, VOCABULARY


def _words(name):
    return set(VOCABULARY[name]["enum"])


@pytest.mark.parametrize(
    ("registry", "words"),
    [
        # tsv is compiled to csv.
        (READERS, _words("format") - {"tsv"}),
        (OPENERS, _words("compression")),
        (FEEDS, _words("feed")),
        # Without a row, a kind is not supported yet: the build refuses it.
        (KINDS, set(VOCABULARY["kind"]["rows"])),
        # The change of the number of rows is no test of rows.
        (checks.TYPES, _words("mart_test") - {"row_count_change"}),
        (OF_LOG, _words("relation") - {"mart"}),
        (KEEPERS, _words("new_columns")),
    ],
    ids=["formats", "compressions", "feeds", "kinds", "mart tests", "relations", "new_columns"],
)
def test_the_rows_of_a_registry_are_the_words_of_the_vocabulary(registry, words):
    assert set(registry) == words


@pytest.mark.parametrize("encoding", sorted(_words("file_encoding")))
def test_python_knows_an_encoding_of_files(encoding):
    assert codecs.lookup(encoding)


def test_the_tests_pack_files_in_every_compression():
    assert set(CODECS) == _words("compression")
