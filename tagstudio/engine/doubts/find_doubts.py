"""The answers that the model finds least believable, out of fold: most likely slips of the hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Progress, run
from tagstudio.engine.correcting.answers import Answers, all_answers
from tagstudio.engine.doubts.evidence import Gathered, gather
from tagstudio.engine.doubts.settle import answers_by_tag, is_kept
from tagstudio.engine.processes.call_in_child import call_in_child
from tagstudio.learning.answers import NO, YES
from tagstudio.learning.doubts import Compared, compare
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.id_sets import ids_of
from tagstudio.library.db.schema import decisions, tracks
from tagstudio.library.models.models import Model
from tagstudio.library.search.execute import matching_tracks
from tagstudio.library.search.query import ALL_TRACKS, Query
from tagstudio.library.tags import kept_answers, tags
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.decisions import DecisionSource, current
from tagstudio.library.tags.kept_answers import KeptState
from tagstudio.library.tracks.folders import in_library

LEAST_ANSWERS = 20  # of the whole library, before anything is doubted
LEAST_ALIKE = 5  # answers on other tracks, for these to be named as a reason
LISTED = 50  # doubts at a time, unless more are asked for
MOST_TRACKS = 20_000  # answered last, that are compared: of ten times as many it took 1.8 GB


@dataclass(frozen=True)
class Doubt:
    """An answer that does not fit the others.

    `score` is what copies that never saw the answer find of the tag on the track, in (0, 1), with
    the other answers there taken into account. Of the `alike` answered tracks that sound about as
    much like the tag, `alike_yes` are a yes. `source` and `at` (seconds since 1970) say where the
    answer came from.
    """

    track_id: int
    tag_id: int
    tag: str
    state: KeptState
    source: DecisionSource
    at: int
    score: float
    alike: int
    alike_yes: int

    @property
    def is_backed(self) -> bool:
        """Whether the answers on tracks like this one speak against it, and are enough to say."""
        against = self.alike_yes if self.state == "no" else self.alike - self.alike_yes
        return self.alike >= LEAST_ALIKE and 2 * against > self.alike


@dataclass(frozen=True)
class Doubts:
    """The doubts, the most doubtful first.

    `compared` answers were looked at, `found` of them do not fit (some may not be listed), `kept`
    others would not fit either and were kept. `unheard` answered tracks have no scores; `thin` are
    the tags whose answers are too few. `obstacle` says why nothing can be doubted. `older` tracks
    were answered or reviewed before the MOST_TRACKS that are compared.
    """

    listed: tuple[Doubt, ...] = ()
    found: int = 0
    compared: int = 0
    kept: int = 0
    unheard: int = 0
    thin: tuple[str, ...] = ()
    obstacle: Message | None = None
    older: int = 0


def find_doubts_beside(library: Library, model: Model | None) -> Doubts:
    """Find the doubts by `model` in a process of its own, as the window does.

    A comparison of 25,000 answers takes seconds and 150 MB, which a window would keep. Where there
    is too little to compare, no process is started. Raises TagStudioError when the process dies.
    """
    with library.read() as connection:
        count = sum(answers_by_tag(connection).values())
    if model is None or count < LEAST_ANSWERS:
        return Doubts(obstacle=_too_little(count, model))
    return run(call_in_child(Progress(), _find_doubts, library.path, model))


def _find_doubts(path: Path, model: Model) -> Doubts:
    with open_library(path, writing=False) as library, library.read() as connection:
        return find_doubts(connection, model)


def find_doubts(
    connection: Connection,
    model: Model | None,
    query: Query = ALL_TRACKS,
    tag: str = "",
    limit: int | None = LISTED,
) -> Doubts:
    """Find the doubted answers on the tracks of a query, by `model`; of one tag, where it is named.

    Compared by the answers of the library, to the MOST_TRACKS answered last. Raises TagStudioError
    for an unknown tag.
    """
    tag_id = _tag_id(connection, tag) if tag else None
    told = _told_of(connection)
    newest = _given(connection, told[:MOST_TRACKS])
    count = sum(len(of_track) for of_track in newest.by_track.values())
    if model is None or count < LEAST_ANSWERS:
        return Doubts(obstacle=_too_little(count, model))
    gathered = gather(connection, model, newest, told[:MOST_TRACKS])
    compared = compare(gathered.evidence)
    names = newest.tag_names
    doubts = _Doubts(connection, gathered, compared, names)
    wanted = matching_tracks(connection, query, model)
    among = None if wanted is None else set(wanted.tolist())
    fitting = [
        place
        for place in doubts.places()
        if (tag_id is None or place[1] == tag_id) and (among is None or place[0] in among)
    ]
    kept = doubts.kept(fitting)
    left = [place for place in fitting if place not in kept]
    return Doubts(
        tuple(doubts.made(left[:limit])),
        len(left),
        int(compared.is_compared.sum()),
        len(kept),
        len(gathered.unheard),
        tuple(names[gathered.tag_ids[column]] for column in np.flatnonzero(compared.is_thin)),
        _obstacle(gathered, compared, names) or _thin_tag(gathered, compared, names, tag_id),
        len(told[MOST_TRACKS:]),
    )


class _Doubts:
    """The doubtful places (track, tag) of a library, the most doubtful first."""

    def __init__(
        self, connection: Connection, gathered: Gathered, compared: Compared, names: dict[int, str]
    ) -> None:
        self._connection, self._compared, self._names = connection, compared, names
        ids, tag_ids = gathered.tracks.track_ids, gathered.tag_ids
        rows, columns = compared.doubtful()
        self._cells = {
            (ids[row], tag_ids[column]): (row, column)
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        }

    def places(self) -> Iterator[tuple[int, int]]:
        """Yield the places in their order."""
        yield from self._cells

    def kept(self, places: list[tuple[int, int]]) -> set[tuple[int, int]]:
        """Return those of the places whose answers were kept, and are to be left alone."""
        track_ids = {track_id for track_id, _ in places}
        known = kept_answers.kept(self._connection, track_ids)
        if not known:
            return set()
        now, counts = current(self._connection, track_ids), answers_by_tag(self._connection)
        found = set()
        for track_id, tag_id in places:
            decided = now.get(track_id, {}).get(tag_id)
            if decided is not None and decided.state != "unseen":
                then = known.get((track_id, tag_id, decided.state))
                if is_kept(then, counts.get(tag_id, 0)):
                    found.add((track_id, tag_id))
        return found

    def made(self, places: list[tuple[int, int]]) -> Iterator[Doubt]:
        """Yield the doubts of places."""
        now = current(self._connection, {track_id for track_id, _ in places})
        for track_id, tag_id in places:
            decided = now.get(track_id, {}).get(tag_id)
            if decided is None or decided.state == "unseen":
                continue
            row, column = self._cells[track_id, tag_id]
            alike, alike_yes = self._compared.alike(row, column)
            yield Doubt(
                track_id,
                tag_id,
                self._names[tag_id],
                decided.state,
                decided.source,
                decided.at,
                self._compared.score(row, column),
                alike,
                alike_yes,
            )


def _told_of(connection: Connection) -> list[int]:
    """Return the tracks that were reviewed, or on which a tag that there is was answered.

    The latest first.
    """
    columns = decisions.c
    said = sa.select(columns.track_id, columns.at).where(
        columns.tag_id.not_in(tags.gone_tags(connection))
    )
    reviewed = sa.select(tracks.c.id, tracks.c.reviewed_at).where(tracks.c.reviewed_at.is_not(None))
    told = sa.union_all(said, reviewed).subquery()
    last, id = sa.func.max(told.c.at), told.c.track_id
    latest = sa.select(id).where(in_library(id)).group_by(id)
    return ids_of(connection, latest.order_by(last.desc(), id.desc()))


def _given(connection: Connection, track_ids: Sequence[int]) -> Answers:
    """Return what persons and files say of tracks and the tags that there are, by names shown."""
    given, gone = all_answers(connection, track_ids), tags.gone_tags(connection)
    by_track = {
        track_id: {tag_id: yes for tag_id, yes in of_track.items() if tag_id not in gone}
        for track_id, of_track in given.by_track.items()
    }
    return Answers(
        {track_id: of_track for track_id, of_track in by_track.items() if of_track},
        given.keys,
        tags.shown_names(connection),
    )


def _tag_id(connection: Connection, name: str) -> int:
    names = TagNames(tags.list_tags(connection))
    meant = names.meant_by(name)
    if len(meant) == 1:
        return meant[0].id
    if meant:
        raise TagStudioError(
            "correct.several-tags",
            "{name!r} can mean {tags}; write the one that is meant.",
            name=name,
            tags=", ".join(tag.name for tag in meant),
        )
    close = ", ".join(names.closest(name))
    if close:
        raise TagStudioError(
            "doubts.no-tag-but",
            "There is no tag {name!r}. Did you mean {others}?",
            name=name,
            others=close,
        )
    raise TagStudioError("doubts.no-tag", "There is no tag {name!r}.", name=name)


def _too_little(count: int, model: Model | None) -> Message:
    """Say what is missing: answers, or else suggestions."""
    if count >= LEAST_ANSWERS and model is None:
        return message(
            "doubts.no-suggestions", "Doubts need what a model hears. Let it suggest tags first."
        )
    return message(
        "doubts.too-few",
        "Doubts come after about {least} answers, with yes and no among them; there are {count} so"
        " far.",
        least=LEAST_ANSWERS,
        count=count,
    )


def _thin_tag(
    gathered: Gathered, compared: Compared, names: dict[int, str], tag_id: int | None
) -> Message | None:
    """Say why the answers to the one tag that is asked for could not be compared."""
    if tag_id is None or tag_id not in gathered.tag_ids:
        return None
    if not compared.is_thin[gathered.tag_ids.index(tag_id)]:
        return None
    return message(
        "doubts.thin-tag",
        "The answers to {tag} cannot be compared yet: that takes a yes to it, and a no or a few"
        " tracks reviewed without it, by other artists.",
        tag=names[tag_id],
    )


def _obstacle(gathered: Gathered, compared: Compared, names: dict[int, str]) -> Message | None:
    """Say why no answer could be compared, where none could, and which tag is nearest to it."""
    if compared.is_compared.any():
        return None
    if gathered.unheard and not gathered.tracks.track_ids:
        return message(
            "doubts.not-heard",
            "None of the answered tracks has been heard yet. Let the model suggest tags first.",
        )
    explicit = compared.evidence.explicit
    yes, no = ((explicit == answer).sum(axis=0) for answer in (YES, NO))
    nearest = int(np.argmax(1000 * np.minimum(yes, no) + np.maximum(yes, no)))
    return message(
        "doubts.none-compared",
        "The answers cannot be compared yet: that takes a yes to a tag, and a no or a few tracks"
        " reviewed without it, by other artists than the answer’s. Nearest to it is {tag}, with"
        " {yes:,} yes and {no:,} no.",
        tag=names[gathered.tag_ids[nearest]],
        yes=int(yes[nearest]),
        no=int(no[nearest]),
    )
