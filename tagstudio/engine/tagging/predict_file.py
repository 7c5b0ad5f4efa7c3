"""Let a model listen to one file, outside any library."""

from dataclasses import dataclass
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.plugin_api import Failure, Notice, Prediction, PredictOptions, TrackRef


@dataclass(frozen=True)
class FilePrediction:
    """What a model said of a file: a score per tag, in its order, and its notices."""

    scores: tuple[float, ...]
    notices: tuple[str, ...]


def predict_file(model: InstalledModel, file: Path, options: PredictOptions) -> FilePrediction:
    """Let `model` listen to `file`; raise TagStudioError with the reason if it cannot."""
    track = TrackRef(0, str(file))
    with TaggerProcess(model.plugin) as tagger:
        said = [
            item
            for step in tagger.stream("predict", tracks=[track], options=options)
            for item in step
        ]
    notices = tuple(item.text for item in said if isinstance(item, Notice))
    for item in said:
        if isinstance(item, Failure):
            raise TagStudioError(item.message)
        if isinstance(item, Prediction):
            return FilePrediction(item.scores, notices)
    raise TagStudioError(f"The plugin {model.plugin.name} gave no answer for {file}.")
