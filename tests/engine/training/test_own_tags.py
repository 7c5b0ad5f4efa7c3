"""One state of an own tag by a version, said the same wherever it stands."""

import pytest

from tagstudio.core.messages import message
from tagstudio.engine.training.own_tags import own_tags_of
from tagstudio.engine.training.readiness import TagReadiness
from tagstudio.library.models.models import Model, ModelTag

MISSING = message("readiness.own-tag", "about 5 more yes and 14 more no")
PROVEN = {"own_tags": {"rainy": {"auc": 0.853, "p": 0.001, "artists": 9, "proven": True}}}


def version(threshold: float = 0.4, *, offered: bool = True, rule: str | None = None) -> Model:
    """Return a version that knows the tag "rainy", which is called drizzle now."""
    tag = ModelTag(
        7, "drizzle", "", 0.1, threshold, 0.4, user_rule=rule, said="rainy", offered=offered
    )
    return Model(1, "crnn", "v2", "0" * 64, "", (tag,), "v1", 0, 9)


def drizzle(to_test=MISSING, key="rainy", no=4) -> TagReadiness:
    return TagReadiness("drizzle", 6, no, 5, no, None, key, is_own=True, to_test=to_test)


@pytest.mark.parametrize(
    ("model", "judged", "to_test", "state", "words"),
    [
        (
            version(),
            PROVEN,
            None,
            "learned",
            "learned: of two tracks, one with it and one without, it picks the right one 85 times"
            " of 100",
        ),
        (
            version(),
            {},
            MISSING,
            "untested",
            "learned; how well can be told with about 5 more yes and 14 more no",
        ),
        (
            version(),
            {"own_tags": {"rainy": {"auc": 0.7, "proven": False}}},
            None,
            "untested",
            "learned; your answers do not show yet how well",
        ),
        (
            version(1.0),  # no score reaches it
            PROVEN,
            MISSING,
            "withheld",
            "learned, but suggested nowhere yet: say no to it on a track that it does not fit",
        ),
        (
            version(offered=False),
            PROVEN,
            None,
            "unlearned",
            "not learned yet: the next training tries it",
        ),
    ],
)
def test_the_state_of_an_own_tag(model, judged, to_test, state, words):
    [one] = own_tags_of([drizzle(to_test)], model, judged)
    assert (one.tag, one.state, str(one.words)) == ("drizzle", state, words)
    assert bool(one.auc) == (state == "learned")


def test_a_tag_that_came_later_is_not_learned_and_others_are_left_out():
    other = TagReadiness("jazz", 6, 4, 5, 4, None, "jazz")
    [one] = own_tags_of([drizzle(key="snow"), other], version(), PROVEN)
    assert one.state == "unlearned"


def test_a_tag_without_a_no_is_in_the_same_state_before_its_version_is_used_and_after():
    """Once it is in use its threshold becomes 1; before, it has that of the version's file."""
    before, after = (own_tags_of([drizzle(no=0)], version(at), PROVEN)[0] for at in (0.4, 1.0))
    assert before == after
    assert before.state == "withheld" and not before.is_suggested
    [by_hand] = own_tags_of([drizzle(no=0)], version(rule="score"), {})
    assert by_hand.state == "untested", "a threshold set by hand holds"
