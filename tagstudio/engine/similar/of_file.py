"""What a sound file outside the library sounds like, among the library's tracks."""

from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import AUTO
from tagstudio.engine.plugins.installed_models import InstalledModel, installed_models
from tagstudio.engine.tagging.predict_file import predict_file
from tagstudio.library.similar.sound_matrix import SoundMatrix
from tagstudio.library.similar.sounds import Floats, key_of, means_of_files
from tagstudio.plugin_api import PredictOptions


def vector_of_file(matrix: SoundMatrix, file: Path, windows: int, device: str = AUTO) -> Floats:
    """Return the vector (d,) of a sound file, heard by a model whose features the library has.

    Raises TagStudioError where none such is installed, or the file cannot be heard.
    """
    model = _listener(matrix)
    heard = predict_file(model, file, PredictOptions(model.info.name, device, windows))
    means = means_of_files([heard.features], matrix.listener.shape)
    vector: Floats = matrix.vectors.embedding.vectors(means)[0]
    return vector


def _listener(matrix: SoundMatrix) -> InstalledModel:
    for model in installed_models():
        digest = model.info.feature_digest or model.info.sha256
        if key_of(digest, model.info.feature_shape) == matrix.listener.key:
            return model
    raise TagStudioError(
        "similar.no-listener",
        "No model is installed that hears as the one by which the tracks of the library are"
        " compared. Name a track of the library, or suggest tags with an installed model.",
    )
