"""A few hundred damaged files of every format: a reason or a result, never another exception."""

import random
import time
from pathlib import Path

import numpy as np
import pytest

from tagstudio.audio.containers.content_hash import content_hash
from tagstudio.audio.decoding.windows import read_windows
from tagstudio.audio.errors import REASON_CODES, UnreadableAudio
from tagstudio.audio.metadata.facts import read_facts

SUFFIXES = [".mp3", ".flac", ".ogg", ".opus", ".wav", ".aiff", ".m4a", ".aac", ".wma"]
MUTANTS = 40  # per format


def mutant(content: bytes, seed: int) -> bytes:
    """Damage `content` as disks, downloads and bad programs do."""
    rng = random.Random(seed)
    changed = bytearray(content)
    match rng.randrange(5):
        case 0:
            del changed[rng.randrange(len(changed)) :]
        case 1:
            at = rng.randrange(len(changed))
            del changed[at : at + rng.randrange(1, 400)]
        case 2:
            at = rng.randrange(len(changed))
            changed[at:at] = rng.randbytes(rng.randrange(1, 400))
        case _:  # mostly the header, where the sizes are
            for _ in range(rng.randrange(1, 30)):
                at = rng.randrange(len(changed) if rng.random() < 0.3 else 300)
                changed[at] = rng.choice((0, 0x7F, 0x80, 0xFF, rng.randrange(256)))
    return bytes(changed)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_damaged_files_give_a_reason_or_a_result(tmp_path: Path, encode, music, suffix):
    content = encode(tmp_path / f"good{suffix}", music(0.7)).read_bytes()
    path = tmp_path / f"bad{suffix}"
    decoded = 0
    for seed in range(MUTANTS):
        path.write_bytes(mutant(content, seed) or b"x")
        began = time.process_time()
        for read in (read_facts, content_hash, lambda name: read_windows(name, 12_000, 3_000)):
            try:
                result = read(str(path))
            except UnreadableAudio as error:
                assert error.code in REASON_CODES
                continue
            if hasattr(result, "samples"):
                decoded += 1
                assert all(np.isfinite(samples).all() for samples in result.samples)
                assert all(0 < len(samples) <= 3_000 for samples in result.samples)
        assert time.process_time() - began < 5
    assert decoded > MUTANTS / 8
