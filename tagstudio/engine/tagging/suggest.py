"""Suggest: let a tagger listen to the tracks it has not heard yet, and keep what it says.

Every batch the tagger gives is one transaction, so a kill costs the batch in flight and the same
call goes on where it stopped. A track that takes the tagger's process down is found by giving it
the rest of the request one track at a time; it is marked as failed, and the others go on.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import to_text
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.plugins import installed_models
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.plugins.tagger_process import TaggerCrashed, TaggerProcess
from tagstudio.library.db.database import Library
from tagstudio.library.models import suggestions
from tagstudio.library.models.models import Model
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.search.pending import PendingTrack, pending_tracks
from tagstudio.library.search.query import Query
from tagstudio.plugin_api import Failure, ModelInfo, Notice, Prediction, PredictOptions, TrackRef

REQUEST = 256  # tracks per request to the tagger
CRASHES_IN_A_ROW = 5  # so many without an answer between: it is not the tracks

Answer = Prediction | Failure


@dataclass(frozen=True)
class SuggestOptions:
    """How to suggest: `again` renews what is there, `retry` tries failed tracks once more."""

    device: str = "auto"
    windows: int = 1
    again: bool = False
    retry: bool = False


@dataclass
class SuggestReport:
    """What came of it: the model, tracks heard, the files that failed, the tagger's notices."""

    model: str
    suggested: int = 0
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def suggest(
    library: Library, model: InstalledModel, query: Query, options: SuggestOptions
) -> Job[SuggestReport]:
    """Suggest tags for the tracks that match `query` and have none from `model` yet.

    A track whose features a model that hears alike has given is scored from these, without being
    listened to again, unless `options.again`. Raises TagStudioError when the tagger does not work.
    """
    with library.write() as connection:
        known = installed_models.register(connection, model)
        waiting = pending_tracks(connection, known.id, query, options.again, options.retry)
    return (yield from _suggest(library, model, known, waiting, options))


def suggest_for(
    library: Library, model: InstalledModel, track_ids: Collection[int], device: str = "auto"
) -> Job[SuggestReport]:
    """Suggest tags for those of the tracks named that have none from `model` yet."""
    with library.write() as connection:
        known = installed_models.register(connection, model)
        waiting = pending_tracks(connection, known.id, track_ids)
    return (yield from _suggest(library, model, known, waiting, SuggestOptions(device)))


def _suggest(
    library: Library,
    model: InstalledModel,
    known: Model,
    waiting: Sequence[PendingTrack],
    options: SuggestOptions,
) -> Job[SuggestReport]:
    report = SuggestReport(model.info.name)
    if not waiting:
        return report
    yield Progress(0, len(waiting), "starting the tagger")
    with TaggerProcess(model.plugin) as tagger:
        run = _Run(library, tagger, known, options, report, len(waiting))
        for start in range(0, len(waiting), REQUEST):
            request = [TrackRef(*track) for track in waiting[start : start + REQUEST]]
            features = {} if options.again else _features(library, model, request)
            yield from run.hear([track for track in request if track.id not in features])
            yield from run.recall(model.info, [t for t in request if t.id in features], features)
    return report


def _features(
    library: Library, model: InstalledModel, request: Sequence[TrackRef]
) -> dict[int, bytes]:
    """Return the features that are there already for tracks of `request`."""
    with library.read() as connection:
        return suggestions.features_by_digest(
            connection, model.info.feature_digest, [track.id for track in request]
        )


