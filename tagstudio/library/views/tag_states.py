"""The state of each tag on a track: the user's decision, else the model's suggestion."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import sqlalchemy as sa

from tagstudio.library.models.default_thresholds import lift
from tagstudio.library.models.models import Model
from tagstudio.library.models.suggestions import made_at, scores_of
from tagstudio.library.models.thresholds import MOST_LISTED, margin, reaches
from tagstudio.library.tags.decisions import Decided, DecisionState, current
from tagstudio.library.tags.implications import implied_tags
from tagstudio.library.tags.people import people_by_id
from tagstudio.library.tags.review_marks import reviewed_at
from tagstudio.library.tags.tags import Tag, list_tags

TagState = Literal["yes", "no", "suggested", "unseen"]


@dataclass(frozen=True)
class Tagging:
    """One tag on one track.

    `state` is the user's decision, else "suggested" for a score that reaches the tag's threshold,
    else "unseen". `score`, `lift` (score divided by base rate) and `threshold` are None for a tag
    that the model does not have or that is not offered. `source` is who decided, "model" for a
    suggestion, "implied" for one that follows from a yes to another tag, "" for none of these; `at`
    is when it was decided or suggested (seconds since 1970), None for neither. `by` is the name of
    the person who decided, "" where nobody did or nobody knows. `left_alone`: the model suggests
    it, and it was left undecided when the track was reviewed, so it is assumed to be no. A tag that
    the library has only since then was not left alone, nor what a yes of the user's implies.
    """

    tag: str
    group: str
    state: TagState
    score: float | None
    lift: float | None
    threshold: float | None
    source: str
    at: int | None
    by: str = ""
    left_alone: bool = False

    @property
    def answer(self) -> DecisionState:
        """The user's answer: what is suggested has none yet, as what is not."""
        return self.state if self.state in ("yes", "no") else "unseen"

    @property
    def above_threshold(self) -> bool:
        """Whether the model scored the tag and the score reaches the threshold."""
        if self.score is None or self.threshold is None:
            return False
        return reaches(self.score, self.threshold)

    @property
    def margin(self) -> float:
        """By how much the score exceeds the threshold, in log-odds; 0 without a score."""
        if self.score is None or self.threshold is None:
            return 0.0
        return margin(self.score, self.threshold)


def taggings_of(
    connection: sa.Connection,
    model: Model | None,
    track_ids: Sequence[int],
    *,
    unseen: bool = True,
) -> dict[int, list[Tagging]]:
    """Return by track id the tags that the model scored or the user decided, best score first.

    Tags without a score come first. Without `unseen` those tags are left out that are neither
    decided nor suggested; tags that are not offered, unless they are decided.
    """
    scores = scores_of(connection, model, track_ids) if model else {}
    suggested_at = made_at(connection, model, track_ids) if model else {}
    decided = current(connection, track_ids)
    known_tags = {tag.id: tag for tag in list_tags(connection)} if decided else {}
    implied = implied_tags(connection) if decided else {}
    people = people_by_id(connection) if decided else {}
    reviewed = reviewed_at(connection, track_ids) if scores else {}
    found = {}
    for track_id in track_ids:
        decisions = _known(decided.get(track_id, {}), known_tags, implied, people)
        scored = []
        if model and track_id in scores:
            times = _Times(suggested_at[track_id], reviewed.get(track_id))
            scored = _scored(model, scores[track_id], times, decisions, unseen)
        known = {tagging.tag for tagging in scored}
        unscored = [
            Tagging(tag.name, tag.group, one.state, None, None, None, *one[1:])
            for tag, one in ((known_tags[tag_id], one) for tag_id, one in decisions.items())
            if tag.name not in known
        ]
        found[track_id] = unscored + scored
    return found


def settled(taggings: Sequence[Tagging]) -> list[Tagging]:
    """Return the tags of a track; those that were left alone are "unseen", whatever their score."""
    return [
        replace(one, state="unseen", source="", at=None) if one.left_alone else one
        for one in taggings
    ]


def listed(taggings: Sequence[Tagging]) -> list[Tagging]:
    """Return the tags that a list names for a track: decided yes, and suggested, in their order.

    Of the suggested ones the MOST_LISTED with the largest margin over their thresholds; the others
    are suggested none the less, and found, counted and exported.
    """
    suggested = [tagging for tagging in taggings if tagging.state == "suggested"]
    leading = sorted(suggested, key=lambda tagging: -tagging.margin)[:MOST_LISTED]
    named = {tagging.tag for tagging in leading}
    return [one for one in taggings if one.state == "yes" or one.tag in named]


class _Times(NamedTuple):
    """When a model suggested tags of a track, and when the track was reviewed, if it was."""

    suggested: int
    reviewed: int | None


class _Known(NamedTuple):
    """What is known of a tag beside its score."""

    state: TagState
    source: str
    at: int
    by: str = ""


def _known(
    decided: Mapping[int, Decided],
    tags: Mapping[int, Tag],
    implied: Mapping[int, Collection[int]],
    people: Mapping[int, str],
) -> dict[int, _Known]:
    """Return the decisions on tags that are shown, and the undecided tags that a yes implies."""
    known = {
        id: _Known(*one[:3], people.get(one.given_by, "") if one.given_by else "")
        for id, one in decided.items()
        if id in tags
    }
    for tag_id, one in [*known.items()] if implied else ():
        for other in implied.get(tag_id, ()) if one.state == "yes" else ():
            known.setdefault(other, _Known("suggested", "implied", one.at))
    return known


def _scored(
    model: Model,
    scores: tuple[float, ...],
    times: _Times,
    decisions: dict[int, _Known],
    unseen: bool,
) -> list[Tagging]:
    taggings = []
    for tag, score in zip(model.tags, scores, strict=True):
        if not tag.offered:
            continue
        suggested = reaches(score, tag.threshold)
        if not (unseen or suggested or tag.tag_id in decisions):
            continue
        known = decisions.get(tag.tag_id)
        state, source, since, by = _state(suggested, times.suggested, known)
        is_asked = times.reviewed is not None and times.reviewed >= tag.added
        taggings.append(
            Tagging(
                tag.name,
                tag.group,
                state,
                score,
                lift(score, tag.base_rate),
                tag.threshold,
                source,
                since,
                by,
                is_asked and suggested and known is None,
            )
        )
    return sorted(taggings, key=lambda tagging: -(tagging.score or 0))


def _state(
    suggested: bool, at: int, decided: _Known | None
) -> tuple[TagState, str, int | None, str]:
    """Return state, source, time and person of a tag that the model scored."""
    if decided:
        return decided
    return ("suggested", "model", at, "") if suggested else ("unseen", "", None, "")
