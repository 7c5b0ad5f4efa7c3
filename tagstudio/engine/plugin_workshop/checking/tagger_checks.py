"""`plugins test`: run a plugin in its process over synthesised sounds, and look at what it gives.

Models that it makes go into a folder of the checks alone. Each check that is not passed says what
was seen; after one that leaves nothing to look at, the rest is left out.
"""

import shutil
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message, plain
from tagstudio.engine.plugin_workshop.checking.learning_checks import check_learning
from tagstudio.engine.plugin_workshop.checking.measurer_checks import check_measurer
from tagstudio.engine.plugin_workshop.checking.sounds import TrialSounds, make_library, make_sounds
from tagstudio.engine.plugins.answers import wrong_features, wrong_models, wrong_scores
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.plugin_api import (
    Check,
    Failure,
    ModelInfo,
    Notice,
    Prediction,
    PredictOptions,
    TrackRef,
    read_manifest,
)
from tagstudio.plugin_api.manifest import MEASURER

TOLERANCE = 1e-6  # of scores of the same file, asked for twice
LEARNING_TRACKS = 24
CANCEL_SECONDS = 10.0  # on a busy machine; in daily use it is 2 s, and the process is ended then
AT_WORK_SECONDS = 1.0
CANCEL_TRACKS = 200  # so many that a tagger cannot be through with them before the cancel
DEVICE = "cpu"  # where the same sum has the same value twice

Result = Prediction | Failure


@dataclass(frozen=True)
class _Trial:
    """A plugin that runs, a model of it, and the sounds."""

    tagger: TaggerProcess
    info: ModelInfo
    sounds: TrialSounds


def plugin_in(folder: Path) -> Plugin:
    """Return the plugin in a folder that need not be installed; raise TagStudioError for none."""
    return Plugin(folder.name, folder, "folder", read_manifest(folder))


def check_tagger(folder: Path, model: str = "") -> Iterator[Check]:
    """Yield the checks of the tagger in `folder`, with its model `model`, else its first one.

    Of a measurer, which has no model, those of `measurer_checks`.
    """
    plugin = plugin_in(folder)
    with TemporaryDirectory(prefix="tagstudio-") as temporary:
        own = Path(temporary) / "models"
        _copy_models(plugin, own)
        tagger = TaggerProcess(plugin, own, cancel_seconds=CANCEL_SECONDS)
        with tagger:
            if plugin.kind == MEASURER:
                yield from check_measurer(tagger, Path(temporary))
            else:
                yield from _check_running(tagger, model, Path(temporary))
        yield _check("end", next(iter(tagger.complaints), None))


def _copy_models(plugin: Plugin, own: Path) -> None:
    """Bring the plugin's installed models into the folder of the checks."""
    kept = paths.models_folder(plugin.name)
    if kept.is_dir():
        shutil.copytree(kept, own)
    own.mkdir(exist_ok=True)


def _check_running(tagger: TaggerProcess, model: str, folder: Path) -> Iterator[Check]:
    try:
        found = tuple(tagger.call(asked) for asked in ("models", "damaged", "installable"))
    except TagStudioError as error:
        yield Check("start", False, error.message)
        return
    yield Check("start", True, "")
    wrong = wrong_models(tagger.plugin.name, *found) or _no_model(found[0], found[2], model)
    yield _check("models", wrong)
    if wrong:
        return
    infos: tuple[ModelInfo, ...] = found[0]
    info = next(one for one in infos if one.name == model or not model)
    (folder / "sounds").mkdir()
    trial = _Trial(tagger, info, make_sounds(folder / "sounds"))
    results = yield from _check_scores(trial)
    if results is None:
        return
    yield from _check_features(trial, results)
    yield _check("cancel", _wrong_cancel(trial))
    if info.feature_shape and tagger.plugin.manifest and tagger.plugin.manifest.reads_examples:
        (folder / "tracks").mkdir()
        files = make_library(folder / "tracks", LEARNING_TRACKS)
        predictions = [one for one in _ask(trial, files) if isinstance(one, Prediction)]
        yield from check_learning(tagger, info, predictions, folder)


def _no_model(models: Sequence[ModelInfo], names: Sequence[str], wanted: str) -> Message | None:
    if any(info.name == wanted or not wanted for info in models):
        return None
    return message(
        "check.no-model",
        "there is no model to try; install one first ({names}).",
        names=", ".join(names) or wanted,
    )


def _check_scores(trial: _Trial) -> Generator[Check, None, list[Prediction] | None]:
    """Yield the checks of the scores; return the predictions, None where there are none."""
    sounds = trial.sounds
    try:
        results = _ask(trial, sounds.all)
        again = _ask(trial, sounds.all)
    except TagStudioError as error:
        yield Check("scores", False, error.message)
        return None
    yield _check("one result per track", _wrong_number(results, len(sounds.all)))
    files = dict(enumerate(sounds.all))
    by_file = {files[one.track_id]: one for one in results if one.track_id in files}
    yield _check("scores", _wrong_scores(trial, by_file))
    yield _check("broken files", _wrong_broken(by_file, sounds))
    yield _check("same twice", _wrong_again(results, again))
    return [one for one in results if isinstance(one, Prediction)]


