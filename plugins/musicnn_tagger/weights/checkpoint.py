"""The tensors of a musicnn checkpoint -> the weights of the network here."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..network import Musicnn
from .tensor_bundle import DamagedBundleError, read_index, read_tensor

Array = NDArray[np.float32]

# TensorFlow numbers the layers in the order in which the network was written down.
CONVOLUTIONS = (
    *("timbre.0", "timbre.1"),
    *("rhythm.0", "rhythm.1", "rhythm.2"),
    *("middle.0", "middle.1", "middle.2"),
)
NORMS = ("norm", *(f"{name}.norm" for name in CONVOLUTIONS), "pool_norm", "dense_norm")
DENSE = ("dense", "output")
NORM_PARTS = {
    "gamma": "weight",
    "beta": "bias",
    "moving_mean": "running_mean",
    "moving_variance": "running_var",
}


def load_checkpoint(network: Musicnn, index: bytes, data: bytes) -> None:
    """Put the weights of a checkpoint into a network; raise DamagedBundleError.

    Raised, too, where a tensor is missing, has another shape, or is not finite.
    """
    entries = read_index(index)
    state = network.state_dict()
    for name, wanted in state.items():
        if name.endswith("num_batches_tracked"):
            continue
        source = _source_of(name)
        if source not in entries:
            raise DamagedBundleError(f"the tensor {source} is missing")
        found = _as_torch(name, read_tensor(data, entries[source]))
        if found.shape != wanted.shape:
            raise DamagedBundleError(f"the tensor {source} has another shape")
        if not found.isfinite().all():
            raise DamagedBundleError(f"the tensor {source} is not finite")
        state[name] = found
    network.load_state_dict(state)


def _source_of(name: str) -> str:
    """Return the name in the checkpoint of a weight of the network."""
    layer, _, part = name.rpartition(".")
    if layer in NORMS:
        parts = {ours: theirs for theirs, ours in NORM_PARTS.items()}
        return f"{_numbered('batch_normalization', NORMS.index(layer))}/{parts[part]}"
    kernel = "kernel" if part == "weight" else part
    if layer in DENSE:
        return f"{_numbered('dense', DENSE.index(layer))}/{kernel}"
    return f"{_numbered('conv2d', CONVOLUTIONS.index(layer.removesuffix('.conv')))}/{kernel}"


def _numbered(kind: str, number: int) -> str:
    return f"{kind}_{number}" if number else kind


def _as_torch(name: str, found: Array) -> Tensor:
    """Return a tensor with its axes in the order that torch has them."""
    if name.startswith("middle.") and found.ndim == 4:  # (7, inputs, 1, maps)
        found = found[:, :, 0].transpose(2, 1, 0)
    elif found.ndim == 4:  # (frames, bands, 1, maps)
        found = found.transpose(3, 2, 0, 1)
    elif found.ndim == 2:  # (inputs, outputs)
        found = found.T
    return torch.from_numpy(np.ascontiguousarray(found))
