"""The adapter between TagStudio's plugin API and this plugin's parts.

torch and the libraries around it are imported only where a network is needed: listing models needs
none of them.
"""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job
from tagstudio.plugin_api import (
    Check,
    DamagedModel,
    Heard,
    Listening,
    ModelInfo,
    Notice,
    PluginContext,
    Tagger,
)
from tagstudio.plugin_kit.linear_tagger import LinearTagger

from .mel import HZ, WINDOW_SECONDS
from .model_file import SUFFIX, load_model, read_info
from .weights.install import NETWORKS, install_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .judging import Judge

MOST_LOADED = 2  # both networks, for a model joined from them


def create(context: PluginContext) -> Tagger:
    """Return the tagger that keeps its models in the folders of `context`."""
    return MusicnnTagger(context)


class MusicnnTagger(LinearTagger):
    """Tagger over the installed networks and what was learned on top of them."""

    def __init__(self, context: PluginContext) -> None:
        super().__init__(context)
        self._loaded: dict[tuple[str, str], Judge] = {}

    def roots(self) -> list[ModelInfo]:
        """Return the installed networks that can be read."""
        found = (_info_or_damage(path) for path in self._files())
        return [one for one in found if isinstance(one, ModelInfo)]

    def damaged(self) -> list[DamagedModel]:
        """Return the files of networks and versions that cannot be read."""
        found = (_info_or_damage(path) for path in self._files())
        return [one for one in found if isinstance(one, DamagedModel)] + super().damaged()

    def installable(self) -> list[str]:
        """Return the names of the two networks."""
        return [network.name for network in NETWORKS]

    def install(self, name: str, source: Path | None) -> Job[ModelInfo]:
        """Make a model from the published wheel: the file `source`, or fetched by pip."""
        return (yield from install_model(name, source, self.context))

    def listening(self, model: str) -> Listening:
        """Return what both networks listen to: as long as msd-crnn does, at their own rate."""
        return Listening(HZ, WINDOW_SECONDS)

    def begin_thread(self) -> None:
        """Let torch compute on the calling thread alone: a track is heard in one thread."""
        import torch

        torch.set_num_threads(1)

    def prepare(self, model: str, device: str) -> list[Notice]:
        """Load a network, unless it is there; the notice tells what it runs on."""
        path = self.context.models / (model + SUFFIX)
        key = (read_info(path).sha256, device)
        if key in self._loaded:
            return []
        from .device import choose_torch_device
        from .judging import Judge

        chosen, options = choose_torch_device(device), self.context.options
        runtime = options.get("runtime", "auto")
        while len(self._loaded) >= MOST_LOADED:
            del self._loaded[next(iter(self._loaded))]
        judge = self._loaded[key] = Judge(load_model(path), chosen, runtime)
        self.hears_in_threads = chosen.type == "cpu"  # a graphics card takes many windows at once
        return [Notice(judge.message)]

    def hear(self, model: str, device: str, windows: "Sequence[NDArray[np.float32]]") -> Heard:
        """Return what a network says of windows, in patches of 3 s; see `judging`."""
        return self._judge(model, device).hear(windows)

    def embed(self, model: str, device: str, features: "NDArray[np.float16]") -> Heard:
        """Return what a network says of windows by their features, (n, 200)."""
        return self._judge(model, device).embed(features)

    def verify(self, reference: Path | None) -> Generator[Check, None, None]:
        """Check the models, and with a folder of reference files the original's scores."""
        yield from super().verify(None)
        if reference is not None:
            from .reference_check import reference_checks

            yield from reference_checks(reference, self.context.models)

    def _files(self) -> list[Path]:
        """Return the files of the networks that are installed."""
        found = (self.context.models / (network.name + SUFFIX) for network in NETWORKS)
        return [path for path in found if path.exists()]

    def _judge(self, model: str, device: str) -> "Judge":
        self.prepare(model, device)
        path = self.context.models / (model + SUFFIX)
        return self._loaded[read_info(path).sha256, device]


def _info_or_damage(path: Path) -> ModelInfo | DamagedModel:
    try:
        return read_info(path)
    except TagStudioError as error:
        return DamagedModel(path.stem, error.message)
