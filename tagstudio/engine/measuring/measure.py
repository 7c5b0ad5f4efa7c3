"""Measure tracks with the plugin that measures, in several processes, and store what it says.

Each process has one track at a time, so that a crash is that track's, and a track is one
transaction: a kill costs the tracks in flight, and the same call goes on where it stopped.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from tagstudio.audio.files.regular_file import shown
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.measuring.measurer_pool import MeasurerPool
from tagstudio.engine.plugins.answers import wrong_measurement
from tagstudio.engine.plugins.discovery import Plugin, find_plugins, usable_plugins
from tagstudio.engine.plugins.requirements import unmet
from tagstudio.engine.scanning.current_hash import current_hash
from tagstudio.library.db.database import Library
from tagstudio.library.models.models import Model
from tagstudio.library.search.pending import PendingTrack, still_the_same, unmeasured_tracks
from tagstudio.library.search.query import Query
from tagstudio.library.tracks import measurements
from tagstudio.library.tracks.content_key import same_recording
from tagstudio.library.tracks.folders import has_tracks
from tagstudio.library.tracks.known_files import files_of
from tagstudio.library.tracks.measurements import Measured
from tagstudio.plugin_api import Failure, Measurement, TrackRef
from tagstudio.plugin_api.manifest import MEASURER

CRASHES_IN_A_ROW = 5  # so many without an answer between: it is not the tracks
STARTING = message(
    "measure.starting", "starting the measuring; the first results take up to a minute"
)


@dataclass(frozen=True)
class MeasureOptions:
    """Which tracks: `again` measures those that are, `retry` tries failed ones once more."""

    again: bool = False
    retry: bool = False


@dataclass
class MeasureReport:
    """The number of tracks measured, failed files; `is_empty`: the library has no tracks."""

    measured: int = 0
    problems: list[Problem] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)
    is_empty: bool = False


def measurer() -> Plugin:
    """Return the plugin that measures tracks; raise TagStudioError, with the reason, for none."""
    if found := usable_plugins(MEASURER):
        if found[0].manifest and (lacking := unmet(found[0].manifest)):
            raise TagStudioError(lacking)
        return found[0]
    off = [one.problem for one in find_plugins() if one.kind == MEASURER and one.problem]
    if off:
        raise TagStudioError(off[0])
    raise TagStudioError("measure.no-plugin", "No plugin that measures tracks is installed.")


def measure(
    library: Library,
    plugin: Plugin,
    where: Query | Collection[int],
    by_model: Model | None,
    options: MeasureOptions,
) -> Job[MeasureReport]:
    """Measure the tracks of a query, or with these ids, that `plugin` has not measured yet.

    Tags in a query are those that `by_model` suggests. Raises TagStudioError when the plugin does
    not work.
    """
    version = plugin.manifest.version if plugin.manifest else ""
    report = MeasureReport()
    with library.read() as connection:
        pending = unmeasured_tracks(
            connection,
            plugin.name,
            version,
            where,
            by_model,
            again=options.again,
            retry=options.retry,
        )
        report.is_empty = not pending and not has_tracks(connection)
    if not pending:
        return report
    yield Progress(0, len(pending), STARTING, so_far=report)
    run = _Run(library, plugin.name, version, pending, report)
    with MeasurerPool(plugin) as pool:
        for result in pool.results([_reference(track) for track in pending]):
            if result is not None:
                run.take(result)
            yield Progress(run.done, len(pending), so_far=report)
        report.notices += pool.complaints()
    return report


class _Run:
    """One run over pending tracks, whose results go into `report` and the library."""

    def __init__(
        self,
        library: Library,
        plugin: str,
        version: str,
        pending: Sequence[PendingTrack],
        report: MeasureReport,
    ) -> None:
        self._library = library
        self._plugin, self._version = plugin, version
        self._pending = {track.track_id: track for track in pending}
        self._asked = {track.track_id: track.content_hash for track in pending}
        self._report = report
        self._crashes = 0
        self.done = 0

    def take(self, result: Measurement | Failure) -> None:
        """Store a result, and count it."""
        self.done += 1
        track = self._pending[result.track_id]
        if isinstance(result, Measurement) and (wrong := wrong_measurement(self._plugin, result)):
            result = Failure(result.track_id, "bad_answer", wrong)
        self._count_crash(result)
        with self._library.write() as connection:
            if not still_the_same(connection, self._asked, [track.track_id]):
                return
            if isinstance(result, Measurement) and not self._holds_it(connection, track):
                self._problem(track, "changed", _another_recording(track.path))
                return
            if isinstance(result, Measurement):
                found = {track.track_id: _measured(result)}
                measurements.store(connection, self._plugin, self._version, found)
            elif result.code != "missing":  # the scan deals with a file that is gone
                measurements.store_failure(
                    connection,
                    (self._plugin, self._version),
                    track.track_id,
                    result.code,
                    result.message,
                )
        if isinstance(result, Failure):
            self._problem(track, result.code, result.message)
        else:
            self._report.measured += 1

    def _problem(self, track: PendingTrack, code: str, reason: Message) -> None:
        self._report.problems.append(Problem(track.path, code, reason))

    def _count_crash(self, result: Measurement | Failure) -> None:
        is_crash = isinstance(result, Failure) and result.code == "crashed"
        self._crashes = self._crashes + 1 if is_crash else 0
        if self._crashes > CRASHES_IN_A_ROW and isinstance(result, Failure):
            raise TagStudioError(
                "measure.crashes",
                "{crash} It did so again and again, so the run was ended.",
                crash=result.message,
            )

    def _holds_it(self, connection: Connection, track: PendingTrack) -> bool:
        """Tell whether the file holds the recording of the last scan, as far as can be told."""
        known = files_of(connection, [track.track_id])[track.track_id]
        return same_recording(current_hash(track.path, known), known.content_hash)


def _reference(track: PendingTrack) -> TrackRef:
    return TrackRef(track.track_id, track.path, track.seconds)


def _measured(result: Measurement) -> Measured:
    return Measured(
        result.bpm,
        result.other_bpm,
        result.bpm_confidence,
        result.key,
        result.key_confidence,
        result.loudness,
        result.loudness_range,
        result.true_peak,
    )


def _another_recording(path: str) -> Message:
    return message(
        "measure.another-recording",
        "{path} does not hold the recording of the last scan. Scan its folder, then measure again.",
        path=shown(path),
    )
