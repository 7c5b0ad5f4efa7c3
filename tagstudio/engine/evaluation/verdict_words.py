"""The verdict in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tagstudio.core.messages import Message, message
from tagstudio.learning.looks import FIRST_TRIAL
from tagstudio.learning.verdict import MAX_P_OF_TRIAL, Evidence, Outcome, Verdict
from tagstudio.learning.witnesses import MIN_GROUPS, Testimony


@dataclass(frozen=True)
class Circumstances:
    """What a verdict's words are made of, beside the verdict.

    `tracks` were answered, `tags` are the columns of the evidence, `own_tags` what was found of
    each own tag; the next look for a proof is at `next_look` tracks. `ranked` has the shares of
    pairs that the proven version and the candidate rank right, None where that is unknown;
    `ranked_by_tag` those of the version in use and the candidate, of single tags by name.
    """

    tracks: int
    tags: Sequence[str]
    own_tags: Mapping[str, Mapping[str, Any]]
    next_look: int
    ranked: tuple[float, float] | None = None
    ranked_by_tag: Mapping[str, tuple[float, float]] = field(default_factory=dict)


TOO_LITTLE = frozenset({"judge.too-early", "judge.too-few"})  # keys: nothing is known of its worth


def reason_of(verdict: Verdict, facts: Circumstances) -> Message:
    """Return the verdict as a sentence or two."""
    said = _sentence(verdict, facts)
    harmed = [tag for column in verdict.harmed if (tag := _worse(facts.tags[column], facts))]
    if not harmed or verdict.outcome is Outcome.NOT_BETTER:
        return said
    return message(
        "judge.harmed",
        "{verdict} That is all tags together. Single ones may have become worse: {tags}.",
        verdict=said,
        tags=_listed(harmed),
    )


def _worse(tag: str, facts: Circumstances) -> Message | None:
    """Return a tag with its right picks, in the measure of the verdict; None if these are no fewer.

    Scores may come nearer to each other and still put all tracks in their right order.
    """
    before, after = facts.ranked_by_tag.get(tag, (0.0, 0.0))
    if after >= before:
        return None
    picked = _picks(before, after)
    if picked["before"] <= picked["after"]:
        return None
    return message(
        "judge.harmed-tag",
        "{tag} (right {after} times of {out_of}, with the version in use {before} times)",
        tag=tag,
        **picked,
    )


def _listed(parts: Sequence[Message]) -> Message:
    if len(parts) == 1:
        return parts[0]
    return message("judge.listed", "{first}, {rest}", first=parts[0], rest=_listed(parts[1:]))


def _sentence(verdict: Verdict, facts: Circumstances) -> Message:
    match verdict.outcome:
        case Outcome.PROVEN:
            return _proven(verdict, facts)
        case Outcome.TRIAL:
            return _on_trial(verdict, facts)
    return _not_better(verdict, facts)


def _proven(verdict: Verdict, facts: Circumstances) -> Message:
    artists = verdict.known.both.groups
    if picked := _right_picks(facts):
        return message(
            "judge.proven",
            "It is proven better, on {tracks:,} tracks by {artists:,} artists that it had not"
            " learned from: of two tracks, one with a tag and one without, it picks the right"
            " one {after} times of {out_of}; the version before, {before} times.",
            tracks=facts.tracks,
            artists=artists,
            **picked,
        )
    return message(
        "judge.proven-only",
        "It is proven better, on {tracks:,} tracks by {artists:,} artists that it had not learned"
        " from.",
        tracks=facts.tracks,
        artists=artists,
    )


def _right_picks(facts: Circumstances) -> dict[str, int]:
    """Return how often the right one of two tracks is picked, {} where no gain can be said."""
    picked = _picks(*(facts.ranked or (0.0, 0.0)))
    return picked if picked["after"] > picked["before"] else {}


def _picks(before: float, after: float) -> dict[str, int]:
    """Return two shares as numbers of picks of 100, or of 1,000 where only these differ."""
    for out_of in (100, 1000):
        picked = {"before": right_of(before, out_of), "after": right_of(after, out_of)}
        if picked["before"] != picked["after"]:
            break
    return {**picked, "out_of": out_of}


def right_of(share: float, out_of: int = 100) -> int:
    """Return a share of right picks, such as a ROC-AUC, as a number of so many.

    All of them are right only where every single pick is, none where not one is.
    """
    rounded = round(out_of * min(1.0, max(0.0, share)))
    if 0.0 < share < 1.0:
        return min(out_of - 1, max(1, rounded))
    return rounded


def _on_trial(verdict: Verdict, facts: Circumstances) -> Message:
    own = [tag for tag, found in facts.own_tags.items() if found["proven"]]
    said = verdict.against_proven.both
    if own and said.p > MAX_P_OF_TRIAL:
        return message(
            "judge.trial-own-tags",
            "It is on trial for your own tags ({tags}), which it has learned; all others taken"
            " together are no worse.",
            tags=", ".join(own),
        )
    if picked := _right_picks(facts):
        return message(
            "judge.trial-picks",
            "It is probably better, by your answers to {tracks:,} tracks that it had not learned"
            " from: of two tracks, one with a tag and one without, it picks the right one {after}"
            " times of {out_of}; the version before, {before} times. So it is on trial: in use,"
            " until more answers prove it or speak against it.",
            tracks=facts.tracks,
            **picked,
        )
    return message(
        "judge.trial",
        "It is probably better ({odds} to 1, by your answers to {tracks:,} tracks), so it is on"
        " trial: in use, until more answers prove it or speak against it.",
        odds=odds_of(said),
        tracks=facts.tracks,
    )


def odds_of(said: Testimony) -> int:
    """Return the odds that a version is better, as a whole number to 1; 99 at most."""
    return min(99, max(1, round((1 - said.p) / max(said.p, 1e-9))))


def _not_better(verdict: Verdict, facts: Circumstances) -> Message:
    said = verdict.against_used.both
    if facts.tracks < FIRST_TRIAL:
        return message(
            "judge.too-early",
            "There is too little to tell yet whether it is better: {needed} answered tracks or more"
            " are needed, and there are {tracks} so far.",
            needed=FIRST_TRIAL,
            tracks=facts.tracks,
        )
    if said.groups < MIN_GROUPS:
        return message(
            "judge.too-few",
            "There is too little to tell yet whether it is better. What counts are tags with two"
            " yes and two no or more that both versions suggest first; such answers by {needed}"
            " artists or more are needed, and there are {artists} so far.",
            needed=MIN_GROUPS,
            artists=said.groups,
        )
    return message(
        "judge.not-better",
        "It is not better than the version in use, by your answers to {tracks:,} tracks so far.",
        tracks=facts.tracks,
    )


def taken_back(heard: Evidence) -> Message:
    """Return why a version on trial was taken back."""
    return message(
        "judge.taken-back",
        "Your later answers, by {artists} artists, speak against it: it finds right tags less often"
        " than the version before.",
        artists=heard.both.groups,
    )
