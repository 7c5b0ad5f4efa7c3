"""One run of the tagger over tracks whose scores are stored as they come.

Every batch that the tagger yields is one transaction, so a kill costs the batch in flight.

A track on which the tagger fails (its process crashes, or its code has a defect) is isolated by
sending the unanswered rest of the request one track at a time: the one in flight at the next
failure is the culprit. It is stored as failed, and the others go on. What the tagger says that is
no answer is left out, and named in the notices. CRASHES_IN_A_ROW without any answer between mean
that the tagger is broken, not the tracks, and end the run.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.core.settings import AUTO
from tagstudio.engine.cluster.cluster_settings import ClusterSettings
from tagstudio.engine.cluster.nodes import NodeReport
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.plugins.answers import (
    another_recording,
    no_answer,
    wrong_opinions,
    wrong_scores,
)
from tagstudio.engine.plugins.tagger_process import FLOOD_STEPS, TaggerFailed, TaggerProcess
from tagstudio.engine.scanning.current_hash import holds_same_recording
from tagstudio.library.db.database import Library
from tagstudio.library.models import suggestions
from tagstudio.library.models.models import Model
from tagstudio.library.models.opinions import store_opinions
from tagstudio.library.models.suggestions import HeardFeatures, Scored
from tagstudio.library.search.pending import PendingTrack, still_the_same
from tagstudio.library.tracks.known_files import files_of
from tagstudio.library.tracks.tracks import correct_seconds
from tagstudio.plugin_api import Failure, ModelInfo, Notice, Prediction, PredictOptions, TrackRef

CRASHES_IN_A_ROW = 5  # so many without an answer between: it is not the tracks
MOST_NOTICES = 20  # of a run, in its report
REQUEST = 256  # tracks per request to the tagger

TrackResult = Prediction | Failure


@dataclass(frozen=True)
class SuggestOptions:
    """How to suggest: `again` renews existing scores, `retry` tries failed tracks once more.

    `windows` is the number of windows of a track that are scored. `cluster` is the Ray cluster that
    hears, None for this machine alone.
    """

    device: str = AUTO
    windows: int = 1
    again: bool = False
    retry: bool = False
    cluster: ClusterSettings | None = None


@dataclass
class SuggestReport:
    """The result: the model, the number of tracks scored, failed files, the tagger's notices.

    `closer` is the number of tracks that were listened to more closely, having had suggestions
    before; `partial` are the paths of those files of which only a part could be heard. `is_empty`
    tells that the library has no tracks at all. `nodes` are those of the cluster that heard.
    """

    model: str
    suggested: int = 0
    problems: list[Problem] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    closer: int = 0
    is_empty: bool = False
    nodes: list[NodeReport] = field(default_factory=list)


@dataclass(frozen=True)
class RunPlan:
    """What a run is about: the registered `model`, how, and the tracks of the whole run.

    `members` are the registered members of a joint model in its order, None for one that the
    library does not know; what they say goes into the library with what the joint model says.

    A `second` pass improves scores that are there: a track on which it fails keeps them and counts
    as heard; of one whose file is gone nothing is said, as it lacks nothing. `saying` goes with
    each step of the progress.
    """

    model: Model
    options: SuggestOptions
    pending: Sequence[PendingTrack]
    second: bool = False
    saying: Message | str = ""
    members: Sequence[Model | None] = ()

    @property
    def all_models(self) -> list[Model]:
        """The model and its members that are known."""
        return [self.model, *(one for one in self.members if one is not None)]


class SuggestionRun:
    """One run over pending tracks, whose results go into `report` and the library."""

    def __init__(
        self, library: Library, tagger: TaggerProcess, plan: RunPlan, report: SuggestReport
    ) -> None:
        self._library = library
        self._tagger = tagger
        self._plan = plan
        self._model = plan.model
        self._plugin = tagger.plugin.name
        self._report = report
        self._asked = {track.track_id: track.content_hash for track in plan.pending}
        self._total = len(plan.pending)
        self._windows: Mapping[int, int] = {}  # of the tracks of the request
        self._answered = 0
        self._crashes = 0

    @property
    def request_size(self) -> int:
        """The number of tracks to ask about at a time."""
        return REQUEST

    def predict(self, request: Sequence[TrackRef], windows: int) -> Job[None]:
        """Store a prediction or failure for every track of `request`, through crashes."""
        self._windows = {track.id: windows for track in request}
        options = PredictOptions(self._model.name, self._plan.options.device, windows)
        unanswered = {track.id: track for track in request}
        together = True
        while unanswered:
            asked = list(unanswered.values())[: None if together else 1]
            try:
                stream = self._tagger.stream("predict", tracks=asked, options=options)
                yield from self._collect(stream, asked, unanswered, heard=True)
            except TaggerFailed as crash:
                self._count_crash(crash)
                if not together:
                    self._give_up(asked[0], crash, unanswered)
                together = False

    def predict_from_features(
        self,
        info: ModelInfo,
        request: Sequence[TrackRef],
        heard: Mapping[int, HeardFeatures],
    ) -> Job[None]:
        """Store the scores of the tracks of `request`, computed from their stored features."""
        if not request:
            return
        from tagstudio.engine.tagging.feature_batch import unanswered_examples

        self._windows = {track.id: heard[track.id].windows for track in request}
        features = {track.id: heard[track.id].features for track in request}
        with TemporaryDirectory(prefix="tagstudio-") as folder:
            file = Path(folder) / "examples.npz"
            unanswered_examples(info, request, features).save(file)
            device = self._plan.options.device
            stream = self._tagger.stream("score", examples=file, model=info.name, device=device)
            unanswered = {track.id: track for track in request}
            yield from self._collect(stream, request, unanswered, heard=False)

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
        idle, left = 0, len(unanswered)
        known = {track.id for track in asked}
        for step in stream:
            results = self._answers_of(step, known, unanswered)
            if heard:
                results = self._without_changed(results, unanswered)
            self._store(results, unanswered)
            yield Progress(self._answered, self._total, self._saying(), so_far=self._report)
            idle, left = (idle + 1 if left == len(unanswered) else 0), len(unanswered)
            if idle > FLOOD_STEPS:
                raise self._tagger.flooded()
        silent = [track for track in asked if track.id in unanswered]
        why = no_answer(self._plugin)
        self._store([Failure(track.id, "no_answer", why) for track in silent], unanswered)

    def _saying(self) -> Message | str:
        """Return what goes with the progress."""
        return self._plan.saying

    def _answers_of(
        self, step: object, known: Set[int], unanswered: Mapping[int, TrackRef]
    ) -> list[TrackResult]:
        """Return the results of a step for tracks that wait for one; keep its notices.

        `known` are the tracks that were asked about.

        A second result for a track, one for a track that nobody asked about, and what is no result
        at all are left out, and the plugin is named.
        """
        items = step if isinstance(step, tuple) else (step,)
        results: dict[int, TrackResult] = {}
        for item in items:
            if isinstance(item, Notice):
                self._note(item.message)
            elif not isinstance(item, Prediction | Failure) or item.track_id not in known:
                self._note(_no_result(self._plugin))
            elif item.track_id in results or item.track_id not in unanswered:
                self._note(_second_result(self._plugin))
            else:
                results[item.track_id] = self._checked(item)
        return list(results.values())

    def _note(self, notice: Message) -> None:
        notices = self._report.notices
        if len(notices) < MOST_NOTICES and notice not in notices:
            notices.append(notice)

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
            if id in unanswered and not holds_same_recording(unanswered[id].path, known[id])
        }
        return self._leave(changed, results, unanswered)

    def _leave(
        self,
        changed: Collection[int],
        results: list[TrackResult],
        unanswered: dict[int, TrackRef],
    ) -> list[TrackResult]:
        """Say of tracks that their files hold another recording; return the other results."""
        for id in changed:
            track = unanswered.pop(id)
            self._answered += 1
            reason = another_recording(track.path)
            self._report.problems.append(Problem(track.path, "changed", reason))
        return [result for result in results if result.track_id not in changed]

    def _checked(self, result: TrackResult) -> TrackResult:
        """Return the result, or a Failure in place of scores that cannot be the model's."""
        if isinstance(result, Failure):
            return result
        given = [(self._model, result.scores)]
        members = self._plan.members
        if wrong := wrong_opinions(self._plugin, result.opinions, len(members)):
            return Failure(result.track_id, "bad_answer", wrong)
        if result.opinions:
            given += [
                (member, scores)
                for member, scores in zip(members, result.opinions, strict=True)
                if member is not None
            ]
        for model, scores in given:
            if wrong := wrong_scores(self._plugin, scores, len(model.tags)):
                return Failure(result.track_id, "bad_answer", wrong)
        return result

    def _store(self, results: list[TrackResult], unanswered: dict[int, TrackRef]) -> None:
        """Store the results in one transaction, but for tracks that were not asked about.

        What was heard of a recording that a scan has found replaced meanwhile is dropped: the track
        is pending still. Scores of more windows than these, which came meanwhile, stay.
        """
        answered = [result.track_id for result in results if result.track_id in unanswered]
        if not answered:
            return
        with self._library.write() as connection:
            kept = still_the_same(connection, self._asked, answered)
            if not self._plan.options.again:
                kept -= suggestions.heard_more(
                    connection, self._model.id, {id: self._windows[id] for id in kept}
                )
            current = [result for result in results if result.track_id in kept]
            predictions = [result for result in current if isinstance(result, Prediction)]
            failures = [result for result in current if isinstance(result, Failure)]
            scored = [_scored(one, self._windows[one.track_id]) for one in predictions]
            suggestions.store(connection, self._model.id, scored)
            self._store_opinions(connection, predictions)
            correct_seconds(
                connection, [(one.track_id, one.seconds) for one in predictions if one.seconds]
            )
            # The scan deals with a file that is gone; when it is back, nothing has failed.
            there = [failure for failure in failures if failure.code != "missing"]
            if self._plan.second:
                tried = {failure.track_id: self._windows[failure.track_id] for failure in there}
                suggestions.note_windows(connection, self._model.id, tried)
            else:
                suggestions.store_failures(
                    connection, self._model.id, [(f.track_id, f.code, f.message) for f in there]
                )
        self._crashes = 0
        self._answered += len(answered)
        self._count(predictions, there if self._plan.second else failures, unanswered)
        for track_id in answered:
            del unanswered[track_id]

    def _store_opinions(self, connection: Connection, predictions: list[Prediction]) -> None:
        """Store what the members of a joint model say, as suggestions of theirs."""
        for place, member in enumerate(self._plan.members):
            if member is not None:
                given = [
                    Scored(
                        one.track_id,
                        one.opinions[place],
                        windows=self._windows[one.track_id],
                        partial=one.partial,
                    )
                    for one in predictions
                    if one.opinions
                ]
                store_opinions(connection, member.id, given, again=self._plan.options.again)

    def _count(
        self,
        predictions: Sequence[Prediction],
        failures: list[Failure],
        tracks: Mapping[int, TrackRef],
    ) -> None:
        report = self._report
        if self._plan.second:
            report.closer += len(predictions)
        else:
            report.suggested += len(predictions)
        report.problems += _problems(failures, tracks)
        partial = [tracks[one.track_id].path for one in predictions if one.partial]
        report.partial += [path for path in partial if path not in report.partial]

    def _count_crash(self, crash: TaggerFailed) -> None:
        self._crashes += 1
        if self._crashes > CRASHES_IN_A_ROW:
            raise TagStudioError(
                "suggest.crashes",
                "{crash} It did so again and again, so the run was ended.",
                crash=crash.message,
            )

    def _give_up(
        self, track: TrackRef, crash: TaggerFailed, unanswered: dict[int, TrackRef]
    ) -> None:
        crashes = self._crashes
        self._store([Failure(track.id, "crashed", crash.message)], unanswered)
        self._crashes = crashes  # a track that was given up is no sign of life


def _are_of(model: Model, scores: Sequence[float]) -> bool:
    """Tell whether these can be scores of a model."""
    return len(scores) == len(model.tags) and all(0.0 <= score <= 1.0 for score in scores)


def _scored(prediction: Prediction, windows: int) -> Scored:
    return Scored(
        prediction.track_id, prediction.scores, prediction.features, windows, prediction.partial
    )


def _no_result(plugin: str) -> Message:
    return message(
        "suggest.no-result",
        "The plugin {plugin} gave results that belong to no track of the request; they are left"
        " out.",
        plugin=plugin,
    )


def _second_result(plugin: str) -> Message:
    return message(
        "suggest.second-result",
        "The plugin {plugin} gave more than one result for a track; the first one counts.",
        plugin=plugin,
    )


def _problems(failures: list[Failure], tracks: Mapping[int, TrackRef]) -> list[Problem]:
    return [Problem(tracks[f.track_id].path, f.code, f.message) for f in failures]
