from collections import Counter

import pytest

from tagstudio.plugin_api.vocabulary import ERA, GENRE, LASTFM_TAGS, MOOD, VOICE, lastfm_tag_infos

COLUMN_ORDER = (
    "rock, pop, alternative, indie, electronic, female vocalists, dance, 00s, alternative "
    "rock, jazz, beautiful, metal, chillout, male vocalists, classic rock, soul, indie rock, "
    "Mellow, electronica, 80s, folk, 90s, chill, instrumental, punk, oldies, blues, hard "
    "rock, ambient, acoustic, experimental, female vocalist, guitar, Hip-Hop, 70s, party, "
    "country, easy listening, sexy, catchy, funk, electro, heavy metal, Progressive rock, "
    "60s, rnb, indie pop, sad, House, happy"
)


def test_the_tags_are_in_the_published_column_order() -> None:
    assert ", ".join(tag.name for tag in LASTFM_TAGS) == COLUMN_ORDER


def test_each_tag_is_in_one_of_four_groups() -> None:
    assert {tag.group for tag in LASTFM_TAGS} == {GENRE, MOOD, VOICE, ERA}
    grouped = {tag.name: tag.group for tag in LASTFM_TAGS}
    assert grouped["sexy"] == MOOD and grouped["guitar"] == VOICE and grouped["oldies"] == ERA
    assert Counter(tag.group for tag in LASTFM_TAGS) == {
        "genre": 28,
        "mood": 10,
        "voice and instrument": 6,
        "era": 6,
    }


def test_base_rates_come_from_both_lists() -> None:
    rates = {tag.name: tag.base_rate for tag in lastfm_tag_infos()}
    assert rates["rock"] == pytest.approx((2476 + 4245) / 41_174)
    assert rates["happy"] == pytest.approx((31 + 94) / 41_174)
    assert all(0 < rate < 0.2 for rate in rates.values())


def test_positives_sum_to_what_the_lists_hold() -> None:
    assert sum(tag.validation_positives for tag in LASTFM_TAGS) == 21_972
    assert sum(tag.test_positives for tag in LASTFM_TAGS) == 47_284
