"""Keras weights -> an installed model file."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.plugin_api import ModelInfo, PluginContext
from tagstudio.plugin_api.vocabulary import lastfm_tag_infos

from ..audio.mel import MelRecipe
from .checkpoint import SUFFIX, describe, feature_digest, read_info, save
from .model_card import ModelCard

if TYPE_CHECKING:
    from .keras_weights import KerasFile, Reading
    from .networks import Config, Network


@dataclass(frozen=True)
class Offer:
    """A model that can be installed: a kind of network and a reading of its Keras weights."""

    name: str
    title: str
    kind: str
    reading: "Reading"


OFFERS = (
    Offer("msd-crnn", "CRNN, Million Song Dataset", "crnn", "corrected"),
    Offer("msd-crnn-published", "CRNN as its README shows it (worse)", "crnn", "published"),
    Offer("msd-cnn", "CNN, Million Song Dataset", "k2c2", "corrected"),
    Offer("msd-cnn-published", "CNN as later Keras read it (worse)", "k2c2", "published"),
)


def find_offer(name: str) -> Offer:
    """Return the offer called `name`; raise TagStudioError, naming those there are."""
    for offer in OFFERS:
        if offer.name == name:
            return offer
    known = ", ".join(offer.name for offer in OFFERS)
    raise TagStudioError(
        "crnn.unknown-model-to-install",
        "There is no model {name!r} to install. There are: {names}.",
        name=name,
        names=known,
    )


def install(offer: Offer, source: Path | None, context: PluginContext) -> Job[ModelInfo]:
    """Make the model file of `offer` from the weight file `source`, or fetch that first."""
    from . import keras_weights

    default = keras_weights.CRNN_THEANO if offer.kind == "crnn" else keras_weights.CNN_THEANO
    yield Progress(0, 2, _first_step(default.name, source))
    path = keras_weights.download(default, context.cache) if source is None else source
    file = keras_weights.recognise(path)
    if type(file.config) is not type(default.config):
        raise TagStudioError(
            "crnn.other-network",
            "{path} holds the other network; {name} is made from {file}.",
            path=path,
            name=offer.name,
            file=default.name,
        )
    config, network = keras_weights.read(path, offer.reading)
    yield Progress(1, 2, message("crnn.writing-model", "writing {name}", name=offer.name))
    target = context.models / (offer.name + SUFFIX)
    save(target, network, _card(offer, file, config, network))
    yield Progress(2, 2, message("crnn.installed", "installed {name}", name=offer.name))
    return read_info(target)


def _first_step(file: str, source: Path | None) -> Message:
    if source is None:
        return message("crnn.fetching", "fetching {file}", file=file)
    return message("crnn.reading", "reading {file}", file=source)


def _card(offer: Offer, file: "KerasFile", config: "Config", network: "Network") -> ModelCard:
    from .keras_weights import COMMIT, LICENCE, SOURCE

    recipe = MelRecipe(centred=offer.reading == "corrected")
    return ModelCard(
        title=offer.title,
        network=describe(config),
        feature_shape=network.feature_shape,
        tags=lastfm_tag_infos(),
        recipe=recipe,
        source=f"{SOURCE}/blob/{COMMIT}/data/{file.name}",
        licence=LICENCE,
        reading=offer.reading,
        source_sha256=file.sha256,
        feature_digest=feature_digest(network, recipe),
    )
