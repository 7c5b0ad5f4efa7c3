"""What the answers are enough for, and what is missing for more: one sentence for all places.

There are three aims, one after the other. A version learns from the first answer on. It is used by
itself, on trial, from FIRST_TRIAL answered tracks by MIN_GROUPS artists on, with yes and no to one
tag. It is proven from FIRST_LOOK tracks on, by as many artists who are known by name. A library
that is too small for an aim is told so, and what to do then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tagstudio.core.messages import Message, message
from tagstudio.learning.looks import FIRST_LOOK, FIRST_TRIAL
from tagstudio.learning.witnesses import MIN_GROUPS, MIN_NO, MIN_YES


@dataclass(frozen=True)
class Reached:
    """How far the answers are: `tracks` answered or reviewed, of `library_tracks` to be heard.

    `artists` are those that count so far, by name or by sound; `known_artists` those known by name.
    Of `uncompared` tracks by unknown artists nobody knows yet for how many artists they count.
    `library_artists` are all artists of the library, None where not all are known by name.
    `two_sided_tags` have yes and no enough to be compared.
    """

    tracks: int
    library_tracks: int
    artists: int
    known_artists: int
    uncompared: int
    two_sided_tags: int
    library_artists: int | None = None


def worth_of(at: Reached) -> Message | None:
    """Return what the answers are enough for and what each next aim takes; None without any."""
    if not at.tracks:
        return None
    learns, trial = _learns(at.tracks), _missing_for_trial(at)
    if too_small := _too_small(at, FIRST_TRIAL):
        return message(
            "aims.never-told",
            "{learns} To tell whether a version is better takes {why}: use one if its changes look"
            " right.",
            learns=learns,
            why=too_small,
        )
    if too_small := _too_small(at, FIRST_LOOK):
        return message(
            "aims.never-proven",
            "{so_far} A proof takes {why}: use a version if its changes look right.",
            so_far=_trial(learns, trial),
            why=too_small,
        )
    proof = _missing_for_proof(at)
    if trial:
        return message(
            "aims.trial-and-proof",
            "{learns} Missing for a version to be used by itself: {trial}; for a proof that it is"
            " better: {proof}.",
            learns=learns,
            trial=_listed(trial),
            proof=_listed(proof or trial),
        )
    if proof:
        return message(
            "aims.proof",
            "{so_far} Missing for a proof that it is better: {proof}.",
            so_far=_trial(learns, trial),
            proof=_listed(proof),
        )
    return message(
        "aims.enough",
        "{tracks:,} answered tracks by {artists:,} artists known by name: enough to prove that a"
        " version is better, by {tags:,} tags.",
        tracks=at.tracks,
        artists=at.known_artists,
        tags=at.two_sided_tags,
    )


def _trial(learns: Message, missing: Sequence[Message]) -> Message:
    """Return what a version needs to be used by itself, or that nothing is missing."""
    if missing:
        return message(
            "aims.trial",
            "{learns} Missing for a version to be used by itself: {trial}.",
            learns=learns,
            trial=_listed(missing),
        )
    return message(
        "aims.on-trial",
        "{learns} A version that is probably better is used by itself, on trial.",
        learns=learns,
    )


def _learns(tracks: int) -> Message:
    if tracks == 1:
        return message("aims.learns-one", "The model can learn from one answered track.")
    return message(
        "aims.learns", "The model can learn from {tracks:,} answered tracks.", tracks=tracks
    )


def _too_small(at: Reached, tracks: int) -> Message | None:
    """Return what a library can never reach that takes so many answered tracks; None: it can."""
    if at.library_tracks < tracks:
        return message(
            "aims.few-tracks",
            "{enough:,} answered tracks, and this library has {count:,} that can be heard",
            enough=tracks,
            count=at.library_tracks,
        )
    if at.library_artists is not None and at.library_artists < MIN_GROUPS:
        return message(
            "aims.few-artists",
            "{enough:,} artists, and this library has {count:,}",
            enough=MIN_GROUPS,
            count=at.library_artists,
        )
    return None


def _missing_for_trial(at: Reached) -> list[Message]:
    missing = _more_tracks(FIRST_TRIAL - at.tracks)
    if at.artists < MIN_GROUPS and not at.uncompared:
        missing.append(_more_artists(MIN_GROUPS - at.artists))
    if not at.two_sided_tags:
        missing.append(
            message("aims.two-sided", "{yes} yes and {no} no to one tag", yes=MIN_YES, no=MIN_NO)
        )
    return missing


def _missing_for_proof(at: Reached) -> list[Message]:
    missing = _more_tracks(FIRST_LOOK - at.tracks)
    if (more := MIN_GROUPS - at.known_artists) == 1:
        missing.append(message("aims.one-known-artist", "one more artist known by name"))
    elif more > 1:
        missing.append(
            message("aims.known-artists", "{count:,} more artists known by name", count=more)
        )
    return missing


def _more_tracks(count: int) -> list[Message]:
    if count < 1:
        return []
    if count == 1:
        return [message("aims.one-track", "one more answered track")]
    return [message("aims.tracks", "{count:,} more answered tracks", count=count)]


def _more_artists(count: int) -> Message:
    if count == 1:
        return message("aims.one-artist", "a track by another artist")
    return message("aims.artists", "tracks by {count:,} more artists", count=count)


def _listed(parts: Sequence[Message]) -> Message:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        return message("aims.and", "{first} and {second}", first=parts[0], second=parts[1])
    return message("aims.listed", "{first}, {rest}", first=parts[0], rest=_listed(parts[1:]))
