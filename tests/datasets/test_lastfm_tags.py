from tagstudio.datasets.lastfm_tags import TAGS, spelled_as_usual
from tagstudio.plugin_api.vocabulary import LASTFM_TAGS


def test_the_columns_are_those_of_the_published_networks() -> None:
    assert tuple(tag.name for tag in LASTFM_TAGS) == TAGS


def test_case_and_punctuation_make_no_other_tag() -> None:
    assert spelled_as_usual("hiphop") == "Hip-Hop"
    assert spelled_as_usual("Indie-Pop") == "indie pop"
    assert spelled_as_usual("reggae") == "reggae"
