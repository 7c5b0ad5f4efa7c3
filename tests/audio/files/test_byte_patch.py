import random
from hashlib import sha256
from pathlib import Path

import pytest

from tagstudio.audio.files import byte_patch
from tagstudio.audio.files.byte_patch import (
    PatchDoesNotFit,
    PatchHeader,
    PatchTooLarge,
    apply_patch,
    read_header,
    write_patch,
)
from tagstudio.audio.files.safe_change import FileState

NOISE = random.Random(1).randbytes(300_000)


def pages(first: int) -> bytes:
    """Return pages as Ogg has them, whose numbers begin with `first`."""
    parts = [NOISE[at : at + 4000] for at in range(0, len(NOISE), 4000)]
    return b"".join(b"OggS" + (first + i).to_bytes(4, "big") + part for i, part in enumerate(parts))


def index(shift: int) -> bytes:
    """Return an MP4 index, whose offsets are `shift` bytes on."""
    return b"".join((1000 * i + shift).to_bytes(4, "big") for i in range(2000))


PAIRS = {
    "same": (NOISE, NOISE),
    "tag grows in front": (b"ID3" + bytes(100) + NOISE, b"ID3" + b"jazz" * 900 + NOISE),
    "tag is new": (NOISE, b"ID3" + b"x" * 2000 + NOISE),
    "tag at the end goes": (NOISE + b"TAG" * 50, NOISE),
    "pages are renumbered": (b"a" * 10 + pages(2), b"b" * 70_000 + pages(4)),
    "offsets move": (index(0) + NOISE, index(4096) + bytes(4096) + NOISE),
    "a part moves behind the audio": (b"LIST" * 9 + NOISE, NOISE + b"LIST" * 12),
    "the middle is cut out": (NOISE, NOISE[:90_000] + NOISE[140_000:]),
    "silence": (bytes(200_000) + b"a", b"b" + bytes(190_000)),
    "nothing is left": (NOISE[:70_000], b"x"),
    "nothing was there": (b"x", NOISE[:70_000]),
    "empty": (b"", b"x"),
}


def state(content: bytes) -> FileState:
    return FileState(len(content), 123, sha256(content).hexdigest())


@pytest.fixture
def make(tmp_path):
    """Write a patch from new bytes to old ones; return the paths of old file, new file, patch."""

    def make(old: bytes, new: bytes, most: int = 1 << 20) -> tuple[Path, Path, Path]:
        paths = tuple(tmp_path / name for name in ("old", "new", "patch"))
        paths[0].write_bytes(old)
        paths[1].write_bytes(new)
        header = PatchHeader(sha256(new).hexdigest(), state(old))
        write_patch(*paths[:2], header, paths[2], most)
        return paths

    return make


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("back", [False, True])
def test_the_old_file_comes_back_to_the_byte(make, tmp_path, name, back):
    old, new = PAIRS[name][::-1] if back else PAIRS[name]
    _, changed, patch = make(old, new)
    apply_patch(patch, changed, tmp_path / "restored")
    assert (tmp_path / "restored").read_bytes() == old
    assert read_header(patch) == PatchHeader(sha256(new).hexdigest(), state(old))


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("tag grows in front", 300),
        ("tag is new", 300),
        ("pages are renumbered", 2000),
        ("offsets move", 8000),
        ("a part moves behind the audio", 40_000),
    ],
)
def test_what_only_moved_is_not_in_the_patch(make, name, most):
    assert make(*PAIRS[name])[2].stat().st_size < most


def test_many_random_changes(make, tmp_path):
    chance = random.Random(2)
    for _ in range(60):
        old = chance.randbytes(chance.randrange(1, 90_000))
        new = bytearray(old)
        for _ in range(chance.randrange(6)):
            at = chance.randrange(len(new) + 1)
            new[at : at + chance.randrange(3000)] = chance.randbytes(chance.randrange(3000))
        _, changed, patch = make(old, bytes(new))
        apply_patch(patch, changed, tmp_path / "restored")
        assert (tmp_path / "restored").read_bytes() == old


def test_a_patch_has_a_limit(make):
    with pytest.raises(PatchTooLarge):
        make(NOISE, b"x", most=100_000)


def test_a_patch_fits_its_own_file_only(make, tmp_path):
    _, changed, patch = make(*PAIRS["tag is new"])
    changed.write_bytes(changed.read_bytes()[:-1] + b"?")
    with pytest.raises(PatchDoesNotFit):
        apply_patch(patch, changed, tmp_path / "restored")


def test_a_damaged_patch_is_refused(make, tmp_path):
    _, changed, patch = make(*PAIRS["pages are renumbered"])
    whole, chance = patch.read_bytes(), random.Random(3)
    first_line = whole.index(b"\n") + 1
    damaged = [whole[:cut] for cut in (0, 5, first_line, first_line + 9, len(whole) - 5)]
    for _ in range(40):
        content = bytearray(whole)
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        damaged.append(bytes(content))
    for content in damaged:
        patch.write_bytes(content)
        try:
            header = read_header(patch)
            apply_patch(patch, changed, tmp_path / "restored")
        except PatchDoesNotFit:
            continue
        assert sha256((tmp_path / "restored").read_bytes()).hexdigest() == header.old.sha256


def test_searches_are_bounded(make, monkeypatch):
    monkeypatch.setattr(byte_patch, "_MOST_SEARCHES", 3)
    found = []
    real = byte_patch._find
    monkeypatch.setattr(byte_patch, "_find", lambda *given: found.append(1) or real(*given))
    make(NOISE, random.Random(4).randbytes(300_000))
    assert len(found) == 3
