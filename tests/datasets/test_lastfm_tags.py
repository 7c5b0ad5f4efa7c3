from crnn_tagger.model.vocabulary import TAGS as MODEL_TAGS

from tagstudio.datasets.lastfm_tags import TAGS, spelled_as_usual


def test_the_columns_are_those_of_the_published_networks() -> None:
    assert tuple(tag.name for tag in MODEL_TAGS) == TAGS


def test_case_and_punctuation_make_no_other_tag() -> None:
    assert spelled_as_usual("hiphop") == "Hip-Hop"
    assert spelled_as_usual("Indie-Pop") == "indie pop"
    assert spelled_as_usual("reggae") == "reggae"
