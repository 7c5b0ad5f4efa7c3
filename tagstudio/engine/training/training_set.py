"""The training set: from the librarian's answers to the examples that a plugin is trained on.

No answer is held out. Each track has the fold of whoever made it (`learning.folds`); the plugin
makes a shadow copy per fold, which never sees that fold's answers. A sample of the library, drawn
whatever was answered, scales the embeddings, keeps versions from forgetting, and is what scores are
compared with.

Genres that were taken over from the files teach beside the answers, less: each by FILE_TAG_WEIGHT,
those of so many tracks only that they do not outweigh the librarian, and none of tracks that would
have to be listened to first (docs/decisions/0037-genres-of-files-as-answers.md).

An answered part of a track is a row of its own, behind those of the tracks: its windows lie inside
the part, its fold is the track's (docs/decisions/0043-parts-of-tracks.md).
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.correcting.answers import Answers, answers, file_answers
from tagstudio.engine.evaluation.answered_tracks import (
    explicit_answers,
    hash_of_track,
    library_sample,
    reviewed_tracks,
    tags_to_learn,
    weights_by_length,
)
from tagstudio.engine.tagging.feature_batch import stacked_features
from tagstudio.engine.training.hear_parts import HeardPart
from tagstudio.engine.training.readiness import NOTHING
from tagstudio.learning.answers import (
    ASSUMED_NO_WEIGHT,
    FILE_TAG_WEIGHT,
    MIN_FILE_TAGS,
    weight_of_seconds,
)
from tagstudio.learning.folds import folds_of
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import tracks
from tagstudio.library.models import suggestions
from tagstudio.library.models.models import Model
from tagstudio.library.tracks.track_groups import groups_of
from tagstudio.plugin_api import ModelInfo
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples


@dataclass(frozen=True)
class GatheredTrainingSet:
    """The examples of one training, and the answers of the librarian's that they hold.

    `answers` counts those given, `assumed` the tags that reviewed tracks were left without,
    `tracks` the answered tracks; `left_out` is the number of answered tracks without features.
    `of_files` counts the genres of files that teach beside them, `parts` the parts of tracks.
    """

    examples: Examples
    answers: int
    assumed: int
    tracks: int
    left_out: int
    of_files: int = 0
    parts: int = 0


def training_set(  # noqa: PLR0913 - what is gathered, and how
    connection: sa.Connection,
    root: Model,
    info: ModelInfo,
    *,
    reviewed_as_no: bool,
    held_out: Collection[int] = (),
    parts: Sequence[HeardPart] = (),
) -> GatheredTrainingSet:
    """Gather the examples for fine-tuning `root`, without the tracks `held_out`.

    With `reviewed_as_no` the tags that were left alone on reviewed tracks are weak noes. `parts`
    teach beside the tracks. Raises TagStudioError when nothing has answers and features.
    """
    given = answers(connection).without(held_out)
    reviewed = reviewed_tracks(connection).difference(held_out) if reviewed_as_no else set()
    sample = library_sample(connection, root)
    files = _said_by_files(connection, info, given, held_out)
    wanted = sorted({*given.by_track, *reviewed, *sample, *files.teaching.by_track})
    features = suggestions.features_by_digest(
        connection, info.feature_digest, wanted, info.feature_shape
    )
    rows = [track_id for track_id in wanted if track_id in features]
    answered = [t for t in rows if t in given.by_track or t in reviewed]
    if not answered and not parts:
        raise _nothing_to_learn(bool(given.by_track or reviewed))
    columns = _with_tags_of(parts, tags_to_learn(root, [given, files.teaching], rows))
    explicit = explicit_answers(given, columns, rows)
    taught = explicit_answers(files.teaching, columns, rows) == YES
    targets = np.where(taught, YES, explicit).astype(np.int8)
    said = explicit_answers(files.all, columns, rows) != UNSEEN
    said |= _said_in_parts(parts, columns, rows)
    left_alone = np.array([track_id in reviewed for track_id in rows], np.bool_)[:, None]
    left_alone = left_alone & (explicit == UNSEEN) & ~said
    targets[left_alone] = NO
    stacked, windows = stacked_features(info, rows, features)
    examples = Examples(
        tags=tuple(given.tag_names[tag_id] for tag_id in columns),
        track_ids=np.array(rows, np.int64),
        paths=_paths(connection, rows),
        features=stacked,
        windows=windows,
        targets=targets,
        weights=_weights(explicit, taught, targets, weights_by_length(connection, rows)),
        folds=folds_of_tracks(connection, rows),
        sample=np.isin(rows, sample),
    )
    return GatheredTrainingSet(
        _with_parts(connection, info, examples, parts, columns),
        int((explicit != UNSEEN).sum()),
        int(left_alone.sum()),
        len(answered),
        len({*given.by_track, *reviewed}) - len(answered),
        int(taught.sum()),
        len(parts),
    )


def _nothing_to_learn(are_answered: bool) -> TagStudioError:
    """Return why nothing teaches; `are_answered`: tracks are, and none could be heard."""
    if not are_answered:
        return TagStudioError(NOTHING)
    return TagStudioError(
        "training.no-examples",
        "There is nothing to learn from: none of the answered tracks could be heard. Look at"
        " what failed in the list of jobs.",
    )


def _with_tags_of(parts: Sequence[HeardPart], columns: list[int]) -> list[int]:
    """Return the tags to learn with those of the librarian's own that only a part has a yes to."""
    said = {tag_id for part in parts for tag_id, yes in part.answers.items() if yes}
    return columns + sorted(said.difference(columns))