class _Run:
    """One run over the waiting tracks."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of one run, named once
        self,
        library: Library,
        tagger: TaggerProcess,
        model: Model,
        options: SuggestOptions,
        report: SuggestReport,
        total: int,
    ) -> None:
        self._library = library
        self._tagger = tagger
        self._model = model
        self._options = PredictOptions(model.name, options.device, options.windows)
        self._report = report
        self._total = total
        self._answered = 0
        self._crashes = 0

    def hear(self, request: Sequence[TrackRef]) -> Job[None]:
        """Get an answer for every track of `request`, through crashes of the tagger."""
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

    def recall(
        self, info: ModelInfo, request: Sequence[TrackRef], features: Mapping[int, bytes]
    ) -> Job[None]:
        """Get scores for the tracks of `request` from their features."""
        if not request:
            return
        from tagstudio.engine.training.training_set import unanswered_examples

        with TemporaryDirectory(prefix="tagstudio-") as folder:
            file = Path(folder) / "examples.npz"
            unanswered_examples(info, request, features).save(file)
            stream = self._tagger.stream(
                "score", examples=file, model=info.name, device=self._options.device
            )
            yield from self._collect(stream, request, {track.id: track for track in request})

    def _ask(self, asked: list[TrackRef], unanswered: dict[int, TrackRef]) -> Job[None]:
        stream = self._tagger.stream("predict", tracks=asked, options=self._options)
        yield from self._collect(stream, asked, unanswered)

    def _collect(
        self,
        stream: Iterator[Sequence[Answer | Notice]],
        asked: Sequence[TrackRef],
        unanswered: dict[int, TrackRef],
    ) -> Job[None]:
        """Keep what the tagger says, batch by batch; a track it passes over has failed."""
        for step in stream:
            answers = [self._checked(answer) for answer in self._without_notices(step)]
            self._keep(answers, unanswered)
            yield Progress(self._answered, self._total)
        silent = [track for track in asked if track.id in unanswered]
        self._keep(
            [Failure(track.id, "no_answer", "The tagger gave no answer.") for track in silent],
            unanswered,
        )

    def _without_notices(self, step: Sequence[Answer | Notice]) -> list[Answer]:
        for item in step:
            if isinstance(item, Notice) and item.text not in self._report.notices:
                self._report.notices.append(item.text)
        return [item for item in step if not isinstance(item, Notice)]

    def _checked(self, answer: Answer) -> Answer:
        """Return the answer, or a Failure in place of scores that cannot be the model's."""
        if isinstance(answer, Failure):
            return answer
        fits = len(answer.scores) == len(self._model.tags)
        if fits and all(0.0 <= score <= 1.0 for score in answer.scores):
            return answer
        return Failure(answer.track_id, "bad_answer", "The tagger gave scores that make no sense.")

    def _keep(self, answers: list[Answer], unanswered: dict[int, TrackRef]) -> None:
        """Store the answers in one transaction; one to a track that was not asked is dropped."""
        answers = [answer for answer in answers if answer.track_id in unanswered]
        if not answers:
            return
        heard = [answer for answer in answers if isinstance(answer, Prediction)]
        failed = [answer for answer in answers if isinstance(answer, Failure)]
        windows = self._options.windows
        with self._library.write() as connection:
            suggestions.store(
                connection, self._model.id, [_scored(answer, windows) for answer in heard]
            )
            suggestions.store_failures(
                connection,
                self._model.id,
                [(f.track_id, f.code, to_text(f.message)) for f in failed],
            )
        self._crashes = 0
        self._answered += len(answers)
        self._report.suggested += len(heard)
        self._report.problems += _problems(failed, unanswered)
        for answer in answers:
            del unanswered[answer.track_id]

    def _count_crash(self, crash: TaggerCrashed) -> None:
        self._crashes += 1
        if self._crashes > CRASHES_IN_A_ROW:
            raise TagStudioError(f"{crash} It did so again and again, so the run was ended.")

    def _give_up(
        self, track: TrackRef, crash: TaggerCrashed, unanswered: dict[int, TrackRef]
    ) -> None:
        crashes = self._crashes
        self._keep([Failure(track.id, "crashed", str(crash))], unanswered)
        self._crashes = crashes  # a track given up is no sign of life


def _scored(answer: Prediction, windows: int) -> Scored:
    return Scored(answer.track_id, answer.scores, answer.features, windows, answer.partial)


def _problems(failed: list[Failure], tracks: Mapping[int, TrackRef]) -> list[Problem]:
    return [Problem(tracks[f.track_id].path, f.code, str(f.message)) for f in failed]
