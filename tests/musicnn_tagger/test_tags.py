from itertools import pairwise

import pytest
from musicnn_tagger.tags import FIRST_SHARE, LAST_SHARE, MAGNATAGATUNE, tag_infos

from tagstudio.plugin_api.vocabulary import LASTFM, LASTFM_TAGS


def test_the_lastfm_tags_are_those_of_the_other_tagger() -> None:
    found = tag_infos(LASTFM)
    assert [(tag.name, tag.group) for tag in found] == [
        (tag.name, tag.group) for tag in LASTFM_TAGS
    ]
    assert {tag.vocabulary for tag in found} == {LASTFM}


def test_the_shares_of_magnatagatune_fall_from_the_first_to_the_last() -> None:
    found = tag_infos(MAGNATAGATUNE)
    assert len({tag.name for tag in found}) == 50
    assert {tag.vocabulary for tag in found} == {MAGNATAGATUNE}
    rates = [tag.base_rate for tag in found]
    assert rates[0] == pytest.approx(FIRST_SHARE)
    assert rates[-1] == pytest.approx(LAST_SHARE)
    assert all(more > less for more, less in pairwise(rates))
