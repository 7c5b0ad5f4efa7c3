"""How many tracks would get each tag if a version came into use: shown before it does.

It is scored from stored features, so nothing is decoded; tracks without are left out.
"""

from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job
from tagstudio.engine.evaluation.version_diff import BothScores
from tagstudio.engine.plugins.installed_models import InstalledModel, register_installed
from tagstudio.engine.tagging.renewal import with_features
from tagstudio.engine.tagging.suggest import suggest_for
from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import decisions
from tagstudio.library.models.models import Model
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.models.thresholds import reaches
from tagstudio.library.tags.decisions import FILE_TAG
from tagstudio.library.tags.tags import list_tags
from tagstudio.library.tracks.folders import removed_ids
from tagstudio.library.views.counts import TagCounter

ENOUGH_ANSWERS = 8  # for their share of yes to say something about the library
MANY_TIMES = 2  # so many times the answers' share of yes is strikingly much
MOST = 0.5  # of the tracks: hardly any tag fits more


@dataclass(frozen=True)
class ExpectedTag:
    """A tag, on how many of `tracks` it stands `now`, and `then` with the other version.

    It stands where it was answered yes, and where it is suggested and undecided, as the library
    counts it. `now` is None for a tag that the version in use does not know, `then` for one that
    the other does not; `yes` and `no` count the answers. On `comes` tracks it stands only then, on
    `goes` only now.
    """

    tag: str
    tracks: int
    now: int | None
    then: int | None
    yes: int
    no: int
    comes: int = 0
    goes: int = 0

    @property
    def share(self) -> float:
        """The share of the tracks that would get it."""
        return (self.then or 0) / self.tracks if self.tracks else 0.0

    @property
    def is_strikingly_much(self) -> bool:
        """Tell whether far more tracks would get it than the answers, or sense, let expect.

        A published tag is held against what it gets now, too: so it is no news.
        """
        then = self.then or 0
        if self.now is not None and then <= MANY_TIMES * self.now:
            return False
        answered = self.yes + self.no
        said = self.yes / answered if answered >= ENOUGH_ANSWERS else 1.0
        return self.share > MOST or (self.share > MANY_TIMES * said and then > self.yes)


def expected_tags(
    library: Library, used: InstalledModel, candidate: InstalledModel, device: str
) -> Job[tuple[ExpectedTag, ...]]:
    """Let `candidate` score what it can without listening, and count; changes of note first.

    Empty where it can score nothing. Nothing is put to use.
    """
    with library.read() as connection:
        known = with_features(connection, candidate)
    yield from suggest_for(library, candidate, known, device)
    with library.write() as connection:
        now, then = (register_installed(connection, one) for one in (used, candidate))
    with library.read() as connection:
        found = _count(connection, now, then)
    return tuple(sorted(found, key=_of_note))


def expected_own_tags(
    library: Library, version: InstalledModel, device: str
) -> Job[list[ExpectedTag]]:
    """Let `version` score what it can without listening, and count the librarian's own tags."""
    with library.read() as connection:
        known = with_features(connection, version)
    yield from suggest_for(library, version, known, device)
    with library.write() as connection:
        return own_tags_of(connection, register_installed(connection, version))


def sentence_on(one: ExpectedTag) -> Message:
    """Return the sentence on how many tracks get a tag now."""
    counts = {"tag": one.tag, "count": one.then or 0, "tracks": one.tracks}
    if one.is_strikingly_much:
        return message(
            "expected.too-many",
            "{count:,} of {tracks:,} tracks have {tag}, answered or suggested, which is probably"
            " too many: answer no where it does not fit, and train again.",
            **counts,
        )
    return message(
        "expected.own-tag",
        "{count:,} of {tracks:,} tracks have {tag}, answered or suggested.",
        **counts,
    )


def own_tags_of(connection: sa.Connection, version: Model) -> list[ExpectedTag]:
    """Count the tracks on which each tag of the librarian's own stands with a version."""
    own = {tag.id for tag in list_tags(connection) if tag.origin == "user"}
    if not own.intersection(version.thresholds):
        return []
    answers, scored = _answers(connection), ScoreColumns(connection, version)
    here = ~np.isin(scored.track_ids, np.array([*removed_ids(connection)], np.int64))
    counter = TagCounter(connection, scored.track_ids[here])
    return [
        ExpectedTag(
            tag.name,
            int(here.sum()),
            None,
            counter.count(tag.tag_id, reaches(scored.of(tag.tag_id)[here], tag.threshold)),
            *answers.get(tag.tag_id, (0, 0)),
        )
        for tag in version.tags
        if tag.tag_id in own and tag.offered
    ]


def _count(connection: sa.Connection, used: Model, candidate: Model) -> list[ExpectedTag]:
    answers = _answers(connection)
    both, alone = BothScores(connection, used, candidate), ScoreColumns(connection, candidate)
    here = ~np.isin(alone.track_ids, np.array([*removed_ids(connection)], np.int64))
    tracks = int(here.sum())
    if not tracks:
        return []
    old, new = ({tag.tag_id: tag for tag in model.offered_tags} for model in (used, candidate))
    before, after = (TagCounter(connection, ids) for ids in (both.track_ids, alone.track_ids[here]))
    found = []
    for tag_id, tag in {**old, **new}.items():
        old_reached = both.before.reached(tag_id, both.before.of(tag_id))
        new_reached = np.zeros(tracks, np.bool_)
        if tag_id in new:
            new_reached = reaches(alone.of(tag_id)[here], tag.threshold)
        now, then = before.tracks(tag_id, old_reached), after.tracks(tag_id, new_reached)
        found.append(
            ExpectedTag(
                tag.name,
                tracks,
                len(now) if tag_id in old else None,
                len(then) if tag_id in new else None,
                *answers.get(tag_id, (0, 0)),
                comes=len(np.setdiff1d(then, now)),
                goes=len(np.setdiff1d(now, then)),
            )
        )
    return found


def _answers(connection: sa.Connection) -> dict[int, tuple[int, int]]:
    columns = decisions.c
    count = sa.select(columns.tag_id, columns.state, sa.func.count())
    count = count.where(columns.source != FILE_TAG)
    rows = connection.execute(count.group_by(columns.tag_id, columns.state)).all()
    of_tag = {row[0]: (0, 0) for row in rows}
    for tag_id, state, number in rows:
        yes, no = of_tag[tag_id]
        of_tag[tag_id] = (number, no) if state == "yes" else (yes, number)
    return of_tag


def _of_note(one: ExpectedTag) -> tuple[bool, int, bool, str]:
    """Sort: striking ones, the largest changes, then tags that only one of them knows."""
    is_shared = None not in {one.now, one.then}
    return not one.is_strikingly_much, -(one.comes + one.goes), is_shared, one.tag.casefold()
