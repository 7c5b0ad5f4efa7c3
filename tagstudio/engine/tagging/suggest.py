"""Suggest: predict the scores of tracks that have none by a model yet, and store them.

A kill costs the batch in flight (`suggestion_run`), and the same call goes on where it stopped: a
track is pending until it has a row of scores or a failure.
"""

from collections.abc import Collection, Sequence
from contextlib import nullcontext
from itertools import groupby

from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.core.settings import AUTO
from tagstudio.engine.cluster.cluster_process import ClusterProcess
from tagstudio.engine.plugins import installed_models
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.plugins.members import register_with_members, registered_members
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.engine.tagging import library_thresholds, member_scales
from tagstudio.engine.tagging.cluster_run import run_of
from tagstudio.engine.tagging.suggestion_run import (
    RunPlan,
    SuggestOptions,
    SuggestReport,
)
from tagstudio.library.db.database import Library
from tagstudio.library.models import models, score_columns, suggestions
from tagstudio.library.models.suggestions import HeardFeatures
from tagstudio.library.search.pending import PendingTrack, pending_tracks
from tagstudio.library.search.query import Query
from tagstudio.library.similar.keep_up import LEFT, keep_up
from tagstudio.library.tracks import track_columns
from tagstudio.library.tracks.folders import has_tracks
from tagstudio.plugin_api import TrackRef

__all__ = ["SuggestOptions", "SuggestReport", "suggest", "suggest_for"]

STARTING = message("suggest.starting", "starting the tagger")


def suggest(  # noqa: PLR0913, PLR0917 - what is heard and how, and who hears
    library: Library,
    model: InstalledModel,
    query: Query,
    options: SuggestOptions,
    saying: Message | str = "",
    cluster: ClusterProcess | None = None,
) -> Job[SuggestReport]:
    """Suggest tags for the tracks that match `query` and have none from `model` yet.

    A track with features from a model of the same feature extractor is scored from these, without
    decoding it again, unless `options.again`. `saying` goes with the progress. With a `cluster`
    that hears. Raises TagStudioError when the tagger does not work.
    """
    registered = register_with_members(library, model)
    with library.read() as connection:
        pending = pending_tracks(connection, registered.id, query, options.again, options.retry)
        is_empty = not pending and not has_tracks(connection)
        elsewhere = installed_models.learned_elsewhere(connection, model)
        members = registered_members(connection, model.info)
    plan = RunPlan(registered, options, pending, saying=saying, members=members)
    report = yield from _suggest(library, model, plan, cluster)
    report.is_empty = is_empty
    if elsewhere:
        report.notices.append(elsewhere)
    return report


def suggest_for(
    library: Library,
    model: InstalledModel,
    track_ids: Collection[int],
    device: str = AUTO,
    *,
    to_learn_from: bool = False,
) -> Job[SuggestReport]:
    """Suggest tags for those of `track_ids` that have none from `model` yet.

    As many windows of a track are scored as any model has heard of it: scores of two versions are
    alike in that. `to_learn_from` includes those whose features are not stored, as after a
    restore: copies of a library hold none.
    """
    registered = register_with_members(library, model)
    with library.read() as connection:
        members = registered_members(connection, model.info)
        pending = pending_tracks(connection, registered.id, track_ids)
        if to_learn_from and model.info.feature_shape:
            lacking = suggestions.without_features(
                connection, model.info.feature_digest, track_ids, model.info.feature_shape
            )
            known = {track.track_id for track in pending}
            again = pending_tracks(connection, registered.id, lacking, again=True)
            pending += [track for track in again if track.track_id not in known]
        windows = suggestions.windows_heard(connection, [track.track_id for track in pending])
    pending = [track._replace(windows=windows.get(track.track_id, 1)) for track in pending]
    plan = RunPlan(registered, SuggestOptions(device), pending, members=members)
    return (yield from _suggest(library, model, plan))


def _suggest(
    library: Library, model: InstalledModel, plan: RunPlan, cluster: ClusterProcess | None = None
) -> Job[SuggestReport]:
    complete_columns(library, plan)  # what a kill or damage left
    report = SuggestReport(model.info.name)
    pending = sorted(plan.pending, key=_windows)  # a stable sort: by path within each number
    if not pending:
        renew_thresholds(library, plan, scored=0)
        return report
    yield Progress(0, len(pending), STARTING, so_far=report)
    with nullcontext(cluster) if cluster else TaggerProcess(model.plugin) as tagger:
        run = run_of(library, tagger, plan, report)
        start = 0
        while request := pending[start : start + run.request_size]:
            start += len(request)
            heard = {} if plan.options.again else heard_before(library, model, request)
            lacking = [track for track in request if track.track_id not in heard]
            for windows, tracks in groupby(lacking, _windows):
                asked = [reference(track) for track in tracks]
                yield from run.predict(asked, max(windows, plan.options.windows))
            known = [reference(track) for track in request if track.track_id in heard]
            yield from run.predict_from_features(model.info, known, heard)
            keep_up(library, LEFT)
    report.notices += tagger.complaints
    complete_columns(library, plan)
    renew_thresholds(library, plan, report.suggested)
    return report


def _windows(track: PendingTrack) -> int:
    return track.windows


def reference(track: PendingTrack, features: bytes = b"") -> TrackRef:
    """Return a track as the tagger is asked about it, with the features of its centre if known."""
    return TrackRef(track.track_id, track.path, track.seconds, features)


def complete_columns(library: Library, plan: RunPlan) -> None:
    """Write the columns of scores that are left to write, of the model and of its members.

    And those of the tracks, and the vectors by which tracks alike are found.
    """
    with library.write() as connection:
        for model in plan.all_models:
            score_columns.complete(connection, model.id)
    for _ in track_columns.complete(library):
        pass
    keep_up(library)


def renew_thresholds(library: Library, plan: RunPlan, scored: int) -> None:
    """Derive the thresholds that follow from the library; all of them when tracks were scored.

    Those of the members, too, and how these compare with the joint model.
    """
    with library.write() as connection:
        for model in plan.all_models:
            current = models.model(connection, model.id)
            if scored or all(tag.library_rule is None for tag in current.tags):
                library_thresholds.renew(connection, current)
            else:
                library_thresholds.renew_answered(connection, current)
        member_scales.renew(connection, models.model(connection, plan.model.id))


def heard_before(
    library: Library, model: InstalledModel, request: Sequence[PendingTrack]
) -> dict[int, HeardFeatures]:
    """Return the stored features of tracks of `request`, by track id."""
    if model.plugin.manifest is None or not model.plugin.manifest.reads_examples:
        return {}
    with library.read() as connection:
        return suggestions.heard_by_digest(
            connection,
            model.info.feature_digest,
            [track.track_id for track in request],
            model.info.feature_shape,
        )
