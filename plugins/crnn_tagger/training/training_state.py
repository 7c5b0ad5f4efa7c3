"""Where a training stands, on disk: one safetensors file, whole or not there.

It lies in the cache under a digest of all that the training depends on, so a state is only ever
found by the very same training. One that is damaged counts as none.
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
METADATA_KEY = "state"


def state_path(cache: Path, key: str, stage: str) -> Path:
    """Return where the stage called `stage` of the training `key` keeps its state."""
    return cache / FOLDER / f"{key}-{stage}.safetensors"


def sound_path(cache: Path, key: str) -> Path:
    """Return where the training `key` keeps what it heard."""
    return cache / FOLDER / f"{key}-mels.npy"


def save_state(path: Path, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> None:
    """Write the state, atomically. `facts` are what JSON can hold, exactly: floats survive."""
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    content = safetensors.torch.save(plain, {METADATA_KEY: json.dumps(facts)})
    with replaced_atomically(path) as temporary:
        temporary.write_bytes(content)


def load_state(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]] | None:
    """Return what `save_state` wrote, or None where there is nothing that can be used."""
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            facts = json.loads((file.metadata() or {})[METADATA_KEY])
            return {name: file.get_tensor(name) for name in file.keys()}, facts  # noqa: SIM118
    except (OSError, ValueError, KeyError, safetensors.SafetensorError):
        return None


def forget_state(cache: Path, key: str) -> None:
    """Remove every state of the training `key`, and what a kill left of saving one."""
    for path in (cache / FOLDER).glob(f"{key}-*"):
        path.unlink(missing_ok=True)
    remove_leftovers(cache / FOLDER / key)


def forget_abandoned(cache: Path) -> None:
    """Remove what trainings left that were cut off a month ago and never went on."""
    for path in (cache / FOLDER).glob("*"):
        with suppress(OSError):  # another training has removed it
            if path.stat().st_mtime < time.time() - ABANDONED_SECONDS:
                path.unlink()
