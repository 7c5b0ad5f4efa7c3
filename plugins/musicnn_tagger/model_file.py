"""Model files: safetensors with a card in the metadata, written atomically, checked on load."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically, sha256_of
from tagstudio.core.messages import Message, message
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import check_regular
from tagstudio.plugin_api import ModelInfo
from tagstudio.plugin_api.reference_scores import with_reference_scores
from tagstudio.plugin_api.vocabulary import LASTFM

from .tags import MAGNATAGATUNE, tag_infos

if TYPE_CHECKING:
    from .network import Musicnn

SUFFIX = ".safetensors"
METADATA_KEY = "musicnn_tagger"
FORMAT = 1
FEATURES = "mean of the penultimate units over even patches, 1"  # changes when they do
FEATURE_SHAPE = (200,)
MAX_BYTES = 16 << 20
REFERENCE = Path(__file__).parent / "models" / "reference.json"


@dataclass(frozen=True)
class MusicnnCard:
    """What is known of a model: its name here, where it comes from, and its tags' vocabulary.

    `checkpoint_sha256` is the digest of the files of the original that hold its weights.
    """

    title: str
    vocabulary: str
    source: str
    licence: str
    licence_text: str
    checkpoint_sha256: str
    parameters: int
    format: int = FORMAT


def save_model(path: Path, network: Musicnn, card: MusicnnCard) -> None:
    """Write a network with its card, atomically; equal content gives equal bytes."""
    import safetensors.torch

    state = {name: tensor.contiguous() for name, tensor in network.state_dict().items()}
    text = json.dumps(asdict(card), sort_keys=True)
    content = safetensors.torch.save(state, {METADATA_KEY: text})
    with replaced_atomically(path) as temporary:
        temporary.write_bytes(content)


def load_model(path: Path) -> Musicnn:
    """Return the network of a model file, ready to predict; raise TagStudioError."""
    import safetensors
    import safetensors.torch

    from .network import build_network

    read_card(path)
    network = build_network()
    try:
        state = safetensors.torch.load_file(path)
        wanted = {name: tensor.shape for name, tensor in network.state_dict().items()}
        if {name: tensor.shape for name, tensor in state.items()} != wanted:
            raise _unusable(path, message("musicnn.other-weights", "it has other weights"))
        if not all(tensor.isfinite().all() for tensor in state.values()):
            raise _unusable(path, message("musicnn.not-finite", "its weights are not finite"))
    except (OSError, safetensors.SafetensorError) as error:
        raise _unusable(path, error) from error
    network.load_state_dict(state)
    return network.eval()


def read_card(path: Path) -> MusicnnCard:
    """Read the card without the weights; raise TagStudioError where there is none."""
    import safetensors

    try:
        check_regular(path)
        if path.stat().st_size > MAX_BYTES:
            raise _unusable(path, message("musicnn.too-large", "it is too large"))
        with safetensors.safe_open(path, "numpy") as file:  # checks the header, too
            card = MusicnnCard(**json.loads((file.metadata() or {})[METADATA_KEY]))
    except KeyError:
        reason = message("musicnn.not-a-model", "it is not a model of this plugin")
        raise _unusable(path, reason) from None
    except (OSError, ValueError, TypeError, safetensors.SafetensorError) as error:
        raise _unusable(path, error) from error
    _check_card(path, card)
    return card


def read_info(path: Path) -> ModelInfo:
    """Return the plugin API's description of a model file; its name is the file's."""
    card = read_card(path)
    status = path.stat()
    digest = hashlib.sha256(f"{FEATURES} {card.checkpoint_sha256}".encode()).hexdigest()
    return ModelInfo(
        name=path.stem,
        sha256=_digest(path, status.st_size, status.st_mtime_ns),
        tags=with_reference_scores(tag_infos(card.vocabulary), digest, REFERENCE),
        title=card.title,
        source=card.source,
        licence=card.licence,
        feature_shape=FEATURE_SHAPE,
        feature_digest=digest,
        parameters=card.parameters,
    )


def _check_card(path: Path, card: MusicnnCard) -> None:
    if card.format != FORMAT:
        reason = message("musicnn.other-format", "another version of the plugin wrote it")
        raise _unusable(path, reason)
    values = {field.name: getattr(card, field.name) for field in fields(card)}
    texts = {name: v for name, v in values.items() if name not in {"parameters", "format"}}
    is_text = all(isinstance(value, str) for value in texts.values())
    is_known = is_text and card.vocabulary in {LASTFM, MAGNATAGATUNE}
    if not is_known or type(card.parameters) is not int:
        raise _unusable(path, message("musicnn.card", "its description is not complete"))


@lru_cache(maxsize=64)
def _digest(path: Path, size: int, changed_ns: int) -> str:
    """Return the file's SHA-256, computed once per `size` and time of change."""
    return sha256_of(path)


def _unusable(path: Path, reason: Message | Exception) -> TagStudioError:
    return TagStudioError(
        "musicnn.unusable-model",
        "The model {path} cannot be used: {reason}. Remove it or install it again.",
        path=path,
        reason=reason_of(reason) if isinstance(reason, OSError) else reason,
    )
