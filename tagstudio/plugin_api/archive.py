"""Named arrays with lists of texts, as one .npz file that host and plugin share."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.messages import Message

T = TypeVar("T")

TEXTS = "names"  # the array that holds the texts, as JSON
# Arrays that are called otherwise in a file. The name is that of the first release: a `Clips` file
# keeps its digest, by which a training finds its state and its finished version again.
NAMES_IN_FILES = {"splits": "sides"}


def save_archive(
    path: Path, texts: Mapping[str, Sequence[str]], arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Write texts and arrays to `path`, atomically."""
    encoded = np.frombuffer(json.dumps(texts).encode("ascii"), np.uint8)
    with replaced_atomically(path) as temporary, temporary.open("wb") as file:
        named = {NAMES_IN_FILES.get(name, name): array for name, array in arrays.items()}
        np.savez(file, allow_pickle=False, **{TEXTS: encoded, **named})


def load_archive(path: Path, kind: Callable[..., T], texts: Sequence[str], contents: Message) -> T:
    """Make a `kind` of the texts and arrays in `path`; `contents` names the kind for people.

    Raises TagStudioError when the file cannot be read or holds something else.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            ours = {stored: name for name, stored in NAMES_IN_FILES.items()}
            arrays: dict[str, Any] = {ours.get(name, name): archive[name] for name in archive.files}
        names = json.loads(arrays.pop(TEXTS).tobytes())
        return kind(**{name: tuple(names[name]) for name in texts}, **arrays)
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
        raise TagStudioError(
            "archive.invalid",
            "{path} holds no {contents} to train on: {error}.",
            path=path,
            contents=contents,
            error=error,
        ) from error
