"""What a model hears in the answered parts of tracks, for training.

The windows that a model hears of a track lie where its plugin puts them, and few parts hold one of
them. So a part is cut out and heard like a track of its own: every window lies inside it, whatever
the plugin. What was heard is kept in the cache by recording, stretch and feature extractor, so each
part is heard once (docs/decisions/0043-parts-of-tracks.md).
"""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from tagstudio.audio.decoding.cut_out import cut_out
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.core import paths
from tagstudio.core.files import replaced_atomically, trim_folder, written_if_possible
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.correcting.parts import parts_to_learn
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.plugins.answers import wrong_features
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.plugins.tagger_process import TaggerFailed, TaggerProcess
from tagstudio.engine.scanning.current_hash import current_hash
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import tracks
from tagstudio.library.tags.part_answers import SHORTEST_SECONDS, Stretch
from tagstudio.library.tracks.content_key import content_key
from tagstudio.library.tracks.known_files import KnownFile, files_of
from tagstudio.library.tracks.track_state import readable
from tagstudio.plugin_api import Failure, ModelInfo, Prediction, PredictOptions, TrackRef

WINDOWS = 3  # of a part that is longer than two of them
AT_ONCE = 16  # parts that are cut out and heard together
KEPT_BYTES = 256 << 20  # of what was heard, some 4 kB a window
HEARING = message("parts.hearing", "listening to parts of tracks")
NOT_THERE = message(
    "parts.not-there", "the file is missing, or holds another recording than at the last scan"
)
SILENT = message("parts.silent", "nothing can be heard there")


@dataclass(frozen=True)
class PartToHear:
    """A part with its answers, tag -> yes, and the track's file as of the last scan."""

    track_id: int
    stretch: Stretch
    answers: Mapping[int, bool]
    path: str
    file: KnownFile

    @property
    def key(self) -> bytes:
        """The content key of the track."""
        return content_key(self.file.content_hash, self.path)


@dataclass(frozen=True)
class HeardPart:
    """A part with its answers, and the features of its windows, one after another, as float16."""

    track_id: int
    path: str
    stretch: Stretch
    answers: Mapping[int, bool]
    features: bytes


@dataclass(frozen=True)
class PartCounts:
    """The numbers of answered parts, and of those that cannot be heard now."""

    parts: int
    out_of_reach: int


def answered_parts(connection: sa.Connection) -> list[PartToHear]:
    """Return the parts to learn from, by track and place."""
    found = parts_to_learn(connection)
    ids = {track_id for track_id, _ in found}
    files = files_of(connection, ids)
    query = sa.select(tracks.c.id, tracks.c.path).where(in_ids(tracks.c.id, ids))
    names = {row.id: row.path for row in connection.execute(query)}
    return [
        PartToHear(track_id, stretch, answers, names[track_id], files[track_id])
        for (track_id, stretch), answers in found.items()
    ]


def part_counts(connection: sa.Connection, info: ModelInfo | None) -> PartCounts:
    """Count the answered parts; those out of reach have no file and were not heard before."""
    parts = answered_parts(connection)
    ids = {part.track_id for part in parts}
    here = set(
        connection.scalars(sa.select(tracks.c.id).where(in_ids(tracks.c.id, ids), readable()))
    )
    lacking = [part for part in parts if part.track_id not in here]
    if info is not None:
        lacking = [part for part in lacking if _kept(info, part) is None]
    return PartCounts(len(parts), len(lacking))


