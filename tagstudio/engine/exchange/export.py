"""Export of the tracks that a query finds, in one of the formats, a track at a time."""

from collections.abc import Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO

from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.core.settings import AUTO
from tagstudio.engine.artists.shown_names import names_of
from tagstudio.engine.correcting.parts import parts_of
from tagstudio.engine.exchange.formats import ExchangeFormat
from tagstudio.engine.exchange.writer import ExportOptions, Heard, Target
from tagstudio.engine.tagging.tag_timeline import TagTimeline, TagTimelines
from tagstudio.library.models.models import Model
from tagstudio.library.search.query import Query
from tagstudio.library.tracks.content_key import content_keys_of
from tagstudio.library.views import export as views
from tagstudio.library.views.browse import TrackRow, track_ids
from tagstudio.library.views.export import (
    Row,
    UnlistedTrack,
    playable,
    with_tags,
    without_left_alone,
)
from tagstudio.plugin_api import TrackRef

BY_TAG = frozenset({"csv", "xlsx"})  # formats with a row per track and tag
NOT_HEARD = message("export.not-heard", "no model is there, or the file is missing")


@dataclass
class ExportReport:
    """What was written: `count` tracks.

    A playlist cannot hold those `left_out`; of `unheard` nobody knows where their tags are heard.
    `untagged` tracks have no row in a table with one per tag.
    """

    count: int = 0
    untagged: int = 0
    left_out: list[UnlistedTrack] = field(default_factory=list)
    unheard: list[UnlistedTrack] = field(default_factory=list)


@dataclass(frozen=True)
class ExportPlan:
    """What is exported, and how: the tracks of a query, in an order, with the scores of a model.

    With `among` only those of them that have these ids.
    """

    file_format: ExchangeFormat
    query: Query
    model: Model | None
    sort: str = "path"
    options: ExportOptions = field(default_factory=ExportOptions)
    device: str = AUTO
    among: frozenset[int] | None = None


def export_tracks(
    connection: Connection, plan: ExportPlan, into: IO[bytes], place: Path | None
) -> Job[ExportReport]:
    """Write tracks to an open binary file that will be at `place`, and return what was written.

    Title and artist are those that lists show, in formats for people. What was left undecided on a
    reviewed track is assumed to be no, and is no suggestion here.
    Raises TagStudioError where the format cannot hold so many tracks.
    """
    found = track_ids(connection, plan.query, plan.model, plan.sort)
    if plan.among is not None:
        found = [id for id in found if id in plan.among]
    total = len(found)
    report = ExportReport()
    with ExitStack() as stack:
        heard: Heard = _unheard
        if plan.options.heard:
            heard = _listener(connection, plan, report, stack)
        target = Target(
            into,
            place,
            total,
            plan.model,
            plan.options,
            heard,
            lambda track: parts_of(connection, [track.id]),
        )
        writer = plan.file_format.writer(target)
        every = with_tags(connection, found, plan.model, tags=plan.file_format.tags)
        rows = without_left_alone(every)
        if not plan.file_format.is_for_programs:
            rows = _named(connection, rows)
        if plan.file_format.name == "m3u8":
            rows = playable(rows, report.left_out)
        for row in rows:
            writer.add(row)
            has_rows = plan.file_format.name not in BY_TAG or any(
                views.wanted(row[1], plan.options.every)
            )
            report.count += has_rows
            report.untagged += not has_rows
            yield Progress(report.count + report.untagged, total)
        writer.finish()
    return report


def _named(connection: Connection, rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows with title and artist as lists show them, where their files name none."""
    while page := list(islice(rows, views.PAGE)):
        names = names_of(connection, [track for track, _ in page])
        for track, taggings in page:
            known = names[track.id]
            by_file = known.origin in {None, "file"}
            artist = track.artist if by_file else known.artist
            yield replace(track, title=known.title, artist=artist), taggings


def _unheard(_: TrackRow) -> TagTimeline | None:
    return None


def _listener(
    connection: Connection, plan: ExportPlan, report: ExportReport, stack: ExitStack
) -> Heard:
    """Return what listens to a track along it; what cannot be heard is added to the report."""
    timelines = stack.enter_context(TagTimelines(plan.device))

    def heard(track: TrackRow) -> TagTimeline | None:
        if plan.model is None or track.missing_since is not None:
            report.unheard.append(UnlistedTrack(track.path, "missing", NOT_HEARD))
            return None
        key = content_keys_of(connection, [track.id])[track.id]
        try:
            return _last(
                timelines.compute(TrackRef(track.id, track.path, track.seconds), key, plan.model)
            )
        except TagStudioError as error:
            report.unheard.append(UnlistedTrack(track.path, "unheard", error.message))
            return None

    return heard


def _last(steps: Generator[TagTimeline | None, None, TagTimeline]) -> TagTimeline:
    """Return what a generator returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: TagTimeline = end.value
            return found
