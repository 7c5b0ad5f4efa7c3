import json
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import LearnedFrom, TagInfo
from tagstudio.plugin_kit.linear_version import LinearVersion, VersionCard
from tagstudio.plugin_kit.version_file import load_version, read_card, save_version

TAGS = (TagInfo("loud", "mood", 0.2, 0.4), TagInfo("für den Lauf", "my tags", 0.1))
LIBRARY = LearnedFrom("an id", "/home/me/library.db", 17)


@pytest.fixture
def version() -> LinearVersion:
    options = {"library": vars(LIBRARY), "depth": "auto"}
    card = VersionCard(
        "root", "ab" * 32, "Root", "here", "MIT", TAGS, 3, {"key": "k", "options": options}
    )
    numbers = np.random.default_rng(0)
    arrays = (numbers.normal(size=shape) for shape in ((6, 2), (6, 2), (6, 2, 3)))
    return LinearVersion(card, *(one.astype(np.float32) for one in arrays))


@pytest.fixture
def file(tmp_path: Path, version: LinearVersion) -> Path:
    save_version(tmp_path / "mine.version", version)
    return tmp_path / "mine.version"


def test_a_version_comes_back_as_it_was(file: Path, version: LinearVersion) -> None:
    loaded = load_version(file)
    assert loaded.card == version.card == read_card(file)
    assert loaded.card.learned_from == LIBRARY
    for name in ("gains", "biases", "weights"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(version, name))


def test_equal_versions_are_equal_bytes(file: Path, tmp_path: Path, version: LinearVersion) -> None:
    save_version(tmp_path / "again.version", version)
    assert (tmp_path / "again.version").read_bytes() == file.read_bytes()


def test_other_readers_of_the_layout_can_read_it(file: Path, version: LinearVersion) -> None:
    from safetensors.numpy import load_file

    found = load_file(file)
    np.testing.assert_array_equal(found["weights"], version.weights)


def test_a_file_is_never_replaced(file: Path, version: LinearVersion) -> None:
    before = file.read_bytes()
    with pytest.raises(TagStudioError, match="There is a model 'mine' already"):
        save_version(file, replace(version, gains=version.gains + 1))
    assert file.read_bytes() == before


def test_numbers_that_are_none_are_not_written(tmp_path: Path, version: LinearVersion) -> None:
    version.biases[0, 0] = np.nan
    with pytest.raises(ValueError, match="biases"):
        save_version(tmp_path / "x.version", version)
    assert not list(tmp_path.iterdir())


def header_of(content: bytes) -> tuple[dict[str, Any], bytes]:
    length = struct.unpack("<Q", content[:8])[0]
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def with_header(content: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    header, rest = header_of(content)
    change(header)
    encoded = json.dumps(header).encode()
    return struct.pack("<Q", len(encoded)) + encoded + rest


def with_card(content: bytes, **changed: Any) -> bytes:
    def change(header: dict[str, Any]) -> None:
        card = json.loads(header["__metadata__"]["tagstudio"])
        header["__metadata__"]["tagstudio"] = json.dumps(card | changed)

    return with_header(content, change)


NOT_A_VERSION = "it is no version of a model"


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda content: b"", NOT_A_VERSION),
        (lambda content: b"nothing of the kind, but long enough", NOT_A_VERSION),
        (lambda content: content[:200], NOT_A_VERSION),
        (lambda content: content[:-4], r"holds 236 bytes of numbers, not 240"),
        (lambda content: content + b"more", r"holds 244 bytes of numbers, not 240"),
        (lambda content: content[:-4] + b"\x00\x00\xc0\x7f", "not all finite"),
        (lambda content: struct.pack("<Q", 1 << 40) + content[8:], NOT_A_VERSION),
        (lambda content: with_header(content, lambda h: h.pop("__metadata__")), NOT_A_VERSION),
        (lambda content: with_header(content, lambda h: h.pop("gains")), "arrays are not those"),
        (
            lambda content: with_header(content, lambda h: h["gains"].update(dtype="F64")),
            "arrays are not those",
        ),
        (lambda content: with_card(content, units=4), "arrays are not those"),
        (lambda content: with_card(content, units=1 << 40), "description is not complete"),
        (lambda content: with_card(content, units=True), "description is not complete"),
        (lambda content: with_card(content, format_version=2), r"format 2"),
        (lambda content: with_card(content, tags=[]), "description is not complete"),
        (lambda content: with_card(content, tags=7), NOT_A_VERSION),
        (lambda content: with_card(content, root=7), "description is not complete"),
        (lambda content: with_card(content, other=7), NOT_A_VERSION),
        (lambda content: with_card(content, training=None), "description is not complete"),
        (
            lambda content: with_card(
                content, tags=2 * [{"name": "a", "group": "b", "base_rate": 0.1}]
            ),
            "description is not complete",
        ),
        (
            lambda content: with_card(
                content, tags=[{"name": "a", "group": "b", "base_rate": 2.0}]
            ),
            "description is not complete",
        ),
    ],
)
def test_damaged_and_hostile_files_are_refused_with_the_reason(
    file: Path, damage: Callable[[bytes], bytes], reason: str
) -> None:
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(TagStudioError, match=rf"mine\.version cannot be used: .*{reason}"):
        load_version(file)


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.version").mkdir()
    with pytest.raises(TagStudioError, match=r"x\.version cannot be used"):
        read_card(tmp_path / "x.version")
