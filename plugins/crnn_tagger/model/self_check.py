"""Is an installed model sound? It loads, its parts fit, and what it says are numbers."""

from pathlib import Path

import torch

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import Check

from ..audio.mel import BANDS, FRAMES
from .checkpoint import Checkpoint, load, read_info


def check_model(path: Path) -> Check:
    """Load a model file, let it hear noise, and say what was found."""
    try:
        info = read_info(path)
        checkpoint = load(path)
    except TagStudioError as error:
        return Check(path.stem, False, str(error))
    weights = sum(parameter.numel() for parameter in checkpoint.network.parameters())
    detail = f"{weights:,} weights, {len(info.tags)} tags, SHA-256 {info.sha256}"
    passed = _scores_noise(checkpoint)
    return Check(path.stem, passed, detail if passed else f"scores are not finite; {detail}")


@torch.inference_mode()
def _scores_noise(checkpoint: Checkpoint) -> bool:
    noise = torch.randn((1, BANDS, FRAMES), generator=torch.Generator().manual_seed(0))
    features = checkpoint.network.features(noise)
    logits = checkpoint.network.head(features)
    fits = features.shape == (1, *checkpoint.card.feature_shape)
    fits &= logits.shape == (1, len(checkpoint.card.tags))
    return fits and bool(logits.isfinite().all())
