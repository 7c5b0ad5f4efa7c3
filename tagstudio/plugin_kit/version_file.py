"""The file of a learned version: the layout of safetensors, with a card in the metadata.

It is written atomically and checked when it is read: a file can hold anything, such as weights that
are no numbers, other shapes than its card says, or a header that announces more than there is. All
of it is refused here, with a sentence. Nothing in it is ever run. (The layout: eight bytes with the
length of a JSON header, the header, the arrays; github.com/huggingface/safetensors.)
"""

import json
import math
import struct
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import numpy as np

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import created_atomically, sha256_of
from tagstudio.core.messages import Message, message
from tagstudio.core.os_errors import reason_of
from tagstudio.core.regular_files import open_regular
from tagstudio.learning.folds import FOLDS
from tagstudio.plugin_api import TagInfo
from tagstudio.plugin_kit.linear_version import LinearVersion, VersionCard

SUFFIX = ".version"
FORMAT_VERSION = 1
METADATA_KEY = "tagstudio"
TAG_FIELDS = ("name", "group", "base_rate", "threshold")
MAX_HEADER_BYTES = 1 << 20
MAX_WIDTH = 1 << 14  # of tags or units; more can only be a damaged or hostile file
COPIES = 1 + FOLDS


class InvalidVersionError(ValueError):
    """The contents of a version's file do not fit together; `message` is the reason."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.message = reason


def save_version(path: Path, version: LinearVersion) -> None:
    """Write a new version to `path`, atomically; equal content gives equal bytes.

    Raises TagStudioError where there is a file already, and ValueError for numbers that are not
    finite.
    """
    card = {"format_version": FORMAT_VERSION, **asdict(version.card)}
    card["tags"] = [{name: tag[name] for name in TAG_FIELDS} for tag in card["tags"]]
    text = json.dumps(card, sort_keys=True, separators=(",", ":"), allow_nan=False)
    header: dict[str, Any] = {"__metadata__": {METADATA_KEY: text}}
    content, start = b"", 0
    for name in _shapes(version.card, len(version.gains)):
        array = np.ascontiguousarray(getattr(version, name), "<f4")
        if not np.isfinite(array).all():
            raise ValueError(f"{name} are not all finite")
        content += array.tobytes()
        header[name] = {"dtype": "F32", "shape": array.shape, "data_offsets": [start, len(content)]}
        start = len(content)
    encoded = json.dumps(header, sort_keys=True, separators=(",", ":")).encode("utf-8")
    encoded += b" " * (-len(encoded) % 8)
    try:
        with created_atomically(path) as temporary:
            temporary.write_bytes(struct.pack("<Q", len(encoded)) + encoded + content)
    except FileExistsError as error:
        raise name_taken(path.stem) from error


def read_card(path: Path) -> VersionCard:
    """Read the card of a version; raise TagStudioError for a file that is damaged or another."""
    try:
        with open_regular(path) as file:
            return _checked_card(file)[0]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unusable(path, error) from error


def load_version(path: Path) -> LinearVersion:
    """Load a version; raise TagStudioError when anything about its file does not match."""
    try:
        with open_regular(path) as file:
            card, copies = _checked_card(file)
            arrays = {name: _array(file, shape) for name, shape in _shapes(card, copies).items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unusable(path, error) from error
    return LinearVersion(card, **arrays)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a version's file, computed once per size and time of change."""
    status = path.stat()
    return _digest(path, status.st_size, status.st_mtime_ns)


def name_taken(name: str) -> TagStudioError:
    """Return the error for a new version whose name another model has."""
    return TagStudioError(
        "kit.model-exists",
        "There is a model {name!r} already, made from something else. Choose another name.",
        name=name,
    )


def _shapes(card: VersionCard, copies: int) -> dict[str, tuple[int, ...]]:
    """Return the arrays in the order in which they stand in the file."""
    tags = len(card.tags)
    return {
        "gains": (copies, tags),
        "biases": (copies, tags),
        "weights": (copies, tags, card.units),
    }


