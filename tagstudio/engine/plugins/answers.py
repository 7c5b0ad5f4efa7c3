"""Whether what a plugin answers can be what the API says; a plugin is foreign code.

Each function returns a sentence that names the plugin and what it did, None where nothing is wrong;
the last two say why a track has no scores though the plugin may have done nothing wrong.
"""

import math

from tagstudio.audio.files.regular_file import shown
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.musical_keys import KEYS
from tagstudio.plugin_api import DamagedModel, Measurement, ModelInfo, Prediction
from tagstudio.plugin_api.model_names import check_model_name


def wrong_scores(plugin: str, scores: object, tags: int) -> Message | None:
    """Say what is wrong with the scores of a track or window, which has one for each tag."""
    found = len(scores) if isinstance(scores, tuple) else 0
    if not isinstance(scores, tuple) or found != tags:
        return message(
            "answers.number-of-scores",
            "The plugin {plugin} gave {found} scores for the {tags} tags of its model.",
            plugin=plugin,
            found=found,
            tags=tags,
        )
    for score in scores:
        if not isinstance(score, int | float) or not 0.0 <= score <= 1.0:
            return message(
                "answers.score",
                "The plugin {plugin} gave a score that is no number from 0 to 1: {score}.",
                plugin=plugin,
                score="NaN" if score is None else repr(score),
            )
    return None


def wrong_opinions(plugin: str, opinions: object, members: int) -> Message | None:
    """Say what is wrong with the number of members that said something of a track."""
    found = len(opinions) if isinstance(opinions, tuple) else 0
    if found in {0, members}:
        return None
    return message(
        "answers.opinions",
        "The plugin {plugin} gave the scores of {found} members; its model has {members}.",
        plugin=plugin,
        found=found,
        members=members,
    )


def wrong_features(plugin: str, result: Prediction, info: ModelInfo) -> Message | None:
    """Say what is wrong with the features of a prediction: whole float16 maps of one shape."""
    size = 2
    for length in info.feature_shape:
        size *= length
    there = len(result.features) if isinstance(result.features, bytes) else -1
    fits = there == 0 or (bool(info.feature_shape) and there > 0 and there % size == 0)
    if fits:
        return None
    return message(
        "answers.features",
        "The plugin {plugin} gave features of {found} bytes, which are no whole maps of the shape"
        " {shape}.",
        plugin=plugin,
        found=there,
        shape="x".join(map(str, info.feature_shape)) or "()",
    )


def wrong_measurement(plugin: str, result: Measurement) -> Message | None:
    """Say what is wrong with the measures of a track: what can be no tempo, key or loudness."""
    levels = (result.loudness, result.loudness_range, result.true_peak)
    fits = (
        all(_lies_in(one, 0.1, 1000.0) for one in (result.bpm, result.other_bpm))
        and all(_lies_in(one, 0.0, 1.0) for one in (result.bpm_confidence, result.key_confidence))
        and all(_lies_in(one, -1000.0, 1000.0) for one in levels)
        and (result.key is None or result.key in KEYS)
    )
    if fits:
        return None
    return message(
        "measure.bad-answer",
        "The plugin {plugin} gave a tempo, key or loudness that can be none.",
        plugin=plugin,
    )


def _lies_in(number: object, low: float, high: float) -> bool:
    if number is None:
        return True
    return isinstance(number, int | float) and math.isfinite(number) and low <= number <= high


def wrong_models(plugin: str, models: object, damaged: object, names: object) -> Message | None:
    """Say what is wrong with the models that a plugin lists, and the names that it can install."""
    if not (
        _are(ModelInfo, models) and _are(DamagedModel, damaged) and _are(str, names)
    ):  # a generator's return, None, a plain list of texts ...
        return message(
            "answers.no-models", "The plugin {plugin} gave no list of its models.", plugin=plugin
        )
    assert isinstance(models, tuple)
    listed = [info.name for info in models]
    if len(set(listed)) < len(listed):
        return message(
            "answers.twice",
            "The plugin {plugin} lists two models of one name: {names}.",
            plugin=plugin,
            names=", ".join(sorted({name for name in listed if listed.count(name) > 1})),
        )
    return next((wrong for info in models if (wrong := wrong_model(plugin, info))), None)


def wrong_model(plugin: str, info: object) -> Message | None:
    """Say what is wrong with the description of a model."""
    if not isinstance(info, ModelInfo):
        return message(
            "answers.no-model", "The plugin {plugin} gave no description of a model.", plugin=plugin
        )
    try:
        check_model_name(info.name)
        names = [tag.name for tag in info.tags]
        fits = (
            bool(names)
            and len(set(names)) == len(names)
            and all(isinstance(name, str) and name.strip() for name in names)
            and all(0.0 < tag.base_rate < 1.0 for tag in info.tags)
            and all(tag.threshold is None or 0.0 < tag.threshold <= 1.0 for tag in info.tags)
            and all(_are_weights(tag.weights, len(info.members)) for tag in info.tags)
            and all(isinstance(length, int) and length > 0 for length in info.feature_shape)
            and isinstance(info.sha256, str)
        )
    except TagStudioError as error:
        return error.message
    except (TypeError, AttributeError):
        fits = False
    if fits:
        return None
    return message(
        "answers.model",
        "The plugin {plugin} describes its model {model} wrongly: it needs tags with different"
        " names, base rates between 0 and 1, thresholds above 0 and up to 1, and weights for no"
        " members but its own.",
        plugin=plugin,
        model=str(info.name),
    )


def _are_weights(weights: tuple[float, ...], members: int) -> bool:
    return len(weights) in {0, members} and all(0.0 <= weight <= 1.0 for weight in weights)


def _are(kind: type, found: object) -> bool:
    return isinstance(found, tuple) and all(isinstance(one, kind) for one in found)


def no_answer(plugin: str) -> Message:
    """Say that a plugin gave no result for a track."""
    return message("suggest.no-answer", "The plugin {plugin} gave no answer.", plugin=plugin)


def another_recording(path: str) -> Message:
    """Say that the file that was heard holds another recording than the library knows."""
    return message(
        "suggest.another-recording",
        "{path} does not hold the recording of the last scan. Scan its folder, then suggest again.",
        path=shown(path),
    )
