"""What is known of published models before they are installed: their worth, size and licence."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tagstudio.core.messages import Message, message
from tagstudio.engine.plugins.installed_models import InstalledModels, PluginState
from tagstudio.plugin_api import Member, ModelInfo


@dataclass(frozen=True)
class PublishedModel:
    """A model to be fetched: `megabytes` of weights, under `licence`; 0 for one of installed ones.

    `worth` says beside the starter what it is good for; figures are in the starter's model card.
    `file` is the file to take where there is no network, "" for a model made of installed ones.
    """

    name: str
    megabytes: float
    licence: str
    worth: Message
    file: str = ""


_KNOWN = (
    PublishedModel(
        "msd-crnn",
        1.6,
        "MIT",
        message(
            "published.msd-crnn",
            "Where it is most sure of a genre, it is right on about 70 of 100 tracks; starter, the"
            " model that comes with TagStudio, on about 62 (tried on 57 short excerpts that neither"
            " had learned from).",
        ),
        "music_tagger_crnn_weights_theano.h5",
    ),
    PublishedModel(
        "both",
        0,
        "",
        message(
            "published.both",
            "Two models that make different mistakes judge together, each tag by the mean of what"
            " they say: a little better for genres, for moods no better as far as could be shown."
            " It takes about three times as long as msd-crnn.",
        ),
    ),
    PublishedModel(
        "musicnn-msd",
        29.3,
        "ISC",
        message(
            "published.musicnn-msd",
            "The tags of msd-crnn by another network, which makes other mistakes: where it is most"
            " sure of a genre, it is right on about 72 of 100 tracks; msd-crnn on about 66 (tried"
            " on 373 short excerpts). It takes about twice as long.",
        ),
        "musicnn-0.1.0-py3-none-any.whl",
    ),
    PublishedModel(
        "musicnn-mtt",
        29.3,
        "ISC",
        message(
            "published.musicnn-mtt",
            "50 other tags: piano, violin, harp, opera, choir, techno, no vocals ... Where it is"
            " most sure of piano, it is right on 96 of 100 tracks (tried on 351 files). Weaker for"
            " genres.",
        ),
        "musicnn-0.1.0-py3-none-any.whl",
    ),
)
# Each step is better for genres than the one before: the published network of the plugin that comes
# with the program, a second one that makes other mistakes, and the two together.
RECOMMENDED = ("msd-crnn", "musicnn-msd", "both")
WORSE_READING = "-published"  # the end of the names of models that are there to be compared with


def known_model(name: str) -> PublishedModel | None:
    """Return what is known of a published model, None for nothing."""
    return next((one for one in _KNOWN if one.name == name), None)


def better_model(states: Iterable[PluginState]) -> PublishedModel | None:
    """Return the first of RECOMMENDED that is not installed and can be, None for none."""
    every = list(states)
    installed = {info.name for state in every for info in state.models}
    offered = {name for state in every for name in state.installable}
    wanted = (name for name in RECOMMENDED if name in offered and name not in installed)
    return next(map(known_model, wanted), None)


def comes_first(states: Iterable[PluginState], offer: PublishedModel) -> bool:
    """Tell whether a model is the one that suggests once it is installed, where none is named."""
    members = () if offer.file else (Member("", offer.name, ""),)
    info = ModelInfo(offer.name, "", (), members=members)
    with_it = (
        replace(one, models=(*one.models, info)) if offer.name in one.installable else one
        for one in states
    )
    return next((one.info is info for one in InstalledModels.of(with_it)), False)


def without_worse_readings(offers: Iterable[str]) -> list[str]:
    """Return the names of models without the worse readings of the same weights."""
    return [name for name in offers if not name.endswith(WORSE_READING)]
