"""The published wheel -> an installed model file."""

from dataclasses import dataclass
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.plugin_api import ModelInfo, PluginContext
from tagstudio.plugin_api.vocabulary import LASTFM

from ..model_file import SUFFIX, MusicnnCard, read_info, save_model
from ..tags import MAGNATAGATUNE
from .wheel import REQUIREMENT, fetch_wheel, read_checkpoint

SOURCE = "https://github.com/jordipons/musicnn"
LICENCE = "ISC"
LICENCE_FILE = "musicnn-LICENSE.md"


@dataclass(frozen=True)
class PublishedNetwork:
    """A network of the wheel: its name here, its title, its folder there and its tags."""

    name: str
    title: str
    folder: str
    vocabulary: str


NETWORKS = (
    PublishedNetwork("musicnn-msd", "musicnn, Million Song Dataset", "MSD_musicnn", LASTFM),
    PublishedNetwork("musicnn-mtt", "musicnn, MagnaTagATune", "MTT_musicnn", MAGNATAGATUNE),
)


def install_model(name: str, source: Path | None, context: PluginContext) -> Job[ModelInfo]:
    """Make the model file `name` from the wheel `source`, or have pip fetch that first.

    The wheel stays in the cache, so that the other model needs no second fetch.
    """
    network = find_network(name)
    if source is None:
        source = yield from fetch_wheel(context.cache)
    yield Progress(1, 2, message("musicnn.reading", "reading {file}", file=source.name))
    target = context.models / (name + SUFFIX)
    _write(network, source, target)
    yield Progress(2, 2, message("musicnn.installed", "installed {name}", name=name))
    return read_info(target)


def find_network(name: str) -> PublishedNetwork:
    """Return the network called `name`; raise TagStudioError, naming those there are."""
    for network in NETWORKS:
        if network.name == name:
            return network
    raise TagStudioError(
        "musicnn.unknown-model",
        "There is no model {name!r} to install. There are: {names}.",
        name=name,
        names=", ".join(network.name for network in NETWORKS),
    )


def _write(published: PublishedNetwork, wheel: Path, target: Path) -> None:
    from ..network import build_network
    from .checkpoint import load_checkpoint
    from .tensor_bundle import DamagedBundleError

    checkpoint = read_checkpoint(wheel, published.folder)
    network = build_network()
    try:
        load_checkpoint(network, checkpoint.index, checkpoint.data)
    except DamagedBundleError as error:
        raise TagStudioError(
            "musicnn.damaged-checkpoint",
            "The weights in {path} are damaged ({reason}). Fetch it again.",
            path=wheel,
            reason=str(error),
        ) from error
    card = MusicnnCard(
        title=published.title,
        vocabulary=published.vocabulary,
        source=f"{SOURCE} ({REQUIREMENT}, {published.folder})",
        licence=LICENCE,
        licence_text=checkpoint.licence_text,
        checkpoint_sha256=checkpoint.sha256,
        parameters=sum(weight.numel() for weight in network.parameters()),
    )
    save_model(target, network, card)
    with replaced_atomically(target.with_name(LICENCE_FILE)) as temporary:
        temporary.write_text(checkpoint.licence_text, "utf-8")
