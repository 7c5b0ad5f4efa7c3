"""The order in which the tags of a track are answered, and the tags that are still open.

Four ranks: tags above their thresholds, which are suggested; tags that the acquisition function
asks about; the user's own tags, which the model does not score; the rest. Within a rank the order
is that of `taggings_of`, best score first, and the user's own go by name. No rank depends on
decisions, so the order stays the same while the user answers.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from tagstudio.library.db.text_folding import folded
from tagstudio.library.tags.decisions import DecisionState
from tagstudio.library.views.tag_states import Tagging

NUMBERED = 10  # tags that a digit answers


def in_answering_order(taggings: Iterable[Tagging], asked: Collection[str]) -> list[Tagging]:
    """Return the tags of a track, those to answer first in front; `asked` are names of tags."""
    return sorted(taggings, key=lambda tagging: (_rank(tagging, asked), _name_of_own(tagging)))


def in_shown_order(taggings: Iterable[Tagging], shown: Sequence[str]) -> list[Tagging]:
    """Return the tags of a track in the order in which they are `shown`.

    New scores would change the order of answering, and with it which tag a digit means. So new tags
    come behind those that have a digit, where they are still in sight.
    """
    places: dict[str, float] = {tag: place for place, tag in enumerate(shown)}
    new = min(NUMBERED, len(places)) - 0.5
    return sorted(taggings, key=lambda tagging: places.get(tagging.tag, new))


def _rank(tagging: Tagging, asked: Collection[str]) -> int:
    if tagging.score is None or tagging.threshold is None:
        return 2
    if tagging.above_threshold:
        return 0
    return 1 if tagging.tag in asked else 3


def _name_of_own(tagging: Tagging) -> str:
    return folded(tagging.tag) if tagging.score is None else ""


def is_open(tagging: Tagging, asked: bool) -> bool:
    """Tell whether a tag waits for an answer: it is suggested, or asked about and undecided."""
    return tagging.state == "suggested" or (asked and tagging.state == "unseen")


def next_open(open_tags: Sequence[bool], place: int) -> int | None:
    """Return the place of the first open tag after `place`, None for none."""
    return next((other for other in range(place + 1, len(open_tags)) if open_tags[other]), None)


def with_answer(tagging: Tagging, answer: DecisionState) -> Tagging:
    """Return a tag with the user's answer; "unseen" takes a decision back.

    Without a decision the tag is suggested again where its score reaches the threshold.
    """
    if answer != "unseen":
        return replace(tagging, state=answer, source="user", by="")
    if tagging.above_threshold:
        return replace(tagging, state="suggested", source="model", by="")
    return replace(tagging, state="unseen", source="", by="")
