"""Inference on one file, outside any library."""

from dataclasses import dataclass
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message
from tagstudio.engine.plugins.answers import wrong_scores
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.plugin_api import Failure, Notice, Prediction, PredictOptions, TrackRef


@dataclass(frozen=True)
class FilePrediction:
    """A model's scores of a file, one per tag in its order, and the plugin's notices.

    `features` are those of the windows one after another, as float16, b"" for none.
    """

    scores: tuple[float, ...]
    notices: tuple[Message, ...]
    features: bytes = b""


def predict_file(model: InstalledModel, file: Path, options: PredictOptions) -> FilePrediction:
    """Predict the scores of `file`; raise TagStudioError with the reason where that fails."""
    track = TrackRef(0, str(file))
    with TaggerProcess(model.plugin) as tagger:
        items = [
            item
            for step in tagger.stream("predict", tracks=[track], options=options)
            for item in (step if isinstance(step, tuple) else ())
        ]
    notices = [item.message for item in items if isinstance(item, Notice)]
    for item in items:
        if isinstance(item, Failure):
            raise TagStudioError(item.message)
        if isinstance(item, Prediction):
            if wrong := wrong_scores(model.plugin.name, item.scores, len(model.info.tags)):
                raise TagStudioError(wrong)
            return FilePrediction(item.scores, (*notices, *tagger.complaints), item.features)
    raise TagStudioError(
        "tagger.no-answer-for",
        "The plugin {name} gave no answer for {path}.",
        name=model.plugin.name,
        path=file,
    )
