"""The stand of the answers: what versions say of all answered tracks, out of fold.

No answer is held out: each track is scored by that copy of a version which never saw its fold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.correcting.answers import answers
from tagstudio.engine.evaluation.answered_tracks import (
    AnsweredTracks,
    answered_tracks,
    library_sample,
    tags_to_learn,
)
from tagstudio.engine.evaluation.copy_scores import CopyScores, copy_scores
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    InstalledModels,
    register_installed,
    root_model,
)
from tagstudio.engine.plugins.tagger_process import TaggerProcesses
from tagstudio.engine.tagging.suggest import suggest_for
from tagstudio.learning.verdict import View, out_of_fold
from tagstudio.library.db.database import Library
from tagstudio.library.tags.decisions import newest_entry

JUDGING = Progress(message=message("judge.judging", "comparing the versions on your answers"))


@dataclass(frozen=True)
class Stand:
    """The answers as they stand, and what some versions say of them out of fold.

    `tags` are the published ones that all versions have; `views` are by version, on `tracks` and
    `tags`, and `own_tags` the views of a version's other tags, one by one. `older` names versions
    that were made by an older way: without shadows they have no honest view. `logits` are those of
    each version on `tracks`, for all of its own tags.
    """

    last_answer: int
    tracks: AnsweredTracks
    tags: tuple[str, ...]
    views: Mapping[str, View]
    own_tags: Mapping[str, Mapping[str, View]]
    logits: Mapping[str, NDArray[np.float64]]
    older: tuple[str, ...]


def stand(
    library: Library,
    installed: InstalledModels,
    versions: Sequence[InstalledModel],
    taggers: TaggerProcesses,
) -> Job[Stand]:
    """Score all answered tracks, and the sample of the library, by the copies of versions."""
    roots = {one.info.name: root_model(installed, one) for one in versions}
    with library.read() as connection:
        answered = list(answers(connection).by_track)
    for root in {root.info.name: root for root in roots.values()}.values():
        yield from suggest_for(library, root, answered, to_learn_from=True)
    with library.write() as connection:
        last_answer = newest_entry(connection)
        given = answers(connection)
        registered = {name: register_installed(connection, one) for name, one in roots.items()}
        samples = {name: library_sample(connection, one) for name, one in registered.items()}
        tags = dict.fromkeys(
            tag for root in registered.values() for tag in tags_to_learn(root, [given], answered)
        )
        tracks = answered_tracks(connection, given, list(tags))
    yield JUDGING
    scores: dict[str, CopyScores] = {}
    for version in versions:
        wanted = sorted({*tracks.track_ids, *samples[version.info.name]})
        found = yield from copy_scores(library, taggers.of(version.plugin), version, wanted)
        if found.has_shadows or version.info.parent is None:
            scores[version.info.name] = found
    older = tuple(v.info.name for v in versions if v.info.name not in scores)
    published = {tag.key for root in registered.values() for tag in root.tags}
    return _stand(last_answer, tracks, (published, scores, samples), older)


def _stand(
    last_answer: int,
    tracks: AnsweredTracks,
    found: tuple[set[str], Mapping[str, CopyScores], Mapping[str, Sequence[int]]],
    older: tuple[str, ...],
) -> Stand:
    published, scores, samples = found
    rows: NDArray[np.bool_] = np.ones(len(tracks.track_ids), np.bool_)
    for known in scores.values():
        rows &= np.isin(tracks.track_ids, known.track_ids)
    tracks = tracks.of_tracks(rows)
    shared = tuple(
        tag
        for tag in tracks.tag_names
        if tag in published and all(tag in known.tags for known in scores.values())
    )
    views, own_tags, logits = {}, {}, {}
    for name, known in scores.items():
        library = np.intersect1d(samples[name], known.track_ids)
        copies = known.of(tracks.track_ids, known.tags)
        view = View.of(copies, tracks.folds, known.of(library.tolist(), known.tags))
        logits[name] = out_of_fold(copies, tracks.folds)
        columns = {tag: np.array([known.tags.index(tag)], np.intp) for tag in known.tags}
        views[name] = view.of_tags(np.array([known.tags.index(tag) for tag in shared], np.intp))
        own = [tag for tag in tracks.tag_names if tag in columns and tag not in published]
        own_tags[name] = {tag: view.of_tags(columns[tag]) for tag in own}
    return Stand(last_answer, tracks, shared, views, own_tags, logits, older)