def _array(file: BinaryIO, shape: tuple[int, ...]) -> Any:
    """Read the next array; its length was checked."""
    found = np.frombuffer(file.read(4 * math.prod(shape)), "<f4").astype(np.float32)
    if not np.isfinite(found).all():
        raise InvalidVersionError(
            message("kit.version-not-finite", "its numbers are not all finite")
        )
    return found.reshape(shape)


def _checked_card(file: BinaryIO) -> tuple[VersionCard, int]:
    """Read header and card, and leave the file where the arrays begin: the card, and the copies.

    A version has its shadows, or, where it came from another computer, none. Raises ValueError,
    KeyError, TypeError and the like unless the arrays are those that the card says and the file is
    as long as they are.
    """
    start = file.read(8)
    length = struct.unpack("<Q", start)[0] if len(start) == 8 else 0
    if not 2 <= length <= MAX_HEADER_BYTES:
        raise InvalidVersionError(message("kit.not-a-version", "it is no version of a model"))
    header = json.loads(file.read(length))
    card = _card(json.loads(header.pop("__metadata__")[METADATA_KEY], parse_constant=_refused))
    copies = 1 if header.get("gains", {}).get("shape") == [1, len(card.tags)] else COPIES
    end = 0
    for name, shape in _shapes(card, copies).items():
        begin, end = end, end + 4 * math.prod(shape)
        wanted = {"dtype": "F32", "shape": list(shape), "data_offsets": [begin, end]}
        _need(
            header.pop(name, None) == wanted,
            message("kit.version-layout", "its arrays are not those that its card says"),
        )
    held = file.seek(0, 2) - 8 - length
    _need(
        not header and held == end,
        message(
            "kit.version-bytes",
            "it holds {held} bytes of numbers, not {announced}",
            held=held,
            announced=end,
        ),
    )
    file.seek(8 + length)
    return card, copies


def _card(found: dict[str, Any]) -> VersionCard:
    version = found.pop("format_version")
    _need(
        version == FORMAT_VERSION,
        message(
            "kit.version-format",
            "another version of the program wrote it (format {version})",
            version=repr(version)[:20],
        ),
    )
    card = VersionCard(**{**found, "tags": tuple(TagInfo(**tag) for tag in found["tags"])})
    texts = (card.root, card.root_sha256, card.title, card.source, card.licence)
    names = {tag.name for tag in card.tags}
    described = (
        all(isinstance(text, str) for text in texts)
        and isinstance(card.training, dict)
        and type(card.units) is int
        and 0 <= card.units <= MAX_WIDTH
        and len(names) == len(card.tags)
        and 0 < len(names) <= MAX_WIDTH
        and all(map(_is_sound, card.tags))
    )
    _need(described, message("kit.version-card", "its description is not complete"))
    return card


def _is_sound(tag: TagInfo) -> bool:
    texts = isinstance(tag.name, str) and tag.name != "" and isinstance(tag.group, str)
    rate = _is_number(tag.base_rate) and 0 < tag.base_rate < 1
    reached = tag.threshold is None or (_is_number(tag.threshold) and 0 < tag.threshold <= 1)
    return texts and rate and reached


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]


def _need(holds: bool, reason: Message) -> None:
    if not holds:
        raise InvalidVersionError(reason)


def _refused(name: str) -> NoReturn:
    raise ValueError(name)


@lru_cache(maxsize=256)
def _digest(path: Path, size: int, changed_ns: int) -> str:
    return sha256_of(path)


def _unusable(path: Path, error: Exception) -> TagStudioError:
    reason: Message | Exception = message("kit.not-a-version", "it is no version of a model")
    if isinstance(error, InvalidVersionError):
        reason = error.message
    elif isinstance(error, OSError):
        reason = reason_of(error)
    return TagStudioError(
        "kit.unusable-version",
        "The version {path} cannot be used: {reason}. Remove it, or put back the file as it was.",
        path=path,
        reason=reason,
    )
