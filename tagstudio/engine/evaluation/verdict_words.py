"""The verdict in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tagstudio.core.messages import Message, message
from tagstudio.learning.looks import FIRST_TRIAL
from tagstudio.learning.verdict import MAX_P_OF_TRIAL, Evidence, FirstTags, Outcome, Verdict
from tagstudio.learning.witnesses import MIN_GROUPS, MIN_NO, MIN_YES, Testimony
from tagstudio.library.models.judgements import Judgement

FEWEST_FIRST = 10  # tracks, below which it is not said how often a right tag stands first
# Keys: so small a library never tells; one looks for oneself.
NEVER_TELLS = frozenset({"judge.all-too-small", "judge.too-small"})
# Keys: nothing is known of its worth.
TOO_LITTLE = frozenset(
    {
        *NEVER_TELLS,
        "judge.yes-alone",
        "judge.few-artists",
        "judge.few-known-artists",
        "judge.too-few-tracks",
        "judge.still-too-early",  # from here on as earlier programs said it, and libraries keep it
        "judge.too-early",
        "judge.too-few",
        "judge.too-few-by-name",
    }
)
TOO_MANY = "too_many"  # in the details: tags of which a version that waits would give too many
OLDER_WAY = "evaluation.older-way"  # the key of the sentence for a version without shadows


@dataclass(frozen=True)
class Circumstances:
    """What a verdict's words are made of, beside the verdict.

    `tracks` were answered, `used` is the name of the version in use, `tags` are the columns of the
    evidence, `own_tags` what was found of each own tag; `known_artists` made the tracks and are
    known by name; `first` tells how often a right tag stands first. `ranked` has the ROC-AUC of the
    version in use and of the candidate, of single tags by name. `library_tracks` are all that can
    be heard, None: enough.
    """

    tracks: int
    used: str
    tags: Sequence[str]
    own_tags: Mapping[str, Mapping[str, Any]]
    known_artists: int
    first: FirstTags
    ranked: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    library_tracks: int | None = None


def judged_state(outcome: str, reason: str) -> str:
    """Return what a version is by its verdict and the key of the reason, in one word.

    "proven"; "probable": better, probably; "open": too little to tell; "older": it cannot be
    compared; "candidate": not better so far.
    """
    if reason == OLDER_WAY:
        return "older"
    if reason in TOO_LITTLE:
        return "open"
    known = {Outcome.PROVEN.value: "proven", Outcome.TRIAL.value: "probable"}
    return known.get(outcome, "candidate")


def speaks_for_use(outcome: str, reason: str) -> bool:
    """Tell whether to use a version is the next step, by its verdict and the key of the reason.

    It is better, or nothing but a look at its changes will ever tell.
    """
    return reason in NEVER_TELLS or judged_state(outcome, reason) in {"proven", "probable"}


def said_of(judgement: Judgement) -> Message:
    """Return the verdict, and before it why a version waits that would be in use by it alone."""
    held = judgement.details.get(TOO_MANY)
    if not held:
        return judgement.reason
    tag, count, tracks = held[0]
    return message(
        "gate.held-back",
        "It waits for your word: with it, {count:,} of {tracks:,} tracks would have {tag}, which is"
        " probably too many. Look at what it would suggest, and use it if that is right; else"
        " answer no where {tag} does not fit, and train again. By your answers alone: {verdict}",
        tag=tag,
        count=count,
        tracks=tracks,
        verdict=judgement.reason,
    )


def reason_of(verdict: Verdict, facts: Circumstances) -> Message:
    """Return the verdict in a few sentences.

    They are read later, too, when more is answered and another version may be in use: they name the
    version that this one was held against, and say that their numbers are of the time.
    """
    if verdict.outcome is Outcome.NOT_BETTER:
        return _not_better(verdict, facts)
    is_proven = verdict.outcome is Outcome.PROVEN
    said = _proven(verdict) if is_proven else _on_trial(verdict, facts)
    if first := _first_tags(facts.first):
        said = message("judge.first-and-verdict", "{first} {verdict}", first=first, verdict=said)
    harmed = [tag for column in verdict.harmed if (tag := _worse(facts.tags[column], facts))]
    if not harmed:
        return said
    return message(
        "judge.harmed",
        "{verdict} That is all tags together. Single ones may have become worse: {tags}.",
        verdict=said,
        tags=_listed(harmed),
    )


def _worse(tag: str, facts: Circumstances) -> Message | None:
    """Return a tag with its right picks of two tracks; None where these are no fewer.

    Scores may come nearer to each other and still put all tracks in their right order.
    """
    before, after = facts.ranked.get(tag, (0.0, 0.0))
    if after >= before:
        return None
    for out_of in (100, 1000):
        picked = {"before": right_of(before, out_of), "after": right_of(after, out_of)}
        if picked["before"] != picked["after"]:
            break
    else:
        return None
    return message(
        "judge.picks-fewer",
        "{tag} (of two tracks, one with it and one without, it picks the right one {after} times of"
        " {out_of}; {used}, {before} times)",
        tag=tag,
        out_of=out_of,
        used=facts.used,
        **picked,
    )


def _listed(parts: Sequence[Message]) -> Message:
    if len(parts) == 1:
        return parts[0]
    return message("judge.listed", "{first}, {rest}", first=parts[0], rest=_listed(parts[1:]))


def right_of(share: float, out_of: int = 100) -> int:
    """Return a share of right picks, such as a ROC-AUC, as a number of so many.

    All of them are right only where every single pick is, none where not one is.
    """
    rounded = round(out_of * min(1.0, max(0.0, share)))
    if 0.0 < share < 1.0:
        return min(out_of - 1, max(1, rounded))
    return rounded


def _first_tags(first: FirstTags) -> Message | None:
    """Return how often a right tag stands first now and before, None where too few tracks tell."""
    if first.tracks < FEWEST_FIRST:
        return None
    gain = first.after - first.before
    out_of = 10 if 10 * gain >= first.tracks else 100  # tenths would make more of a smaller gain
    before, after = (round(out_of * one / first.tracks) for one in (first.before, first.after))
    figures = {"tracks": first.tracks, "before": before, "after": after, "out_of": out_of}
    if after > before:
        return message(
            "judge.first-tags",
            "On {tracks:,} tracks that it had not learned from, a right tag now stands first"
            " {after} times of {out_of}; before, {before}.",
            **figures,
        )
    if after == before:
        return message(
            "judge.first-tags-level",
            "On {tracks:,} tracks that it had not learned from, a right tag stands first {after}"
            " times of {out_of}, as before: what it gains is farther down the list.",
            **figures,
        )
    return message(
        "judge.first-tags-fewer",
        "On {tracks:,} tracks that it had not learned from, a right tag stands first {after} times"
        " of {out_of}; before, {before}: what it gains is farther down the list.",
        **figures,
    )


def _proven(verdict: Verdict) -> Message:
    return message(
        "judge.proven-better",
        "It is proven better, by your answers about {artists:,} artists who are known by name.",
        artists=verdict.known.both.groups,
    )


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
    on_trial = message(
        "judge.trial",
        "It is probably better ({odds} to 1, by your answers to {tracks:,} tracks), so it is on"
        " trial: in use, until more answers prove it or speak against it.",
        odds=odds_of(said),
        tracks=facts.tracks,
    )
    if facts.known_artists >= MIN_GROUPS:
        return on_trial
    return message(
        "judge.trial-takes-names",
        "{verdict} A proof takes {needed:,} artists or more who are known by name, and {artists:,}"
        " are: say who made the tracks.",
        verdict=on_trial,
        needed=MIN_GROUPS,
        artists=facts.known_artists,
    )


def odds_of(said: Testimony) -> int:
    """Return the odds that a version is better, as a whole number to 1; 99 at most."""
    return min(99, max(1, round((1 - said.p) / max(said.p, 1e-9))))


def _not_better(verdict: Verdict, facts: Circumstances) -> Message:
    said = verdict.against_used.both
    too_few = facts.tracks < FIRST_TRIAL or said.groups < MIN_GROUPS
    if facts.library_tracks is not None and (
        facts.library_tracks < FIRST_TRIAL or (too_few and facts.tracks >= facts.library_tracks)
    ):
        return message(
            "judge.all-too-small",
            "With {library} tracks it can never be told whether it is better: look at its changes,"
            " and use it if they look right.",
            library=facts.library_tracks,
        )
    if facts.tracks < FIRST_TRIAL:
        return message(
            "judge.too-few-tracks",
            "There is too little to tell yet whether it is better. Go on in Review, and say no"
            " where a suggestion is wrong: it takes {needed} answered tracks, with two yes and two"
            " no or more to tags that the model suggests, on tracks by {artists} artists. When it"
            " was judged, {tracks} were answered.",
            needed=FIRST_TRIAL,
            artists=MIN_GROUPS,
            tracks=facts.tracks,
        )
    if too_few:
        return _too_few_artists(said.groups, facts.known_artists)
    return message(
        "judge.no-better",
        "It is not better than {used}, by the {tracks:,} tracks that were answered when it was"
        " judged.",
        used=facts.used,
        tracks=facts.tracks,
    )


def _too_few_artists(artists: int, known_artists: int) -> Message:
    """Return that the answers are about too few artists, and what makes more of them."""
    if not artists:
        return message(
            "judge.yes-alone",
            "There is too little to tell yet whether it is better: when it was judged, no tag that"
            " the model suggests had {yes} yes and {no} no or more. What finishing assumes, and"
            " words of your own, do not count here. Go on in Review, and say no where a suggestion"
            " is wrong.",
            yes=MIN_YES,
            no=MIN_NO,
        )
    if known_artists < MIN_GROUPS:
        return message(
            "judge.few-known-artists",
            "There is too little to tell yet whether it is better. It takes two yes and two no or"
            " more to tags that the model suggests, on tracks by {needed} artists. When it was"
            " judged, there were such answers on tracks by {artists}: tracks that sound"
            " alike count as one artist where nobody said who made them. Set the artist of your"
            " tracks in the library, and go on in Review.",
            needed=MIN_GROUPS,
            artists=artists,
        )
    return message(
        "judge.few-artists",
        "There is too little to tell yet whether it is better. Go on in Review, and say no"
        " where a suggestion is wrong: it takes two yes and two no or more to tags that the model"
        " suggests, on tracks by {needed} artists. When it was judged, there were such answers on"
        " tracks by {artists}.",
        needed=MIN_GROUPS,
        artists=artists,
    )


def taken_back(heard: Evidence) -> Message:
    """Return why a version on trial was taken back."""
    return message(
        "judge.taken-back",
        "Your later answers, by {artists} artists, speak against it: it finds right tags less often"
        " than the version before.",
        artists=heard.both.groups,
    )
