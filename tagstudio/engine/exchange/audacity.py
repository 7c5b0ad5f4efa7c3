"""Label tracks of Audacity: lines of start, end and text, a file per track.

A label is of the whole track, or, where it is asked for, of each passage in which the tag timeline
reaches the tag's threshold: that of an answer yes is then marked as heard there, for it is of the
whole track all the same. Answers to parts of the track are labels of these parts. Several tracks
are an archive of files, with a list that says what labels cannot: which file is of which track, who
answered, and when.
"""

import json
import shutil
from collections.abc import Iterator
from itertools import pairwise
from tempfile import SpooledTemporaryFile
from zipfile import ZIP_DEFLATED, ZipFile

from tagstudio.engine.correcting.labels.archive import LIST
from tagstudio.engine.correcting.labels.audacity import HEARD, text_of
from tagstudio.engine.correcting.labels.json_lines import PARTS
from tagstudio.engine.exchange.writer import (
    Target,
    TrackWriter,
    check_one,
    member_name,
    part_dict,
)
from tagstudio.engine.tagging.tag_timeline import TagTimeline
from tagstudio.library.views.export import Row, fact_dict, tag_dict, wanted
from tagstudio.library.views.tag_states import Tagging

SUFFIX = ".txt"
_HELD = 1 << 20  # bytes of the list that are held in memory; more are put aside


class AudacityWriter(TrackWriter):
    """A label track, or an archive of them."""

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        check_one(target, SUFFIX)
        self._archive = None
        self._count = 0
        self._list = SpooledTemporaryFile(_HELD)  # noqa: SIM115 - closed in `finish`
        if target.is_archive:
            self._archive = ZipFile(target.file, "w", ZIP_DEFLATED)

    def add(self, row: Row) -> None:
        """Write the labels of a track."""
        track, taggings = row
        model, options = self.target.model, self.target.options
        found = list(wanted(taggings, options.every))
        timeline = self.target.heard(track) if options.heard else None
        columns = {tag.name: place for place, tag in enumerate(model.tags)} if model else {}
        lines = [
            _line(start, end, state, one.tag)
            for one in found
            for state, start, end in _labels(
                one, columns.get(one.tag), timeline, track.seconds or 0.0
            )
        ]
        parts = self.target.parts(track)
        lines += [
            _line(one.stretch.start, one.stretch.end, one.state, one.exported_as) for one in parts
        ]
        content = "".join(lines).encode()
        if self._archive is None:
            self.target.file.write(content)
            return
        self._count += 1
        name = member_name(self._count, track.path, SUFFIX)
        self._archive.writestr(name, content)
        tags = [tag_dict(one, model) for one in found]
        listed = {"labels": name, **fact_dict(track), "tags": tags}
        if parts:
            listed[PARTS] = [part_dict(one) for one in parts]
        self._list.write(f"{json.dumps(listed)}\n".encode())

    def finish(self) -> None:
        """Write the archive's list of tracks."""
        if self._archive is not None:
            self._list.seek(0)
            with self._archive.open(LIST, "w", force_zip64=True) as member:
                shutil.copyfileobj(self._list, member)
            self._archive.close()
        self._list.close()


def _state(one: Tagging) -> str:
    return "suggested" if one.state == "unseen" else one.state


def _line(start: float, end: float, state: str, tag: str) -> str:
    return f"{start:.6f}\t{end:.6f}\t{text_of(state, tag)}\n"


def _labels(
    one: Tagging, column: int | None, timeline: TagTimeline | None, seconds: float
) -> Iterator[tuple[str, float, float]]:
    """Yield state and place of the labels of a tag: where it is heard, or all of the track."""
    state = _state(one)
    found = []
    if timeline is not None and column is not None and one.threshold is not None and state != "no":
        found = heard_passages(timeline, column, one.threshold, seconds)
    if not found:
        yield state, 0.0, seconds
    for start, end in found:
        yield HEARD if state == "yes" else state, start, end


def heard_passages(
    timeline: TagTimeline, column: int, threshold: float, seconds: float
) -> list[tuple[float, float]]:
    """Return from where to where a tag's score reaches the threshold, in seconds.

    A window speaks for the time around its middle, up to half way to those beside it; the first
    and the last one also for what lies outside.
    """
    centres = [float(one) for one in timeline.centres]
    borders = [(left + right) / 2 for left, right in pairwise(centres)]
    end = max(seconds, centres[-1])
    parts = list(zip([0.0, *borders], [*borders, end], strict=True))
    passages: list[tuple[float, float]] = []
    for (start, stop), score in zip(parts, timeline.scores[:, column], strict=True):
        if score < threshold:
            continue
        if passages and passages[-1][1] == start:
            passages[-1] = (passages[-1][0], stop)
        else:
            passages.append((start, stop))
    return passages
