"""An installed model as a teacher: its logits are the soft targets of a distillation."""

import torch
from torch import Tensor

from tagstudio.plugin_api import TagInfo

from ..audio.mel import centre
from ..inference.runtime import with_folded_norms
from ..inference.scorer import BATCH_WINDOWS
from ..model.checkpoint import Checkpoint
from ..model.tensors import autocast, half_pays


class Teacher:
    """A model on a device that gives logits for decibels, in bfloat16 where that is faster.

    Its rounding moves a logit by a hundredth or two, far less than the student's error.
    """

    def __init__(self, checkpoint: Checkpoint, device: torch.device) -> None:
        self.tags: tuple[TagInfo, ...] = checkpoint.card.tags
        self._centred = checkpoint.card.recipe.centred
        self._device = device
        self._half = half_pays(device)
        self._network = with_folded_norms(checkpoint.network).to(device)
        if device.type != "mps":
            self._network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    @torch.no_grad()
    def logits(self, decibels: Tensor) -> Tensor:
        """Score windows whose range is clipped: (n, 96, 1366) -> (n, tags), on the processor."""
        blocks = torch.split(decibels, BATCH_WINDOWS[self._device.type])
        return torch.cat([self._of_block(block.to(self._device)) for block in blocks])

    def _of_block(self, decibels: Tensor) -> Tensor:
        inputs = centre(decibels) if self._centred else decibels
        with autocast(self._device, self._half):
            features = self._network.features(inputs)
        return self._network.head(features.float()).cpu()
