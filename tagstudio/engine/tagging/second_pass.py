"""The second pass: listen more closely to tracks whose suggestions come from fewer windows.

The first pass over a library scores one window of each track, so that there is something to look at
soon. The second one raises the rest to the number wanted. What it has left to do is a query
(`pending.closer_tracks`), so it can be ended at any time and goes on where it stopped. A track on
which it fails keeps what it has.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import nullcontext
from dataclasses import replace
from itertools import islice

from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.cluster.cluster_process import ClusterProcess
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.plugins.members import register_with_members, registered_members
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.engine.tagging.cluster_run import cluster_of, run_of
from tagstudio.engine.tagging.suggest import (
    STARTING,
    complete_columns,
    heard_before,
    reference,
    renew_thresholds,
    suggest,
)
from tagstudio.engine.tagging.suggestion_run import (
    RunPlan,
    SuggestionRun,
    SuggestOptions,
    SuggestReport,
)
from tagstudio.library.db.database import Library
from tagstudio.library.search.pending import PendingTrack, closer_tracks
from tagstudio.library.search.query import ALL_TRACKS, Query
from tagstudio.library.similar.keep_up import LEFT, keep_up

SMALL_REQUEST = 16  # tracks, where others may have to go first at any time

FIRST = message("suggest.first-pass", "first pass: the middle of each track")
SECOND = message("suggest.second-pass", "second pass: listening more closely")


def suggest_in_two_passes(
    library: Library, model: InstalledModel, query: Query, options: SuggestOptions
) -> Job[SuggestReport]:
    """Suggest as `suggest` does, from one window of each track; then listen more closely.

    Where existing suggestions are renewed, all windows are heard at once.
    """
    with cluster_of(model, options) as cluster:
        if options.again or options.windows == 1:
            return (yield from suggest(library, model, query, options, cluster=cluster))
        middle = replace(options, windows=1)
        report = yield from suggest(library, model, query, middle, FIRST, cluster)
        return (
            yield from listen_closer(library, model, options, query, report=report, cluster=cluster)
        )


def listen_closer(  # noqa: PLR0913 - what is heard, and how it is watched
    library: Library,
    model: InstalledModel,
    options: SuggestOptions,
    query: Query = ALL_TRACKS,
    *,
    first: Callable[[], Collection[int]] | None = None,
    report: SuggestReport | None = None,
    cluster: ClusterProcess | None = None,
) -> Job[SuggestReport]:
    """Raise suggestions of `model` for the tracks of `query` to `options.windows` windows each.

    The newest tracks come first; those that `first` names before each request, even before these.
    With `first` the tagger works at low priority. Goes on with `report`, if there is one. With a
    `cluster` that hears. Raises TagStudioError when the tagger does not work.
    """
    report = report or SuggestReport(model.info.name)
    registered = register_with_members(library, model)
    with library.read() as connection:
        members = registered_members(connection, model.info)
        pending = closer_tracks(connection, registered.id, options.windows, query)
    if not pending:
        return report
    yield Progress(0, len(pending), STARTING, so_far=report)
    plan = RunPlan(registered, options, pending, second=True, saying=SECOND, members=members)
    left = {track.track_id: track for track in pending}
    here = TaggerProcess(model.plugin, is_quiet=first is not None)
    with nullcontext(cluster) if cluster else here as tagger:
        run = run_of(library, tagger, plan, report)
        while left:
            wanted, size = (first(), SMALL_REQUEST) if first else ((), run.request_size)
            yield from _hear(library, model, run, _take(left, wanted, size), options.windows)
            keep_up(library, LEFT)
    report.notices += [one for one in tagger.complaints if one not in report.notices]
    complete_columns(library, plan)
    renew_thresholds(library, plan, report.suggested)
    return report


def _hear(
    library: Library,
    model: InstalledModel,
    run: SuggestionRun,
    request: list[PendingTrack],
    windows: int,
) -> Job[None]:
    """Score the tracks of a request: from features if all windows are there, else by hearing."""
    heard = heard_before(library, model, request)
    enough = {track_id for track_id, one in heard.items() if one.windows >= windows}
    known = [reference(track) for track in request if track.track_id in enough]
    yield from run.predict_from_features(model.info, known, heard)
    centres = {track_id: one.centre for track_id, one in heard.items()}
    lacking = [track for track in request if track.track_id not in enough]
    asked = [reference(track, centres.get(track.track_id, b"")) for track in lacking]
    if asked:
        yield from run.predict(asked, windows)


def _take(left: dict[int, PendingTrack], wanted: Iterable[int], size: int) -> list[PendingTrack]:
    """Take the next tracks out of `left`: those that are wanted, then the others in order."""
    order = dict.fromkeys([*(id for id in wanted if id in left), *islice(left, size)])
    return [left.pop(id) for id in islice(list(order), size)]
