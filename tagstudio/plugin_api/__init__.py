"""The interface between TagStudio and its plugins: frozen dataclasses and two base classes.

A `Tagger` gets a `TrackRef` and gives a `Prediction`, a `Measurer` a `Measurement`; neither sees
the database. The names below are the whole of the API; `docs/plugin-api.md` describes them.
"""

from tagstudio.plugin_api.hearing import Heard, Listening
from tagstudio.plugin_api.manifest import API_VERSION, MANIFEST_NAME, Manifest, read_manifest
from tagstudio.plugin_api.measurer import Measurement, Measurer
from tagstudio.plugin_api.tagger import Peer, PluginContext, Tagger
from tagstudio.plugin_api.types import (
    Check,
    DamagedModel,
    Epoch,
    Failure,
    LearnedFrom,
    Member,
    ModelInfo,
    NewModelOptions,
    Notice,
    Prediction,
    PredictOptions,
    ScoredClips,
    TagInfo,
    TrackRef,
    TrainOptions,
    WindowScores,
)

__all__ = [
    "API_VERSION",
    "MANIFEST_NAME",
    "Check",
    "DamagedModel",
    "Epoch",
    "Failure",
    "Heard",
    "LearnedFrom",
    "Listening",
    "Manifest",
    "Measurement",
    "Measurer",
    "Member",
    "ModelInfo",
    "NewModelOptions",
    "Notice",
    "Peer",
    "PluginContext",
    "PredictOptions",
    "Prediction",
    "ScoredClips",
    "TagInfo",
    "Tagger",
    "TrackRef",
    "TrainOptions",
    "WindowScores",
    "read_manifest",
]
