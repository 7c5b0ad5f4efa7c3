"""Stored features -> scores, without decoding: of known tracks by a new version or its shadows."""

from collections.abc import Generator, Sequence
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.plugin_api import Failure, Prediction
from tagstudio.plugin_api.examples import Examples, mean_per_track

from ..model.checkpoint import Checkpoint, unfit_features
from ..model.networks import Network
from ..model.tensors import tensor

BATCH_TRACKS = 1024
WINDOWS_AT_ONCE = 1024


def score(
    path: Path, checkpoint: Checkpoint, device: torch.device
) -> Generator[Sequence[Prediction | Failure], None, None]:
    """Yield a list per batch, in all one result per track of an Examples file, in its order.

    The predictions carry no features: the host gave them. Raises TagStudioError where they are of
    another shape than the model's.
    """
    examples = _fitting(Examples.load(path), checkpoint)
    network = checkpoint.network.to(device)
    for start in range(0, len(examples.track_ids), BATCH_TRACKS):
        rows = np.arange(start, min(start + BATCH_TRACKS, len(examples.track_ids)))
        logits = track_logits(network, examples, rows)
        pairs = zip(rows.tolist(), logits, strict=True)
        yield [_result(examples, row, of_track) for row, of_track in pairs]


def score_copies(path: Path, checkpoint: Checkpoint, device: torch.device, to: Path) -> Job[int]:
    """Write the logits of the model and of each shadow, float32 (1 + shadows, n, tags), to `to`.

    A track without features has NaN. Returns the number of shadows.
    """
    examples = _fitting(Examples.load(path), checkpoint)
    every = np.arange(len(examples.track_ids))
    network = checkpoint.network.to(device)
    copies = [track_logits(network, examples, every)]
    inputs = None
    for done, shadow in enumerate(checkpoint.shadows):
        yield Progress(done, len(checkpoint.shadows))
        if all(name.startswith("output.") for name in shadow):
            inputs = _output_inputs(network, examples) if inputs is None else inputs
            weight, bias = (shadow[f"output.{name}"].numpy() for name in ("weight", "bias"))
            copies.append(inputs @ weight.T + bias)
        else:
            other = deepcopy(network)
            other.load_state_dict(other.state_dict() | shadow)
            copies.append(track_logits(other, examples, every))
    with replaced_atomically(to) as temporary, temporary.open("wb") as file:
        np.save(file, np.stack(copies).astype(np.float32))
    return len(checkpoint.shadows)


def _fitting(examples: Examples, checkpoint: Checkpoint) -> Examples:
    wanted, found = checkpoint.card.feature_shape, examples.features.shape[1:]
    if len(examples.features) and found != wanted:
        raise TagStudioError(unfit_features(found, wanted))
    return examples


def track_logits(
    network: nn.Module, examples: Examples, rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the logits of some tracks, the mean of their windows': (rows, k), NaN without any."""
    head = network.head if isinstance(network, Network) else network
    counts, starts = examples.windows[rows], examples.starts[rows]
    windows = np.concatenate(
        [np.arange(s, s + c) for s, c in zip(starts, counts, strict=True)] or [np.arange(0)]
    )
    if not len(windows):
        return np.full((len(rows), len(examples.tags)), np.nan)
    device = next(network.parameters()).device
    with torch.inference_mode():
        blocks = [
            head(tensor(examples.features[windows[start : start + WINDOWS_AT_ONCE]], device)).cpu()
            for start in range(0, len(windows), WINDOWS_AT_ONCE)
        ]
    return mean_per_track(torch.cat(blocks).numpy(), counts)


def _output_inputs(network: Network, examples: Examples) -> NDArray[np.float64]:
    trunk = deepcopy(network)
    trunk.output = nn.Identity()  # type: ignore[assignment]
    return track_logits(trunk, examples, np.arange(len(examples.track_ids)))


def _result(examples: Examples, row: int, logits: NDArray[np.float64]) -> Prediction | Failure:
    track_id, path = int(examples.track_ids[row]), examples.paths[row]
    if not examples.windows[row]:
        reason = message(
            "crnn.no-features",
            "{path} has no stored features. Let the model suggest tags for it first.",
            path=path,
        )
        return Failure(track_id, "no_features", reason)
    if not np.isfinite(logits).all():
        reason = message(
            "crnn.features-not-finite",
            "{path} has features that are not finite. Let the model suggest tags for it again.",
            path=path,
        )
        return Failure(track_id, "not_finite", reason)
    scores = 1 / (1 + np.exp(-np.clip(logits, -700, 700)))
    return Prediction(track_id, tuple(scores.tolist()))