def _said_in_parts(
    parts: Sequence[HeardPart], columns: Sequence[int], rows: Sequence[int]
) -> NDArray[np.bool_]:
    """Return which tags have a yes in a part of a track, (rows, columns): not left alone there."""
    row_of = {track_id: row for row, track_id in enumerate(rows)}
    column_of = {tag_id: column for column, tag_id in enumerate(columns)}
    found = np.zeros((len(rows), len(columns)), np.bool_)
    for part in parts:
        for tag_id in part.answers.keys() & column_of.keys():
            if part.answers[tag_id] and part.track_id in row_of:
                found[row_of[part.track_id], column_of[tag_id]] = True
    return found


def _with_parts(
    connection: sa.Connection,
    info: ModelInfo,
    examples: Examples,
    parts: Sequence[HeardPart],
    columns: Sequence[int],
) -> Examples:
    """Return examples with a row behind the others for each part."""
    if not parts:
        return examples
    features, windows = stacked_features(
        info, range(len(parts)), {number: part.features for number, part in enumerate(parts)}
    )
    place = {tag_id: column for column, tag_id in enumerate(columns)}
    targets = np.full((len(parts), len(columns)), UNSEEN, np.int8)
    for row, part in enumerate(parts):
        for tag_id in part.answers.keys() & place.keys():
            targets[row, place[tag_id]] = YES if part.answers[tag_id] else NO
    seconds = np.array([weight_of_seconds(part.stretch.seconds) for part in parts], np.float32)
    weights = np.where(targets == UNSEEN, 0, seconds[:, None]).astype(np.float32)
    track_ids = [part.track_id for part in parts]
    none, every = np.zeros(len(parts), np.bool_), np.ones(len(parts), np.bool_)
    return replace(
        examples,
        track_ids=np.concatenate([examples.track_ids, np.array(track_ids, np.int64)]),
        paths=(*examples.paths, *(part.path for part in parts)),
        features=np.concatenate([examples.features, features]),
        windows=np.concatenate([examples.windows, windows]),
        targets=np.concatenate([examples.targets, targets]),
        weights=np.concatenate([examples.weights, weights]),
        folds=np.concatenate([examples.folds, folds_of_tracks(connection, track_ids)]),
        sample=np.concatenate([examples.sample, none]),
        parts=np.concatenate([np.zeros_like(examples.sample), every]),
    )


def folds_of_tracks(connection: sa.Connection, rows: Sequence[int]) -> NDArray[np.int8]:
    """Return the folds of tracks, (rows,)."""
    groups = groups_of(connection, rows)
    return folds_of([groups[track_id].key for track_id in rows])


class _SaidByFiles(NamedTuple):
    """What only the files say: of all tracks, and what of it teaches."""

    all: Answers
    teaching: Answers


def _said_by_files(
    connection: sa.Connection, info: ModelInfo, given: Answers, held_out: Collection[int]
) -> _SaidByFiles:
    """Return what the files say, and of each tag that of the tracks which teach it.

    These have features, and are the smallest hashes: the same ones each time, from all over the
    library.
    """
    found = file_answers(connection)
    lacking = suggestions.without_features(
        connection, info.feature_digest, found.by_track, info.feature_shape
    )
    by_tag: dict[int, list[int]] = {}
    for track_id, of_track in found.without({*held_out, *lacking}).by_track.items():
        for tag_id in of_track:
            by_tag.setdefault(tag_id, []).append(track_id)
    by_hand = Counter(tag_id for of_track in given.by_track.values() for tag_id in of_track)
    teaching: dict[int, dict[int, bool]] = {}
    for tag_id, track_ids in by_tag.items():
        most = max(MIN_FILE_TAGS, by_hand[tag_id])
        for track_id in nsmallest(most, track_ids, key=hash_of_track):
            teaching.setdefault(track_id, {})[tag_id] = True
    return _SaidByFiles(found, replace(found, by_track=teaching))


def _weights(
    explicit: NDArray[np.int8],
    taught: NDArray[np.bool_],
    targets: NDArray[np.int8],
    seconds: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return the weight of each answer, (rows, columns): by the seconds heard, and who gave it."""
    sure = np.where(explicit != UNSEEN, 1.0, ASSUMED_NO_WEIGHT)
    sure = np.where(taught, FILE_TAG_WEIGHT, sure)
    weights = np.where(targets == UNSEEN, 0.0, sure) * seconds[:, None]
    return weights.astype(np.float32)


def _paths(connection: sa.Connection, rows: Sequence[int]) -> tuple[str, ...]:
    found = connection.execute(
        sa.select(tracks.c.id, tracks.c.path).where(in_ids(tracks.c.id, rows))
    )
    paths = {row.id: row.path for row in found}
    return tuple(paths[track_id] for track_id in rows)