def _ask(trial: _Trial, files: Sequence[Path]) -> list[Result]:
    """Return what the tagger says of files; their places are the ids of the tracks."""
    tracks = [TrackRef(number, str(file)) for number, file in enumerate(files)]
    options = PredictOptions(trial.info.name, DEVICE)
    found: list[Result] = []
    for step in trial.tagger.stream("predict", tracks=tracks, options=options):
        items = step if isinstance(step, tuple) else (step,)
        for item in items:
            if isinstance(item, Prediction | Failure):
                found.append(item)
            elif not isinstance(item, Notice):
                raise TagStudioError(
                    "check.strange-step",
                    "predict yields {what}; it has to yield lists of Prediction, Failure and"
                    " Notice.",
                    what=type(item).__name__,
                )
    return found


def _wrong_number(results: Sequence[Result], count: int) -> Message | None:
    ids = [one.track_id for one in results]
    if sorted(ids) == list(range(count)):
        return None
    return message(
        "check.results",
        "{tracks} tracks were asked about: {missing} have no result, {twice} more than one, and"
        " {unknown} results are of tracks that nobody asked about.",
        tracks=count,
        missing=len(set(range(count)) - set(ids)),
        twice=sum(ids.count(number) > 1 for number in range(count)),
        unknown=sum(number not in range(count) for number in ids),
    )


def _wrong_scores(trial: _Trial, by_file: Mapping[Path, Result]) -> Message | None:
    for file in trial.sounds.heard:
        result = by_file.get(file)
        if isinstance(result, Failure):
            return message(
                "check.not-heard",
                "{file} can be decoded, but: {why}",
                file=file.name,
                why=result.message,
            )
    plugin, tags = trial.tagger.plugin.name, len(trial.info.tags)
    for result in by_file.values():
        if isinstance(result, Prediction) and (wrong := wrong_scores(plugin, result.scores, tags)):
            return wrong
    return None


def _wrong_broken(by_file: Mapping[Path, Result], sounds: TrialSounds) -> Message | None:
    scored = [file.name for file in sounds.broken if isinstance(by_file.get(file), Prediction)]
    if not scored:
        return None
    return message(
        "check.broken-scored",
        "{names} cannot be heard, but got scores. Yield a Failure for what cannot be decoded.",
        names=", ".join(scored),
    )


def _wrong_again(results: Sequence[Result], again: Sequence[Result]) -> Message | None:
    first = {one.track_id: one.scores for one in results if isinstance(one, Prediction)}
    second = {one.track_id: one.scores for one in again if isinstance(one, Prediction)}
    if first.keys() == second.keys() and all(
        _are_alike(first[number], second[number]) for number in first
    ):
        return None
    return message(
        "check.not-the-same", "the same files asked about twice have other scores the second time."
    )


def _are_alike(first: Sequence[float], second: Sequence[float]) -> bool:
    """Tell whether scores are the same but for rounding; no number is the same as no number."""
    return len(first) == len(second) and all(
        a == b or (isinstance(a, float) and isinstance(b, float) and abs(a - b) <= TOLERANCE)
        for a, b in zip(first, second, strict=True)
    )


def _check_features(trial: _Trial, results: Sequence[Prediction]) -> Iterator[Check]:
    plugin, info = trial.tagger.plugin.name, trial.info
    if not info.feature_shape and not any(one.features for one in results):
        yield Check("features", True, _NO_FEATURES)
        return
    wrong = next((w for one in results if (w := wrong_features(plugin, one, info))), None)
    if wrong is None and not all(one.features for one in results):
        wrong = message("check.no-features", "a track with scores has no features.")
    if wrong is None and not all(_is_finite(one.features) for one in results):
        wrong = message("check.features-not-finite", "features are not all finite numbers.")
    yield _check("features", wrong)


_NO_FEATURES = message(
    "check.without-features", "it keeps no features, so it cannot learn from answers."
)


def _is_finite(features: bytes) -> bool:
    return bool(np.isfinite(np.frombuffer(features, "<f2")).all())


def _wrong_cancel(trial: _Trial) -> Message | None:
    """Begin with many tracks, go away after the first step, and look whether the process lives."""
    files = [trial.sounds.heard[n % len(trial.sounds.heard)] for n in range(CANCEL_TRACKS)]
    tracks = [TrackRef(number, str(file)) for number, file in enumerate(files)]
    options = PredictOptions(trial.info.name, DEVICE)
    stream = trial.tagger.stream("predict", tracks=tracks, options=options)
    with closing(stream):
        next(stream, None)
        time.sleep(AT_WORK_SECONDS)  # until it is at work on the next step
    if trial.tagger.pid is not None:
        return None
    return message(
        "check.no-cancel",
        "it goes on after it was cancelled. Yield often: an empty list while a track takes long.",
    )


def _check(name: str, wrong: Message | None) -> Check:
    return Check(name, wrong is None, wrong or plain(""))
