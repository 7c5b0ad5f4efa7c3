"""The Keras weights of Choi (github.com/keunwoochoi/music-auto_tagging-keras, MIT).

A file is recognised by its SHA-256, never by its name. It can be read in two ways:

- `published`: as later Keras versions read it and as the repository's README shows it. The stored
  deviations are taken for variances and the decibels go in as they are. It reproduces the README.
- `corrected`: as the networks were trained. `running_std` holds standard deviations (the 74 frames
  of zero padding hold exactly sqrt(0 + 1e-6)), and each window is brought to mean 0 and to the
  deviation of the training data.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import h5py
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import sha256_of
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import check_regular

from .networks import Config, CRNNConfig, K2C2Config, Network, build

Reading = Literal["published", "corrected"]
Arrays = Mapping[str, NDArray[np.float32]]

COMMIT = "a3e105d0c4c529c512cc197ad8770ff1cc52aa32"
BASE_URL = f"https://raw.githubusercontent.com/keunwoochoi/music-auto_tagging-keras/{COMMIT}/data/"
SOURCE = "https://github.com/keunwoochoi/music-auto_tagging-keras"
LICENCE = "MIT"
VARIANCE_EPS = 1e-3  # later Keras: sqrt(variance + 1e-3)
DEVIATION_EPS = 1e-6  # Keras 1: deviation = sqrt(variance + 1e-6), then once more deviation + 1e-6


@dataclass(frozen=True)
class KerasFile:
    """One of the weight files. `flipped`: its kernels are for true convolution (Theano)."""

    name: str
    sha256: str
    config: Config
    flipped: bool


CRNN_THEANO = KerasFile(
    "music_tagger_crnn_weights_theano.h5",
    "783d8198417fd5d6ceee551dea5ec3e7f0210ec743af4819172b5c943044081c",
    CRNNConfig(),
    flipped=True,
)
CRNN_TENSORFLOW = KerasFile(
    "music_tagger_crnn_weights_tensorflow.h5",
    "df63638de9f3113780768181670c554f122fbd1297c63c065836d70a251115a8",
    CRNNConfig(),
    flipped=False,
)
CNN_THEANO = KerasFile(
    "music_tagger_cnn_weights_theano.h5",
    "36184d9fde3e95957bfbf63ee6685258f613ce8cf2f0373c641b1a448c14874b",
    K2C2Config(),
    flipped=True,
)
FILES = (CRNN_THEANO, CRNN_TENSORFLOW, CNN_THEANO)


def download(file: KerasFile, folder: Path) -> Path:
    """Fetch a weight file into `folder`, unless it is there already, and check its digest."""
    import pooch

    url = BASE_URL + file.name
    pooch.get_logger().setLevel("WARNING")
    try:
        return Path(pooch.retrieve(url, f"sha256:{file.sha256}", fname=file.name, path=str(folder)))
    except OSError as error:
        raise TagStudioError(
            "crnn.not-fetched",
            "The file {name} of the model could not be fetched ({reason}). Go online and try again,"
            " or fetch it on another machine and install the model from that file (--from FILE):"
            " {url}",
            url=url,
            reason=type(error).__name__,
            name=file.name,
        ) from error
    except ValueError as error:  # pooch: the digest is another one
        raise TagStudioError(
            "crnn.wrong-digest",
            "The file from {url} is not the published one (wrong SHA-256): it was changed on the"
            " way. Fetch {name} by another way and name it with --from FILE.",
            url=url,
            name=file.name,
        ) from error


def recognise(path: Path) -> KerasFile:
    """Recognise the weight file `path`; raise TagStudioError when it is none of them."""
    try:
        check_regular(path)
        digest = sha256_of(path)
    except OSError as error:
        raise TagStudioError(
            "crnn.weights-not-read",
            "{path} cannot be read: {reason}. Name one of the published weight files.",
            path=path,
            reason=reason_of(error),
        ) from error
    for file in FILES:
        if file.sha256 == digest:
            return file
    raise TagStudioError(
        "crnn.unknown-weights",
        "{path} is none of the published weight files (its SHA-256 begins {digest}). Fetch one of"
        " {names} from {url}.",
        path=path,
        digest=digest[:12],
        names=", ".join(file.name for file in FILES),
        url=BASE_URL,
    )


def read(path: Path, reading: Reading) -> tuple[Config, Network]:
    """Read a weight file, once its digest is checked, into a network ready to predict."""
    file = recognise(path)
    eps = DEVIATION_EPS if reading == "corrected" else VARIANCE_EPS
    config = replace(file.config, norm_eps=eps)
    network = build(config)
    arrays = _arrays(path)
    state = _convolutions(arrays, file.flipped) | _norms(arrays, reading) | _output(arrays)
    if isinstance(config, CRNNConfig):
        state |= _gru(arrays, "gru1") | _gru(arrays, "gru2")
    state |= {k: v for k, v in network.state_dict().items() if k.endswith("num_batches_tracked")}
    network.load_state_dict(state)
    return config, network.eval()


def _arrays(path: Path) -> Arrays:
    """Return all arrays by name, without TensorFlow's suffixes (`bn1_beta_1:0` -> `bn1_beta`)."""
    with h5py.File(path, "r") as file:
        return {
            re.sub(r"(_1)?:0$", "", name): dataset[()]
            for group in file.values()
            for name, dataset in group.items()
        }


