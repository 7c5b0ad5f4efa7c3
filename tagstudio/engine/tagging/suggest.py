"""Suggest: predict the scores of tracks that have none by a model yet, and store them.

Every batch that the tagger yields is one transaction, so a kill costs the batch in flight and the
same call goes on where it stopped: a track is pending until it has a row of scores or a failure.

A track that crashes the tagger's process is isolated by sending the unanswered rest of the request
one track at a time: the one in flight at the next crash is the culprit. It is stored as failed, and
the others go on. CRASHES_IN_A_ROW without any answer between mean that the tagger is broken, not
the tracks, and end the run.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tagstudio.audio.files.regular_file import shown
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.core.settings import AUTO
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.plugins import installed_models
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.plugins.tagger_process import TaggerCrashed, TaggerProcess
from tagstudio.engine.scanning.current_hash import current_hash
from tagstudio.engine.tagging import library_thresholds
from tagstudio.library.db.database import Library
from tagstudio.library.models import models, score_columns, suggestions
from tagstudio.library.models.models import Model
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.search.pending import PendingTrack, pending_tracks, still_the_same
from tagstudio.library.search.query import Query
from tagstudio.library.tracks.content_key import same_recording
from tagstudio.library.tracks.known_files import KnownFile, files_of
from tagstudio.library.tracks.tracks import correct_seconds
from tagstudio.plugin_api import Failure, ModelInfo, Notice, Prediction, PredictOptions, TrackRef

REQUEST = 256  # tracks per request to the tagger
CRASHES_IN_A_ROW = 5  # so many without an answer between: it is not the tracks

TrackResult = Prediction | Failure

NO_ANSWER = message("suggest.no-answer", "The tagger gave no answer.")
BAD_ANSWER = message("suggest.bad-answer", "The tagger gave scores that make no sense.")


@dataclass(frozen=True)
class SuggestOptions:
    """How to suggest: `again` renews existing scores, `retry` tries failed tracks once more."""

    device: str = AUTO
    windows: int = 1
    again: bool = False
    retry: bool = False


@dataclass
class SuggestReport:
    """The result: the model, the number of tracks scored, failed files, the tagger's notices.

    `partial` are the paths of those scored files of which only a part could be heard.
    """

    model: str
    suggested: int = 0
    problems: list[Problem] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)


def suggest(
    library: Library, model: InstalledModel, query: Query, options: SuggestOptions
) -> Job[SuggestReport]:
    """Suggest tags for the tracks that match `query` and have none from `model` yet.

    A track with features from a model of the same feature extractor is scored from these, without
    decoding it again, unless `options.again`. Raises TagStudioError when the tagger does not work.
    """
    with library.write() as connection:
        registered = installed_models.register_installed(connection, model)
        pending = pending_tracks(connection, registered.id, query, options.again, options.retry)
        elsewhere = installed_models.learned_elsewhere(connection, model)
    report = yield from _suggest(library, model, registered, pending, options)
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

    `to_learn_from` includes those whose features are not stored, as after a restore: copies of a
    library hold none.
    """
    with library.write() as connection:
        registered = installed_models.register_installed(connection, model)
        pending = pending_tracks(connection, registered.id, track_ids)
        if to_learn_from and model.info.feature_shape:
            lacking = suggestions.without_features(
                connection, model.info.feature_digest, track_ids, model.info.feature_shape
            )
            known = {track.track_id for track in pending}
            again = pending_tracks(connection, registered.id, lacking, again=True)
            pending += [track for track in again if track.track_id not in known]
    return (yield from _suggest(library, model, registered, pending, SuggestOptions(device)))


def _suggest(
    library: Library,
    model: InstalledModel,
    registered: Model,
    pending: Sequence[PendingTrack],
    options: SuggestOptions,
) -> Job[SuggestReport]:
    _complete_columns(library, registered)  # what a kill or damage left
    report = SuggestReport(model.info.name)
    if not pending:
        _renew_thresholds(library, registered, scored=0)
        return report
    yield Progress(0, len(pending), message("suggest.starting", "starting the tagger"))
    with TaggerProcess(model.plugin) as tagger:
        asked = {track.track_id: track.content_hash for track in pending}
        run = _Run(library, tagger, registered, options, report, asked)
        for start in range(0, len(pending), REQUEST):
            request = [
                TrackRef(track.track_id, track.path, track.seconds)
                for track in pending[start : start + REQUEST]
            ]
            features = {} if options.again else _features(library, model, request)
            yield from run.predict([track for track in request if track.id not in features])
            known = [track for track in request if track.id in features]
            yield from run.predict_from_features(model.info, known, features)
    _complete_columns(library, registered)
    _renew_thresholds(library, registered, report.suggested)
    return report


