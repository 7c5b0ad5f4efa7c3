"""One state of an own tag by a version, said the same wherever it stands."""

import pytest

from tagstudio.core.messages import message
from tagstudio.engine.training.own_tags import own_tags_of
from tagstudio.engine.training.readiness import TagReadiness
from tagstudio.library.models.models import Model, ModelTag

MISSING = message("readiness.one-more-yes", "one more yes by another artist")
PROVEN = {"own_tags": {"rainy": {"auc": 0.853, "p": 0.001, "artists": 9, "proven": True}}}


def version(threshold: float = 0.4, *, offered: bool = True) -> Model:
    """Return a version that knows the tag "rainy", which is called drizzle now."""
    tag = ModelTag(7, "drizzle", "", 0.1, threshold, 0.4, said="rainy", offered=offered)
    return Model(1, "crnn", "v2", "0" * 64, "", (tag,), "v1", 0, 9)


def drizzle(missing=MISSING, key="rainy") -> TagReadiness:
    return TagReadiness("drizzle", 6, 4, 5, 4, missing, key, is_own=True)


@pytest.mark.parametrize(
    ("model", "judged", "missing", "state", "words"),
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
            "learning",
            "being learned; missing: one more yes by another artist",
        ),
        (
            version(),
            {"own_tags": {"rainy": {"auc": 0.7, "proven": False}}},
            None,
            "learning",
            "being learned; its answers do not show yet that it is told apart",
        ),
        (
            version(1.0),  # no score reaches it: without a no nobody knows where the tag ends
            PROVEN,
            MISSING,
            "unlearned",
            "not learned, suggested nowhere; missing: one more yes by another artist",
        ),
        (
            version(offered=False),
            PROVEN,
            None,
            "unlearned",
            "not learned, suggested nowhere; the next training tries it",
        ),
    ],
)
def test_the_state_of_an_own_tag(model, judged, missing, state, words):
    [one] = own_tags_of([drizzle(missing)], model, judged)
    assert (one.tag, one.state, str(one.words)) == ("drizzle", state, words)
    assert bool(one.auc) == (state == "learned")


def test_a_tag_that_came_later_is_not_learned_and_others_are_left_out():
    other = TagReadiness("jazz", 6, 4, 5, 4, None, "jazz")
    [one] = own_tags_of([drizzle(key="snow"), other], version(), PROVEN)
    assert one.state == "unlearned"