def _convolutions(arrays: Arrays, flipped: bool) -> dict[str, Tensor]:
    state = {}
    for index, layer in enumerate(_layers(arrays, "conv")):
        kernel = arrays[f"{layer}_W"]  # (outputs, inputs, mel, time)
        if flipped:  # torch correlates; a true convolution runs through its kernel backwards
            kernel = np.flip(kernel, axis=(2, 3))
        state[f"blocks.{index}.conv.weight"] = _tensor(kernel)
        state[f"blocks.{index}.conv.bias"] = _tensor(arrays[f"{layer}_b"])
    return state


def _norms(arrays: Arrays, reading: Reading) -> dict[str, Tensor]:
    state = _norm(arrays, "bn_0_freq", "input_norm", reading)
    for index, layer in enumerate(_layers(arrays, "bn")):
        state |= _norm(arrays, layer, f"blocks.{index}.norm", reading)
    return state


def _norm(arrays: Arrays, layer: str, module: str, reading: Reading) -> dict[str, Tensor]:
    spread = arrays[f"{layer}_running_std"].astype(np.float64)
    if reading == "corrected":  # torch divides by sqrt(variance + eps); wanted: deviation + 1e-6
        spread = (spread + DEVIATION_EPS) ** 2 - DEVIATION_EPS
    return {
        f"{module}.weight": _tensor(arrays[f"{layer}_gamma"]),
        f"{module}.bias": _tensor(arrays[f"{layer}_beta"]),
        f"{module}.running_mean": _tensor(arrays[f"{layer}_running_mean"]),
        f"{module}.running_var": _tensor(spread),
    }


def _gru(arrays: Arrays, layer: str) -> dict[str, Tensor]:
    """Join the gates' arrays in the order update (z), reset (r), candidate (h)."""
    inward = [arrays[f"{layer}_W_{gate}"] for gate in "zrh"]  # each (inputs, units)
    gates = [arrays[f"{layer}_U_{gate}"] for gate in "zr"]
    return {
        f"{layer}.inward.weight": _tensor(np.concatenate(inward, axis=1).T),
        f"{layer}.inward.bias": _tensor(
            np.concatenate([arrays[f"{layer}_b_{gate}"] for gate in "zrh"])
        ),
        f"{layer}.gates.weight": _tensor(np.concatenate(gates, axis=1).T),
        f"{layer}.candidate.weight": _tensor(arrays[f"{layer}_U_h"].T),
    }


def _output(arrays: Arrays) -> dict[str, Tensor]:
    return {
        "output.weight": _tensor(arrays["output_W"].T),
        "output.bias": _tensor(arrays["output_b"]),
    }


def _layers(arrays: Arrays, kind: str) -> list[str]:
    """Return conv1, conv2 ... or bn1, bn2 ..., as many as the file has."""
    return sorted({m[0] for name in arrays if (m := re.match(rf"{kind}\d(?=_)", name))})


def _tensor(array: NDArray[np.floating]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array, dtype=np.float32))
