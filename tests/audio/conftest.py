"""Audio files made on the spot, in every format that the program reads."""

from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Encode = Callable[[Path, Samples, int], Path]

SOUNDFILE_FORMATS = {
    ".wav": ("WAV", "PCM_16"),
    ".aiff": ("AIFF", "PCM_16"),
    ".flac": ("FLAC", "PCM_16"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
    ".au": ("AU", "PCM_16"),
    ".caf": ("CAF", "PCM_16"),
    ".w64": ("W64", "PCM_16"),
    ".rf64": ("RF64", "PCM_16"),
    ".voc": ("VOC", "PCM_16"),
}
AV_FORMATS = {
    ".m4a": ("ipod", "aac"),
    ".mov": ("mov", "aac"),
    ".aac": ("adts", "aac"),
    ".wma": ("asf", "wmav2"),
    ".wv": ("wv", "wavpack"),
    ".tta": ("tta", "tta"),
    ".mka": ("matroska", "aac"),
    ".webm": ("webm", "libopus"),
    ".mkv": ("matroska", "flac"),
    ".oga": ("ogg", "flac"),
    ".ac3": ("ac3", "ac3"),
    ".eac3": ("eac3", "eac3"),
    ".mp2": ("mp2", "mp2"),
}


@pytest.fixture(scope="session")
def encode() -> Encode:
    """Write (frames, channels) samples to a path, in the format that its suffix names.

    The same samples are encoded once: many tests begin with the same file.
    """
    encoded: dict[tuple[str, int, bytes], bytes] = {}

    def write(path: Path, samples: Samples, hz: int = 48_000) -> Path:
        content = repr(np.shape(samples)).encode() + np.asarray(samples).tobytes()
        key = path.suffix, hz, blake2b(content).digest()
        if key in encoded:
            path.write_bytes(encoded[key])
            return path
        if path.suffix in AV_FORMATS:
            _write_with_av(path, samples, hz)
        else:
            container, subtype = SOUNDFILE_FORMATS[path.suffix]
            with path.open("wb+") as file:
                soundfile.write(file, samples, hz, format=container, subtype=subtype)
        encoded[key] = path.read_bytes()
        return path

    return write


@pytest.fixture(scope="session")
def music() -> Callable[..., Samples]:
    """Make stereo sound that no codec can do wonders with: a chirping chord over soft noise."""

    def make(seconds: float, hz: int = 48_000, seed: int = 0) -> Samples:
        rng = np.random.default_rng(seed)
        t = np.arange(int(seconds * hz)) / hz
        pitches = rng.uniform(150, 900, 4)
        left = sum(np.sin(2 * np.pi * p * t * (1 + 0.02 * t / seconds)) for p in pitches) * 0.1
        noise = rng.standard_normal((len(t), 2)) * 0.01
        return (np.stack([left, 0.7 * left], axis=1) + noise).astype(np.float32)

    return make


def _write_with_av(path: Path, samples: Samples, hz: int) -> None:
    container_name, codec = AV_FORMATS[path.suffix]
    with path.open("wb") as file, av.open(file, "w", format=container_name) as container:
        stream = container.add_stream(codec, rate=hz, layout="stereo", bit_rate=160_000)
        for start in range(0, len(samples), 1024):
            block = np.ascontiguousarray(samples[start : start + 1024].T)
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = hz, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
