"""What the answers are enough for, and what to do next: one sentence for all places.

There are three aims, one after the other. A version learns from the first answer on. From
FIRST_TRIAL answered tracks on, with MIN_YES yes and MIN_NO no to tags on tracks by MIN_GROUPS
artists, it can be told whether it is probably better, and then it is used by itself, on trial. It
is proven from FIRST_LOOK tracks on, by as many artists who are known by name. Only the next aim is
named, with all that it takes; a library that can never reach it is told what to do instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tagstudio.core.messages import Message, message
from tagstudio.learning.looks import FIRST_LOOK, FIRST_TRIAL
from tagstudio.learning.witnesses import MIN_GROUPS, MIN_NO, MIN_YES


@dataclass(frozen=True)
class Reached:
    """How far the answers are: `tracks` answered or reviewed, of `library_tracks` to be heard.

    `two_sided_tags` of the model have yes and no enough to be compared, `artists` made the tracks
    with answers to them, by name or by sound; `known_artists` are all those known by name.
    `nearest` is the tag that lacks least of that, and what it lacks, None where none is answered.
    Of `uncompared` tracks by unknown artists nobody knows yet for how many artists they count.
    `library_artists` are all artists of the library, None where not all are known by name.
    """

    tracks: int
    library_tracks: int
    artists: int
    known_artists: int
    uncompared: int
    two_sided_tags: int
    library_artists: int | None = None
    nearest: Message | None = None


def worth_of(at: Reached) -> Message | None:
    """Return what the answers are enough for and what the next aim takes; None without any."""
    if not at.tracks:
        return None
    learns, missing = _learns(at.tracks), _missing_for_trial(at)
    if too_small := _too_small(at, FIRST_TRIAL):
        return _never_told(learns, too_small)
    if missing and at.tracks >= at.library_tracks:
        return _never_told(learns, _so_many_tracks(at.library_tracks))
    if missing:
        return message(
            "aims.trial",
            "{learns} Still missing to tell whether a version is better: {missing}.",
            learns=learns,
            missing=_listed(missing),
        )
    return _on_trial(at, learns)


def _on_trial(at: Reached, learns: Message) -> Message:
    """Return that a version may go on trial, and what a proof takes, if this library can tell."""
    proof = [] if (out_of_reach := _too_small(at, FIRST_LOOK)) else _missing_for_proof(at)
    if not proof and not out_of_reach:
        return message(
            "aims.enough",
            "{tracks:,} answered tracks by {artists:,} artists known by name: enough to prove that"
            " a version is better, by {tags:,} tags.",
            tracks=at.tracks,
            artists=at.known_artists,
            tags=at.two_sided_tags,
        )
    on_trial = message(
        "aims.on-trial",
        "{learns} A version that is probably better is used by itself, on trial.",
        learns=learns,
    )
    if not proof:
        return on_trial
    return message(
        "aims.proof",
        "{so_far} Missing for a proof that it is better: {proof}.",
        so_far=on_trial,
        proof=_listed(proof),
    )


def _never_told(learns: Message, size: Message) -> Message:
    return message(
        "aims.never-told",
        "{learns} With {size} it can never be told whether a version is better: look at its"
        " changes, and use it if they look right.",
        learns=learns,
        size=size,
    )


def _learns(tracks: int) -> Message:
    if tracks == 1:
        return message("aims.learns-one", "The model can learn from one answered track.")
    return message(
        "aims.learns", "The model can learn from {tracks:,} answered tracks.", tracks=tracks
    )


def _too_small(at: Reached, tracks: int) -> Message | None:
    """Return the size of a library that can never reach what takes so many; None: it can."""
    if at.library_tracks < tracks:
        return _so_many_tracks(at.library_tracks)
    if at.library_artists is not None and at.library_artists < MIN_GROUPS:
        if at.library_artists == 1:
            return message("aims.by-one-artist", "tracks by one artist")
        return message("aims.by-artists", "tracks by {count:,} artists", count=at.library_artists)
    return None


def _so_many_tracks(count: int) -> Message:
    if count == 1:
        return message("aims.size-one", "one track")
    return message("aims.size", "{count:,} tracks", count=count)


def _missing_for_trial(at: Reached) -> list[Message]:
    missing = _more_tracks(FIRST_TRIAL - at.tracks)
    if not at.two_sided_tags:
        missing.append(at.nearest or _two_sided())
    elif at.artists < MIN_GROUPS and not at.uncompared:
        missing.append(_more_artists(MIN_GROUPS - at.artists))
    return missing


def _two_sided() -> Message:
    return message(
        "aims.two-sided",
        "{yes} yes and {no} no to a tag that the model suggests (say no where a suggestion is"
        " wrong; what is assumed no, and your own words, do not count)",
        yes=MIN_YES,
        no=MIN_NO,
    )


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
        return message(
            "aims.one-artist",
            "an answer, on a track by another artist, to a tag with {yes} yes and {no} no or more",
            yes=MIN_YES,
            no=MIN_NO,
        )
    return message(
        "aims.artists",
        "answers, on tracks by {count:,} more artists, to tags with {yes} yes and {no} no or more",
        count=count,
        yes=MIN_YES,
        no=MIN_NO,
    )


def _listed(parts: Sequence[Message]) -> Message:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        return message("aims.and", "{first} and {second}", first=parts[0], second=parts[1])
    return message("aims.listed", "{first}, {rest}", first=parts[0], rest=_listed(parts[1:]))
