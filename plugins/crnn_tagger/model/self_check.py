"""Check an installed model: it loads, its parts fit together, and its scores are finite."""

from pathlib import Path

import torch

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.plugin_api import Check

from ..audio.mel import BANDS, FRAMES
from .checkpoint import Checkpoint, load, read_info


def check_model(path: Path) -> Check:
    """Load a model file and score noise with it."""
    try:
        info = read_info(path)
        checkpoint = load(path)
    except TagStudioError as error:
        return Check(path.stem, False, error.message)
    weights = sum(parameter.numel() for parameter in checkpoint.network.parameters())
    detail = message(
        "crnn.model-contents",
        "{weights:,} weights, {tags} tags, SHA-256 {digest}",
        weights=weights,
        tags=len(info.tags),
        digest=info.sha256,
    )
    if _scores_noise(checkpoint):
        return Check(path.stem, True, detail)
    failed = message("crnn.scores-not-finite", "scores are not finite; {detail}", detail=detail)
    return Check(path.stem, False, failed)


@torch.inference_mode()
def _scores_noise(checkpoint: Checkpoint) -> bool:
    noise = torch.randn((1, BANDS, FRAMES), generator=torch.Generator().manual_seed(0))
    features = checkpoint.network.features(noise)
    logits = checkpoint.network.head(features)
    fits = features.shape == (1, *checkpoint.card.feature_shape)
    fits &= logits.shape == (1, len(checkpoint.card.tags))
    return fits and bool(logits.isfinite().all())
