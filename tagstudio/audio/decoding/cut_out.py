"""A stretch of a track as a sound file of its own."""

from pathlib import Path

import numpy as np
import soundfile

from tagstudio.audio.decoding.blocks import Samples
from tagstudio.audio.decoding.stream import stream

HZ = 44_100


def cut_out(path: str, start: float, end: float, target: Path) -> float:
    """Write what a track sounds like between two moments to `target`, a mono WAV at 44.1 kHz.

    Returns how many seconds were there: fewer where the track ends or breaks off before `end`, 0
    where it does before `start`. Raises UnreadableAudio when the file cannot be read.
    """
    wanted, found = round((end - start) * HZ), 0
    blocks: list[Samples] = []
    for block in stream(path, HZ, start):
        blocks.append(block[: wanted - found])
        found += len(blocks[-1])
        if found >= wanted:
            break
    samples = np.concatenate(blocks) if blocks else np.zeros(0, np.float32)
    soundfile.write(target, samples.clip(-1, 1), HZ, subtype="PCM_16", format="WAV")
    return found / HZ