def _complete_columns(library: Library, model: Model) -> None:
    with library.write() as connection:
        score_columns.complete(connection, model.id)


def _renew_thresholds(library: Library, model: Model, scored: int) -> None:
    """Derive the thresholds that follow from the library; all of them when tracks were scored."""
    with library.write() as connection:
        current = models.model(connection, model.id)
        if scored or all(tag.library_rule is None for tag in current.tags):
            library_thresholds.renew(connection, current)
        else:
            library_thresholds.renew_answered(connection, current)


def _features(
    library: Library, model: InstalledModel, request: Sequence[TrackRef]
) -> dict[int, bytes]:
    """Return the stored features of tracks of `request`, by track id."""
    if model.plugin.manifest is None or not model.plugin.manifest.reads_examples:
        return {}
    with library.read() as connection:
        return suggestions.features_by_digest(
            connection,
            model.info.feature_digest,
            [track.id for track in request],
            model.info.feature_shape,
        )


class _Run:
    """One run over the pending tracks; `unanswered` are those of a request without a result yet.

    `asked` has the content hash of each track as the library knew it when the run began.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of one run, named once
        self,
        library: Library,
        tagger: TaggerProcess,
        model: Model,
        options: SuggestOptions,
        report: SuggestReport,
        asked: Mapping[int, bytes | None],
    ) -> None:
        self._library = library
        self._tagger = tagger
        self._model = model
        self._options = PredictOptions(model.name, options.device, options.windows)
        self._report = report
        self._asked = asked
        self._total = len(asked)
        self._answered = 0
        self._crashes = 0

    def predict(self, request: Sequence[TrackRef]) -> Job[None]:
        """Store a prediction or failure for every track of `request`, through crashes."""
        unanswered = {track.id: track for track in request}
        together = True
        while unanswered:
            asked = list(unanswered.values())[: None if together else 1]
            try:
                yield from self._ask(asked, unanswered)
            except TaggerCrashed as crash:
                self._count_crash(crash)
                if not together:
                    self._give_up(asked[0], crash, unanswered)
                together = False

    def predict_from_features(
        self, info: ModelInfo, request: Sequence[TrackRef], features: Mapping[int, bytes]
    ) -> Job[None]:
        """Store the scores of the tracks of `request`, computed from their features."""
        if not request:
            return
        from tagstudio.engine.tagging.feature_batch import unanswered_examples

        with TemporaryDirectory(prefix="tagstudio-") as folder:
            file = Path(folder) / "examples.npz"
            unanswered_examples(info, request, features).save(file)
            stream = self._tagger.stream(
                "score", examples=file, model=info.name, device=self._options.device
            )
            unanswered = {track.id: track for track in request}
            yield from self._collect(stream, request, unanswered, heard=False)

    def _ask(self, asked: list[TrackRef], unanswered: dict[int, TrackRef]) -> Job[None]:
        stream = self._tagger.stream("predict", tracks=asked, options=self._options)
        yield from self._collect(stream, asked, unanswered, heard=True)

    def _collect(
        self,
        stream: Iterator[Sequence[TrackResult | Notice]],
        asked: Sequence[TrackRef],
        unanswered: dict[int, TrackRef],
        *,
        heard: bool,
    ) -> Job[None]:
        """Store the results batch by batch; a track without any result has failed.

        `heard` results are of the files, and count only if these hold what the library knows.
        """
        for step in stream:
            results = [self._checked(result) for result in self._without_notices(step)]
            if heard:
                results = self._without_changed(results, unanswered)
            self._store(results, unanswered)
            yield Progress(self._answered, self._total, so_far=self._report)
        silent = [track for track in asked if track.id in unanswered]
        self._store([Failure(track.id, "no_answer", NO_ANSWER) for track in silent], unanswered)

    def _without_notices(self, step: Sequence[TrackResult | Notice]) -> list[TrackResult]:
        for item in step:
            if isinstance(item, Notice) and item.message not in self._report.notices:
                self._report.notices.append(item.message)
        return [item for item in step if not isinstance(item, Notice)]

    def _without_changed(
        self, results: list[TrackResult], unanswered: dict[int, TrackRef]
    ) -> list[TrackResult]:
        """Leave out predictions of files that hold another recording since the last scan.

        Such a track waits: the scan finds out where its recording is.
        """
        ids = [result.track_id for result in results if isinstance(result, Prediction)]
        with self._library.read() as connection:
            known = files_of(connection, ids)
        changed = {
            id
            for id in ids
            if id in unanswered and not _holds_same_recording(unanswered[id].path, known[id])
        }
        for id in changed:
            track = unanswered.pop(id)
            self._answered += 1
            reason = message(
                "suggest.another-recording",
                "{path} does not hold the recording of the last scan. Scan its folder, then"
                " suggest again.",
                path=shown(track.path),
            )
            self._report.problems.append(Problem(track.path, "changed", reason))
        return [result for result in results if result.track_id not in changed]

    def _checked(self, result: TrackResult) -> TrackResult:
        """Return the result, or a Failure in place of scores that cannot be the model's."""
        if isinstance(result, Failure):
            return result
        fits = len(result.scores) == len(self._model.tags)
        if fits and all(0.0 <= score <= 1.0 for score in result.scores):
            return result
        return Failure(result.track_id, "bad_answer", BAD_ANSWER)

    def _store(self, results: list[TrackResult], unanswered: dict[int, TrackRef]) -> None:
        """Store the results in one transaction, but for tracks that were not asked about.

        What was heard of a recording that a scan has found replaced meanwhile is dropped: the track
        is pending still.
        """
        answered = [result.track_id for result in results if result.track_id in unanswered]
        if not answered:
            return
        windows = self._options.windows
        with self._library.write() as connection:
            kept = still_the_same(connection, self._asked, answered)
            current = [result for result in results if result.track_id in kept]
            predictions = [result for result in current if isinstance(result, Prediction)]
            failures = [result for result in current if isinstance(result, Failure)]
            suggestions.store(
                connection, self._model.id, [_scored(one, windows) for one in predictions]
            )
            correct_seconds(
                connection, [(one.track_id, one.seconds) for one in predictions if one.seconds]
            )
            suggestions.store_failures(
                connection,
                self._model.id,
                # The scan deals with a file that is gone; when it is back, nothing has failed.
                [(f.track_id, f.code, f.message) for f in failures if f.code != "missing"],
            )
        self._crashes = 0
        self._answered += len(answered)
        self._report.suggested += len(predictions)
        self._report.problems += _problems(failures, unanswered)
        self._report.partial += [unanswered[p.track_id].path for p in predictions if p.partial]
        for track_id in answered:
            del unanswered[track_id]

    def _count_crash(self, crash: TaggerCrashed) -> None:
        self._crashes += 1
        if self._crashes > CRASHES_IN_A_ROW:
            raise TagStudioError(
                "suggest.crashes",
                "{crash} It did so again and again, so the run was ended.",
                crash=crash.message,
            )

    def _give_up(
        self, track: TrackRef, crash: TaggerCrashed, unanswered: dict[int, TrackRef]
    ) -> None:
        crashes = self._crashes
        self._store([Failure(track.id, "crashed", crash.message)], unanswered)
        self._crashes = crashes  # a track that was given up is no sign of life


def _holds_same_recording(path: str, known: KnownFile) -> bool:
    """Tell whether the file at `path` is not known to hold another recording than at the scan."""
    if not Path(path).exists():  # gone since it was heard
        return True
    return same_recording(current_hash(path, known), known.content_hash)


def _scored(prediction: Prediction, windows: int) -> Scored:
    return Scored(
        prediction.track_id, prediction.scores, prediction.features, windows, prediction.partial
    )


def _problems(failures: list[Failure], tracks: Mapping[int, TrackRef]) -> list[Problem]:
    return [Problem(tracks[f.track_id].path, f.code, f.message) for f in failures]
