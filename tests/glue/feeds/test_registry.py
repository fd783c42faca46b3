"""Every feed of the vocabulary has its row."""

import json
from pathlib import Path

import pytest
from etl.errors import DefinitionError
from etl.feeds import FEEDS, supported

VOCABULARY = json.loads((Path(__file__).parents[3] / "schemas" / "meta" / "vocabulary.schema.json").read_text())


def test_each_feed_of_the_vocabulary_has_a_row_and_no_other():
    assert list(FEEDS) == VOCABULARY["$defs"]["feed"]["enum"]


def test_a_feed_that_is_not_supported_yet_says_so():
    with pytest.raises(DefinitionError) as error:
        supported({"id": "shop/clicks", "feed": "events"})
    assert str(error.value) == (
        "shop/clicks: feed \"events\" is not one of ['changes', 'snapshot'], which the staging job knows."
    )