def hear_parts(
    parts: Sequence[PartToHear], model: InstalledModel, device: str, tagger: TaggerProcess
) -> Job[tuple[list[HeardPart], list[Problem]]]:
    """Let a model hear those of the parts that it has not heard before.

    Returns what was heard, and why of other parts nothing was.
    """
    found: dict[int, bytes] = {}
    problems: list[Problem] = []
    info = model.info
    for number, part in enumerate(parts):
        if (kept := _kept(info, part)) is not None:
            found[number] = kept
    missing = [number for number in range(len(parts)) if number not in found]
    options = PredictOptions(info.name, device, WINDOWS)
    for first in range(0, len(missing), AT_ONCE):
        yield Progress(first, len(missing), HEARING)
        some = missing[first : first + AT_ONCE]
        with TemporaryDirectory(prefix="tagstudio-") as folder:
            cut = list(_cut(parts, some, Path(folder), problems))
            for result in _predictions(tagger, cut, options):
                part = parts[result.track_id]
                reason = _problem(model, result)
                if reason is None and isinstance(result, Prediction):
                    found[result.track_id] = result.features
                    _keep(info, part, result.features)
                else:
                    problems.append(_unheard(part, reason or SILENT))
    if missing:
        trim_folder(_folder(), KEPT_BYTES)
    heard = [
        HeardPart(part.track_id, part.path, part.stretch, part.answers, found[number])
        for number, part in enumerate(parts)
        if number in found
    ]
    return heard, problems


def _cut(
    parts: Sequence[PartToHear], numbers: Sequence[int], folder: Path, problems: list[Problem]
) -> Iterator[TrackRef]:
    """Yield the parts as files of their own; add those that cannot be cut out to `problems`."""
    for number in numbers:
        part, target = parts[number], folder / f"{number}.wav"
        there = current_hash(part.path, part.file)
        if part.file.missing or there is None or there != part.file.content_hash:
            problems.append(_unheard(part, NOT_THERE))
            continue
        try:
            seconds = cut_out(part.path, part.stretch.start, part.stretch.end, target)
        except UnreadableAudio as error:
            problems.append(_unheard(part, error.message))
            continue
        if seconds < min(SHORTEST_SECONDS, part.stretch.seconds) - 0.001:
            problems.append(_unheard(part, SILENT))
        else:
            yield TrackRef(number, str(target), seconds)


def _predictions(
    tagger: TaggerProcess, cut: Sequence[TrackRef], options: PredictOptions
) -> Iterator[Prediction | Failure]:
    """Yield one result for each part; where the tagger fails, they are heard one by one."""
    unanswered = {part.id: part for part in cut}
    alone = False
    while unanswered:
        asked = list(unanswered.values())[: 1 if alone else None]
        try:
            with closing(tagger.stream("predict", tracks=asked, options=options)) as stream:
                for step in stream:
                    for item in step if isinstance(step, tuple) else ():
                        if isinstance(item, Prediction | Failure) and item.track_id in unanswered:
                            del unanswered[item.track_id]
                            yield item
        except TaggerFailed as error:
            if alone:
                del unanswered[asked[0].id]
                yield Failure(asked[0].id, "crashed", error.message)
            alone = True
        else:
            for part in asked:
                if unanswered.pop(part.id, None):
                    yield Failure(part.id, "no_answer", SILENT)


def _problem(model: InstalledModel, result: Prediction | Failure) -> Message | None:
    """Return why a result teaches nothing, None for one that does."""
    if isinstance(result, Failure):
        return result.message
    if wrong := wrong_features(model.plugin.name, result, model.info):
        return wrong
    return None if result.features else SILENT


def _unheard(part: PartToHear, reason: Message) -> Problem:
    return Problem(part.path, "part_not_heard", reason)


def _folder() -> Path:
    return paths.cache_folder() / "parts"


def _cached(info: ModelInfo, part: PartToHear) -> Path:
    heard_by = hashlib.sha256(f"{info.feature_digest or info.sha256} {WINDOWS}".encode())
    name = f"{part.key.hex()}-{part.stretch.start_ms}-{part.stretch.end_ms}"
    return _folder() / heard_by.hexdigest()[:16] / name


def _kept(info: ModelInfo, part: PartToHear) -> bytes | None:
    """Return the features of a part that was heard before; None for another one."""
    size = 2 * math.prod(info.feature_shape)
    try:
        found = _cached(info, part).read_bytes()
    except OSError:
        return None
    return found if found and len(found) % size == 0 else None


def _keep(info: ModelInfo, part: PartToHear, features: bytes) -> None:
    cached = _cached(info, part)
    with written_if_possible(cached), replaced_atomically(cached) as temporary:
        temporary.write_bytes(features)
