"""The state of a training on disk: one safetensors file, whole or not there.

It lies in the cache under a digest of everything that the result depends on, so that only the very
same training resumes from it. A file that is damaged or of an older layout counts as none.
"""

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
from torch import Tensor

from tagstudio.core.files import remove_leftovers, replaced_atomically

FOLDER = "training"
ABANDONED_SECONDS = 30 * 24 * 3600.0
METADATA_KEY = "training_state"  # older layouts have another name


def state_path(cache: Path, key: str, stage: str) -> Path:
    """Return the path of the state of a stage of the training `key`."""
    return cache / FOLDER / f"{key}-{stage}.safetensors"


def mels_path(cache: Path, key: str) -> Path:
    """Return the path of the log-mel inputs of the training `key`."""
    return cache / FOLDER / f"{key}-mels.npy"


def save_state(path: Path, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
    """Write the state, atomically. `facts` are JSON values; floats come back exactly."""
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    content = safetensors.torch.save(plain, {METADATA_KEY: json.dumps(facts)})
    with replaced_atomically(path) as temporary:
        temporary.write_bytes(content)


def load_state(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]] | None:
    """Return the tensors and facts of a state, or None where there is none to resume from."""
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            facts = json.loads((file.metadata() or {})[METADATA_KEY])
            return {name: file.get_tensor(name) for name in file.keys()}, facts  # noqa: SIM118
    except (OSError, ValueError, KeyError, safetensors.SafetensorError):
        return None


def forget_state(cache: Path, key: str) -> None:
    """Remove every state of the training `key`, and temporary files of a save that was killed."""
    for path in (cache / FOLDER).glob(f"{key}-*"):
        path.unlink(missing_ok=True)
    remove_leftovers(cache / FOLDER / key)


def forget_abandoned(cache: Path) -> None:
    """Remove the files of trainings that were interrupted a month ago and never resumed."""
    for path in (cache / FOLDER).glob("*"):
        with suppress(OSError):  # another training has removed it
            if path.stat().st_mtime < time.time() - ABANDONED_SECONDS:
                path.unlink()
