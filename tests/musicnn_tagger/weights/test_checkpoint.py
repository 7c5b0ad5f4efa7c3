from pathlib import Path

import numpy as np
import pytest
import torch
from musicnn_tagger.network import build_network
from musicnn_tagger.weights.checkpoint import _source_of, load_checkpoint
from musicnn_tagger.weights.tensor_bundle import DamagedBundleError, read_index
from musicnn_tagger.weights.wheel import read_checkpoint

from .bundles import bundle


def tensors() -> dict[str, np.ndarray]:
    """The tensors of a checkpoint with random weights, with their axes as TensorFlow has them."""
    numbers = np.random.default_rng(0)
    found = {}
    for name, tensor in build_network().state_dict().items():
        shape = tensor.shape
        if name.startswith("middle.") and len(shape) == 3:
            shape = (shape[2], shape[1], 1, shape[0])
        elif len(shape) == 4:
            shape = (*shape[2:], shape[1], shape[0])
        elif len(shape) == 2:
            shape = shape[::-1]
        if not name.endswith("num_batches_tracked"):
            found[_source_of(name)] = numbers.random(tuple(shape), np.float32)
    return found


def test_the_weights_of_a_checkpoint_have_their_axes_turned() -> None:
    arrays = tensors()
    network = build_network()
    load_checkpoint(network, *bundle(arrays))
    for name, source, axes in (
        ("timbre.1.conv.weight", "conv2d_1/kernel", (3, 2, 0, 1)),
        ("output.weight", "dense_1/kernel", (1, 0)),
    ):
        found = network.state_dict()[name].numpy()
        np.testing.assert_array_equal(found, arrays[source].transpose(axes))
    middle = network.state_dict()["middle.0.conv.weight"].numpy()
    np.testing.assert_array_equal(middle, arrays["conv2d_5/kernel"][:, :, 0].transpose(2, 1, 0))
    np.testing.assert_array_equal(
        network.state_dict()["dense_norm.running_var"].numpy(),
        arrays["batch_normalization_10/moving_variance"],
    )


def test_a_checkpoint_that_is_another_networks_is_refused() -> None:
    arrays = tensors()
    missing = {name: array for name, array in arrays.items() if name != "dense/bias"}
    other = arrays | {"dense/bias": np.zeros(3, np.float32)}
    infinite = arrays | {"dense/bias": np.full(200, np.inf, np.float32)}
    for wrong, reason in (
        (missing, "is missing"),
        (other, "has another shape"),
        (infinite, "is not finite"),
    ):
        with pytest.raises(DamagedBundleError, match=f"dense/bias {reason}"):
            load_checkpoint(build_network(), *bundle(wrong))


def test_the_published_checkpoints_are_read_whole(wheel: Path) -> None:
    for folder in ("MSD_musicnn", "MTT_musicnn"):
        checkpoint = read_checkpoint(wheel, folder)
        network = build_network()
        load_checkpoint(network, checkpoint.index, checkpoint.data)
        assert all(torch.isfinite(weight).all() for weight in network.parameters())
        assert {_source_of(name) for name, _ in network.named_parameters()} <= set(
            read_index(checkpoint.index)
        )
        assert checkpoint.licence_text.startswith("Copyright (c) Music Technology Group")
