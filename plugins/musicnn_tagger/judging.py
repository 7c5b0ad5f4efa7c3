"""A network on a device: windows of samples -> logits, embeddings and features, and back."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.plugin_api.hearing import Heard

from .front_end import front_end_for
from .mel import window_patches
from .network import Musicnn

MAX_HALF = 65504.0

Samples = NDArray[np.float32]


class Judge:
    """A network that is ready to hear; calls may come from several threads.

    A window is heard in patches of 3 s. What it is like is the mean of their penultimate units;
    its logits are those of that mean, which are the mean of the patches' logits.
    """

    def __init__(self, network: Musicnn, device: torch.device, runtime: str = "auto") -> None:
        self._network = network.to(device)
        self._device = device
        self._front = front_end_for(self._network, device, runtime)
        self.message = self._front.message

    @torch.inference_mode()
    def hear(self, windows: Sequence[Samples]) -> Heard:
        """Return what the network says of some windows; none may be empty."""
        patches = [window_patches(samples) for samples in windows]
        units = self.units(torch.cat(patches))
        parts = torch.split(units, [len(one) for one in patches])
        means = [part.mean(dim=0) for part in parts]
        return self._heard(torch.stack(means).cpu())

    @torch.inference_mode()
    def embed(self, features: NDArray[np.float16]) -> Heard:
        """Return what the network says of windows by their features, (n, 200)."""
        return self._heard(torch.from_numpy(features.astype(np.float32)))

    @torch.inference_mode()
    def units(self, patches: Tensor) -> Tensor:
        """Map patches to their penultimate units: (n, 187, 96) -> (n, 200)."""
        found: Tensor = self._network.judge(self._front.run(patches.to(self._device)))
        return found

    @torch.inference_mode()
    def likelihoods(self, patches: Tensor) -> Tensor:
        """Map patches to scores, each by itself: (n, 187, 96) -> (n, tags) on the processor."""
        found: Tensor = self._network.output(self.units(patches)).sigmoid()
        return found.cpu()

    def _heard(self, units: Tensor) -> Heard:
        logits = self._network.output(units.to(self._device)).cpu().numpy()
        embeddings = units.numpy()
        features = embeddings.clip(-MAX_HALF, MAX_HALF).astype(np.float16)
        return Heard(logits, embeddings, features)
