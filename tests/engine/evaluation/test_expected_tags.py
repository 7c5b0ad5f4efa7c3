import pytest

from tagstudio.core.progress import run
from tagstudio.engine.evaluation.expected_tags import (
    ExpectedTag,
    _of_note,
    expected_tags,
    own_tags_of,
)
from tagstudio.engine.plugins.installed_models import register_installed
from tagstudio.library.db import schema
from tagstudio.library.db.schema import suggestion_features
from tagstudio.library.models.suggestions import scores_of
from tagstudio.library.tags import decisions, tag_changes, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.views.counts import tag_counts

from ..conftest import LEARNING_TRACKS, plain, version


def test_the_counts_are_those_of_the_library_with_the_version(trained):
    library = trained.library
    with library.write(durable=True) as connection:  # against the scores, and against the tree
        model = register_installed(connection, version("plain"))
        first, second = (tag.name for tag in model.tags[:2])
        for place, tag in enumerate(model.tags):
            scores = scores_of(connection, model, range(1, LEARNING_TRACKS + 1))
            order = sorted(scores, key=lambda id, place=place: scores[id][place])
            contrary = [
                *(Decision(id, tag.tag_id, "yes") for id in order[:3]),
                *(Decision(id, tag.tag_id, "no") for id in order[-2:]),
            ]
            decisions.record_decisions(connection, contrary, "user")
        tag_changes.make(connection, tag_changes.set_parents(connection, first, [second]))
        tag_changes.make(connection, tag_changes.switch_implications(connection, True))
    found = {
        one.tag: one for one in run(expected_tags(library, plain(), version("plain-v2"), "cpu"))
    }
    with library.write() as connection:
        for name, count in (("plain", "now"), ("plain-v2", "then")):
            model = register_installed(connection, version(name))
            shown = tag_counts(connection, model)
            for tag in model.tags:
                assert getattr(found[tag.name], count) == shown.get(tag.tag_id, 0), tag.name
    for one in found.values():
        assert one.then - one.now == one.comes - one.goes, one.tag
    assert found["jazz"].tracks == LEARNING_TRACKS
    assert found["jazz"].yes + found["jazz"].no == LEARNING_TRACKS


def test_what_changes_most_comes_first_though_it_balances():
    still, new = ExpectedTag("a", 40, 9, 9, 0, 0), ExpectedTag("own", 40, None, 1, 1, 0)
    balanced = ExpectedTag("b", 40, 9, 9, 0, 0, comes=2, goes=2)
    striking = ExpectedTag("c", 40, 1, 39, 0, 0, comes=38)
    found = sorted([still, new, balanced, striking], key=_of_note)
    assert found == [striking, balanced, new, still]


def test_only_what_can_be_scored_without_listening_is_counted(trained):
    library = trained.library
    with library.write() as connection:
        connection.execute(suggestion_features.delete())
    found = run(expected_tags(library, version("plain-v2"), plain(), "cpu"))
    assert {one.tracks for one in found} == {LEARNING_TRACKS}  # of before
    assert not [one for one in found if one.is_strikingly_much and one.now == one.then]


def test_an_answer_taken_back_counts_no_more(trained):
    library = trained.library
    with library.write(durable=True) as connection:
        jazz = tags.find_tag(connection, "jazz").id
        taken_back = [Decision(id, jazz, "unseen") for id in range(1, 6)]
        decisions.record_decisions(connection, taken_back, "user")
    found = run(expected_tags(library, plain(), version("plain-v2"), "cpu"))
    [one] = [one for one in found if one.tag == "jazz"]
    assert one.yes + one.no == LEARNING_TRACKS - 5


@pytest.mark.parametrize(
    ("one", "striking"),
    [
        (ExpectedTag("tango", 724, None, 535, 15, 9), True),  # of three tracks of four
        (ExpectedTag("tango", 724, None, 300, 15, 9), False),
        (ExpectedTag("tango", 724, None, 300, 3, 30), True),  # one of eleven was yes
        (ExpectedTag("tango", 724, None, 300, 2, 1), False),  # three answers say nothing
        (ExpectedTag("tango", 40, None, 3, 3, 90), False),  # no more than were answered yes
        (ExpectedTag("rock", 724, 500, 535, 5, 50), False),  # no news
        (ExpectedTag("rock", 724, 100, 535, 50, 5), True),
        (ExpectedTag("tango", 724, 100, None, 50, 5), False),
        (ExpectedTag("tango", 0, None, 0, 0, 0), False),
    ],
)
def test_what_is_strikingly_much(one, striking):
    assert one.is_strikingly_much == striking


def test_own_tags_are_counted_apart(trained):
    library = trained.library
    with library.write(durable=True) as connection:
        model = register_installed(connection, version("plain-v2"))
        assert own_tags_of(connection, model) == []
        is_jazz = schema.tags.c.name == "jazz"
        connection.execute(schema.tags.update().where(is_jazz).values(origin="user"))
        [found] = own_tags_of(connection, model)
        stands = tag_counts(connection, model)
    assert found.tag == "jazz"
    assert found.yes + found.no == LEARNING_TRACKS
    assert found.then == found.yes == stands[model.tags[0].tag_id]  # all is answered
