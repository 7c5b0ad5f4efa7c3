"""Stored features -> scores, without decoding: the scores of a new version for known tracks."""

from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
import torch

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.plugin_api import Failure, Prediction
from tagstudio.plugin_api.examples import Examples

from ..model.checkpoint import Checkpoint, unfit_features
from ..model.networks import Network
from ..model.tensors import tensor

BATCH_TRACKS = 1024


def score(
    path: Path, checkpoint: Checkpoint, device: torch.device
) -> Generator[Sequence[Prediction | Failure], None, None]:
    """Yield a list per batch, in all one result per track of an Examples file, in its order.

    The predictions carry no features: the host gave them. Raises TagStudioError where they are of
    another shape than the model's.
    """
    examples = Examples.load(path)
    wanted, found = checkpoint.card.feature_shape, examples.features.shape[1:]
    if found not in (wanted, (0,)):
        raise TagStudioError(unfit_features(found, wanted))
    network = checkpoint.network.to(device)
    for start in range(0, len(examples.track_ids), BATCH_TRACKS):
        rows = range(start, min(start + BATCH_TRACKS, len(examples.track_ids)))
        yield _no_features(examples, rows) if found == (0,) else _scored(examples, rows, network)


def _no_features(examples: Examples, rows: range) -> list[Prediction | Failure]:
    return [
        Failure(
            int(examples.track_ids[row]),
            "no_features",
            message(
                "crnn.no-features",
                "{path} has no stored features. Let the model suggest tags for it first.",
                path=examples.paths[row],
            ),
        )
        for row in rows
    ]


@torch.inference_mode()
def _scored(examples: Examples, rows: range, network: Network) -> list[Prediction | Failure]:
    device = next(network.parameters()).device
    features = tensor(examples.features[rows.start : rows.stop], device)
    scores = network.head(features).sigmoid().cpu().numpy()
    return [_result(examples, row, scores[row - rows.start]) for row in rows]


def _result(examples: Examples, row: int, scores: np.ndarray) -> Prediction | Failure:
    track_id = int(examples.track_ids[row])
    if not np.isfinite(scores).all():
        reason = message(
            "crnn.features-not-finite",
            "{path} has features that are not finite. Let the model suggest tags for it again.",
            path=examples.paths[row],
        )
        return Failure(track_id, "not_finite", reason)
    return Prediction(track_id, tuple(scores.tolist()))
