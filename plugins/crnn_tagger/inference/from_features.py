"""Stored features -> scores, without decoding: of known tracks by a new version or its shadows."""

from collections.abc import Callable, Generator, Iterator, Sequence
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tagstudio.core.files import replaced_atomically
from tagstudio.core.progress import Job, Progress
from tagstudio.plugin_api import Failure, Prediction
from tagstudio.plugin_api.examples import Examples, mean_per_track
from tagstudio.plugin_kit.scores import check_examples, result_from_features

from ..model.checkpoint import Checkpoint
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
    examples = check_examples(Examples.load(path), checkpoint.card.feature_shape)
    network = checkpoint.network.to(device)
    for start in range(0, len(examples.track_ids), BATCH_TRACKS):
        rows = np.arange(start, min(start + BATCH_TRACKS, len(examples.track_ids)))
        logits = track_logits(network, examples, rows)
        pairs = zip(rows.tolist(), logits, strict=True)
        yield [result_from_features(examples, row, of_track) for row, of_track in pairs]


def score_copies(path: Path, checkpoint: Checkpoint, device: torch.device, to: Path) -> Job[int]:
    """Write the logits of the model and of each shadow, float32 (1 + shadows, n, tags), to `to`.

    A track without features has NaN. Returns the number of shadows.
    """
    examples = check_examples(Examples.load(path), checkpoint.card.feature_shape)
    tags = len(checkpoint.card.tags)
    found = np.full((1 + len(checkpoint.shadows), len(examples.track_ids), tags), np.nan, "f4")
    if examples.windows.any():
        for number, logits in enumerate(_of_copies(checkpoint, examples, device)):
            found[number] = logits
            yield Progress(1 + number, len(found))
    with replaced_atomically(to) as temporary, temporary.open("wb") as file:
        np.save(file, found)
    return len(checkpoint.shadows)


def _of_copies(
    checkpoint: Checkpoint, examples: Examples, device: torch.device
) -> Iterator[NDArray[np.float64]]:
    """Yield the logits of all tracks, (n, k), by the network, then by each shadow."""
    every = np.arange(len(examples.track_ids))
    network = checkpoint.network.to(device)
    yield track_logits(network, examples, every)
    trunk = deepcopy(network)
    trunk.output = nn.Identity()  # type: ignore[assignment]
    inputs = None
    for shadow in checkpoint.shadows:
        if shadow.keys() == {"output.weight", "output.bias"}:
            inputs = track_logits(trunk, examples, every) if inputs is None else inputs
            yield inputs @ shadow["output.weight"].numpy().T + shadow["output.bias"].numpy()
        else:
            other = deepcopy(network)
            other.load_state_dict(other.state_dict() | shadow)
            yield track_logits(other, examples, every)


def track_logits(
    network: Network, examples: Examples, rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the logits of some tracks, the mean of their windows': (rows, k), NaN without any."""
    device = next(network.parameters()).device
    with torch.inference_mode():
        return mean_logits(
            lambda windows: network.head(tensor(examples.features[windows], device)),
            examples.starts[rows],
            examples.windows[rows],
        )


def mean_logits(
    logits: Callable[[NDArray[np.int64]], Tensor],
    starts: NDArray[np.int64],
    windows: NDArray[np.int64],
    at_once: int = WINDOWS_AT_ONCE,
) -> NDArray[np.float64]:
    """Average over the windows of each of n tracks: -> (n, k), NaN for a track without any.

    `logits` gives those of some windows, by their rows; a track has `windows` (n,) from row
    `starts` (n,) on. Without any window the result is (n, 1).
    """
    firsts = np.cumsum(windows) - windows
    rows = np.arange(windows.sum()) + np.repeat(starts - firsts, windows)
    with torch.no_grad():
        blocks = [
            logits(rows[start : start + at_once]).float().cpu()
            for start in range(0, len(rows), at_once)
        ]
    found = torch.cat(blocks) if blocks else torch.empty(0, 1)
    return mean_per_track(found.numpy(), windows)
