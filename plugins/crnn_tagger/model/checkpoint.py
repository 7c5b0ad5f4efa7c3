"""Model files: safetensors with a model card in the metadata, written atomically, checked on load.

A safetensors file cannot run code, but it can hold anything else: NaN weights, other shapes, a
header that announces more than the file has. All of it is refused here, with a sentence.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import created_atomically, replaced_atomically, sha256_of
from tagstudio.core.messages import Message, message
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import open_regular
from tagstudio.plugin_api import ModelInfo
from tagstudio.plugin_api.vocabulary import with_vocabulary

from .model_card import InvalidModelError, ModelCard, from_json, to_json
from .reference import described_tags

if TYPE_CHECKING:
    from torch import Tensor

    from ..audio.mel import MelRecipe
    from .networks import Config, Network

SUFFIX = ".safetensors"
SHADOW = "shadow"  # shadow<fold>.<weight>: a weight of a shadow copy, for those that are its own
NORM_STATISTICS = ("running_mean", "running_var", "num_batches_tracked")
METADATA_KEY = "crnn_tagger"  # a single key: safetensors writes several in random order
MAX_HEADER_BYTES = 1 << 20
MAX_WIDTH = 1 << 14  # of a layer; more can only be a damaged or hostile file


Shadow = dict[str, "Tensor"]


@dataclass(frozen=True)
class Checkpoint:
    """A model from a file, ready to predict.

    `shadows` are those of its copies that never saw a fold, by fold: the weights of each in the
    place of the network's, the same ones of all. A published model has none: it saw no answer of
    anyone here.
    """

    card: ModelCard
    network: Network
    shadows: tuple[Shadow, ...] = ()


def save(
    path: Path,
    network: Network,
    card: ModelCard,
    shadows: Sequence[Shadow] = (),
    *,
    new: bool = False,
) -> None:
    """Write `network` with its model card to `path`, atomically; equal content gives equal bytes.

    A matrix that half precision holds exactly is stored in it. Raises ValueError when a weight is
    not finite, and TagStudioError for a `new` model where there is a file already.
    """
    import safetensors.torch

    state = dict(state_of(network))
    for fold, shadow in enumerate(shadows):
        state |= {f"{SHADOW}{fold}.{name}": weight for name, weight in shadow.items()}
    state = {name: tensor.detach().cpu().contiguous() for name, tensor in state.items()}
    check_finite(state)
    state = {name: shortest(tensor) for name, tensor in state.items()}
    content = safetensors.torch.save(state, {METADATA_KEY: to_json(card)})
    try:
        with (created_atomically if new else replaced_atomically)(path) as temporary:
            temporary.write_bytes(content)
    except FileExistsError as error:
        raise name_taken(path.stem) from error


def round_matrices(network: Network) -> None:
    """Round the matrices of a network to half precision, which halves its file."""
    for weight in network.parameters():
        if weight.dim() > 1:
            weight.data = weight.data.half().float()


def shortest(tensor: Tensor) -> Tensor:
    """Return a matrix in half precision where that holds it exactly; all else as it is."""
    half = tensor.half() if tensor.dim() > 1 else tensor
    return half if (half.to(tensor.dtype) == tensor).all() else tensor


def describe(config: Config) -> dict[str, Any]:
    """Return the config as a model card has it: {"kind": "crnn", "maps": [64, ...], ...}."""
    from .networks import kind_of

    plain: dict[str, Any] = json.loads(json.dumps(asdict(config)))  # tuples become lists
    return {"kind": kind_of(config), **plain}


def feature_digest(network: Network, recipe: MelRecipe) -> str:
    """Return the SHA-256 over the mel recipe and all weights that make the features.

    Versions that share it give the same features for the same audio.
    """
    state = state_of(network)
    digest = hashlib.sha256(json.dumps(asdict(recipe), sort_keys=True).encode("ascii"))
    for name in sorted(name for name in state if not name.startswith(network.behind_features)):
        tensor = state[name].detach().cpu().contiguous()
        digest.update(f"{name} {tuple(tensor.shape)} {tensor.dtype}".encode("ascii"))
        digest.update(tensor.numpy().tobytes())
    return digest.hexdigest()


def is_finished(path: Path, key: str) -> bool:
    """Tell whether the training `key` made the model `path`; raise where the name is taken."""
    if not path.exists():
        return False
    training = load(path).card.training
    if training is not None and training.get("key") == key:
        return True
    raise name_taken(path.stem)


def name_taken(name: str) -> TagStudioError:
    """Return the error for a new model whose name another one has."""
    return TagStudioError(
        "crnn.model-exists",
        "There is a model {name!r} already, made from something else. Choose another name.",
        name=name,
    )


def read_card(path: Path) -> ModelCard:
    """Read a model card without the weights; raise TagStudioError when there is none."""
    try:
        return from_json(_header(path)["__metadata__"][METADATA_KEY])
    except KeyError:
        reason = message("crnn.not-a-model", "it is not a model of this plugin")
        raise unusable(path, reason) from None
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise unusable(path, error) from error


def read_info(path: Path) -> ModelInfo:
    """Return the plugin API's description of the model file `path`; its name is the file's."""
    card = read_card(path)
    status = path.stat()
    return ModelInfo(
        name=path.stem,
        sha256=_digest(path, status.st_size, status.st_mtime_ns),
        tags=with_vocabulary(described_tags(card)),
        title=card.title,
        source=card.source,
        licence=card.licence,
        parent=card.parent,
        feature_shape=card.feature_shape,
        feature_digest=card.feature_digest,
        parameters=_parameters(path),
        library=card.learned_from,
    )


def _parameters(path: Path) -> int:
    """Return the number of trainable parameters: all but the statistics of the batch norms."""
    try:
        shapes = {k: v["shape"] for k, v in _header(path).items() if k != "__metadata__"}
        own = (name for name in shapes if not _is_of_shadow(name))
        return sum(prod(shapes[name]) for name in own if not name.endswith(NORM_STATISTICS))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise unusable(path, error) from error


def load(path: Path) -> Checkpoint:
    """Load a model for prediction; raise TagStudioError when anything about it does not match."""
    import safetensors
    import safetensors.torch

    card = read_card(path)
    try:
        network = built_network(card)
        _check_layout(_header(path), state_of(network))
        state = safetensors.torch.load(path.read_bytes())
        check_finite(state)
    except (OSError, ValueError, safetensors.SafetensorError) as error:
        raise unusable(path, error) from error
    whole = {k: v.float() if v.is_floating_point() else v for k, v in state.items()}
    own = {name: weight for name, weight in whole.items() if not _is_of_shadow(name)}
    network.load_state_dict(own, assign=True)
    return Checkpoint(card, network.eval(), _shadows(whole))


def _is_of_shadow(name: str) -> bool:
    return name.startswith(SHADOW)


def _bare(name: str) -> str:
    """Return the name of the network's weight that a shadow's stands for; others stay."""
    return name.partition(".")[2] if _is_of_shadow(name) else name


def _shadows(state: Mapping[str, Tensor]) -> tuple[Shadow, ...]:
    """Return the shadows by fold; the layout was checked: all have the same weights, or none is."""
    shadows: dict[str, Shadow] = {}
    for name in sorted(filter(_is_of_shadow, state)):
        shadows.setdefault(name.partition(".")[0], {})[_bare(name)] = state[name]
    return tuple(shadows.values())


def built_network(card: ModelCard) -> Network:
    """Build the network of a model card without memory for its weights (torch's meta device)."""
    import torch

    from .networks import build

    config = _config(card.network)
    with torch.device("meta"):
        network = build(config)
    if config.tags != len(card.tags) or network.feature_shape != card.feature_shape:
        raise InvalidModelError(
            message("crnn.unfit-network", "its network and its description do not fit together")
        )
    return network


def _config(network: Mapping[str, Any]) -> Config:
    from .networks import ARCHITECTURES

    values = dict(network)
    architecture = ARCHITECTURES.get(str(values.pop("kind", None)))
    if architecture is None:
        raise InvalidModelError(
            message(
                "crnn.unknown-kind",
                "this version knows no network of kind {kind!r}",
                kind=network.get("kind"),
            )
        )
    config_class = architecture.config
    if set(values) != {field.name for field in fields(config_class)}:
        raise InvalidModelError(
            message("crnn.config-fields", "the config of its network has other fields")
        )
    default = config_class()
    return config_class(**{k: _value(v, getattr(default, k)) for k, v in values.items()})


def _value(value: Any, default: Any) -> Any:
    """Return a config's value as its dataclass has it; ValueError for another type or range."""
    if isinstance(default, tuple) and isinstance(value, list):
        return tuple(_value(item, default[0]) for item in value)
    if type(value) is type(default):
        if type(value) is bool:
            return value
        if type(value) is int and 1 <= value <= MAX_WIDTH:
            return value
        if type(value) is float and 0 <= value < 1:
            return value
    raise InvalidModelError(
        message(
            "crnn.config-value",
            "the config of its network has an impossible value: {value}",
            value=repr(value),
        )
    )


def _header(path: Path) -> dict[str, Any]:
    """Return the JSON header; raise ValueError unless the file is as long as it says."""
    with open_regular(path) as file:
        start = file.read(8)
        length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
        if not 2 <= length <= MAX_HEADER_BYTES:
            raise InvalidModelError(message("crnn.not-safetensors", "it is not a safetensors file"))
        header: dict[str, Any] = json.loads(file.read(length))
        held = file.seek(0, 2) - 8 - length
    ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
    if held != max(ends, default=0):
        raise InvalidModelError(
            message(
                "crnn.weight-bytes",
                "it holds {held} bytes of weights, not {announced}",
                held=held,
                announced=max(ends, default=0),
            )
        )
    return header


def _check_layout(header: Mapping[str, Any], state: Mapping[str, Tensor]) -> None:
    from tagstudio.learning.folds import FOLDS  # imports numpy

    found = {k: (_whole(v), v["shape"]) for k, v in header.items() if k != "__metadata__"}
    wanted = {k: (_DTYPES[str(v.dtype)], list(v.shape)) for k, v in state.items()}
    of_shadows = [name for name in found if _is_of_shadow(name)]
    if of_shadows:
        names = {_bare(name) for name in of_shadows} & wanted.keys()
        wanted |= {f"{SHADOW}{fold}.{n}": wanted[n] for fold in range(FOLDS) for n in names}
    if found != wanted:
        odd = sorted(k for k in found.keys() | wanted.keys() if found.get(k) != wanted.get(k))
        raise InvalidModelError(
            message(
                "crnn.unfit-weights",
                "its weights are not those of its network ({names})",
                names=", ".join(odd[:3]),
            )
        )


def _whole(entry: Mapping[str, Any]) -> str:
    """Return the type of a stored tensor once loaded: a matrix may be stored in half precision."""
    halved = entry["dtype"] == "F16" and len(entry["shape"]) > 1
    return "F32" if halved else str(entry["dtype"])


_DTYPES = {"torch.float32": "F32", "torch.int64": "I64"}


def check_finite(state: Mapping[str, Tensor]) -> None:
    """Raise InvalidModelError where a weight is no finite number."""
    for name, tensor in state.items():
        if not tensor.isfinite().all():
            raise InvalidModelError(
                message(
                    "crnn.weights-not-finite",
                    "its weights {name} are not all finite numbers",
                    name=name,
                )
            )


def state_of(network: Network) -> dict[str, Tensor]:
    """Return the weights of a network by name."""
    state: dict[str, Tensor] = network.state_dict()
    return state


@lru_cache(maxsize=256)
def _digest(path: Path, size: int, changed_ns: int) -> str:
    """Return the file's SHA-256, computed once per `size` and time of change."""
    return sha256_of(path)


def unusable(path: Path, reason: Message | Exception) -> TagStudioError:
    """Return the error for a model file that cannot be used."""
    if isinstance(reason, InvalidModelError):
        reason = reason.message
    elif isinstance(reason, OSError):
        reason = reason_of(reason)
    return TagStudioError(
        "crnn.unusable-model",
        "The model {path} cannot be used: {reason}. Remove it or install it again.",
        path=path,
        reason=reason,
    )
