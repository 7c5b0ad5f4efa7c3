"""Clips that differ by ear, hiss of low and of high pitch, and their mel store."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from crnn_tagger.audio.mel import HZ
from crnn_tagger.from_scratch.data.mel_store import MelStore, fill

from tagstudio.core.progress import run
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.examples import NO, UNSEEN, YES
from tagstudio.plugin_api.splits import TEST, TRAIN, VALIDATION

TAGS = ("low", "high", "jazz")
SPLITS_OF_CLIPS = [TRAIN] * 16 + [VALIDATION] * 6 + [TEST] * 6


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Steps this small would only wait for other threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    """28 clips, half of them low, half high; nobody knows which is jazz; one is 60 s long."""
    folder = tmp_path_factory.mktemp("hiss")
    numbers = np.random.default_rng(0)
    answers = np.full((len(SPLITS_OF_CLIPS), len(TAGS)), UNSEEN, np.int8)
    paths = []
    for index in range(len(SPLITS_OF_CLIPS)):
        high = index % 2 == 1
        noise = numbers.standard_normal(HZ * (60 if index == 2 else 2))
        signal = np.diff(noise) if high else np.cumsum(noise - noise.mean()) / 50
        path = folder / f"{index}.wav"
        soundfile.write(path, 0.1 * signal / signal.std(), HZ)
        paths.append(str(path))
        answers[index, :2] = (NO, YES) if high else (YES, NO)
    names = tuple(f"clip {index}" for index in range(len(SPLITS_OF_CLIPS)))
    return Clips(TAGS, names, tuple(paths), names, answers, np.array(SPLITS_OF_CLIPS, np.uint8))


@pytest.fixture(scope="session")
def store(clips: Clips, tmp_path_factory: pytest.TempPathFactory) -> MelStore:
    return run(fill(tmp_path_factory.mktemp("store"), clips))


@pytest.fixture
def clips_file(clips: Clips, tmp_path: Path) -> Path:
    path = tmp_path / "clips.npz"
    clips.save(path)
    return path
