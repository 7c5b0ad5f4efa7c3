from pathlib import Path

import numpy as np
import pytest
import torch
from crnn_tagger.audio.mel import centre
from crnn_tagger.from_scratch.targets import Targets
from crnn_tagger.from_scratch.teacher_score_cache import TeacherScoreCache

from tagstudio.core.errors import TagStudioError


@pytest.fixture
def cache(tmp_path: Path) -> TeacherScoreCache:
    return TeacherScoreCache(tmp_path / "pools" / "a.windows", tags=3, teacher_tags=2)


def block(seed: int, count: int = 4) -> tuple[torch.Tensor, Targets]:
    torch.manual_seed(seed)
    decibels = torch.rand(count, 96, 1366) * 80 - 120
    return decibels, Targets(torch.rand(count, 3), torch.ones(count, 3), torch.randn(count, 2))


def test_what_is_read_is_what_was_added(cache: TeacherScoreCache) -> None:
    first, second = block(0), block(1)
    cache.append(0, *first)
    cache.append(4, *second)
    assert len(cache) == 8
    decibels, targets = cache.read(np.array([6, 1]))
    assert (centre(decibels[0]) - centre(second[0][2])).abs().max() < 0.5 * 80 / 255 / 15
    assert torch.allclose(targets.probabilities[1], first[1].probabilities[1], atol=1e-3)
    assert targets.logits is not None and second[1].logits is not None
    assert torch.allclose(targets.logits[0], second[1].logits[2], atol=2e-3)


def test_what_a_kill_cut_short_is_made_again(cache: TeacherScoreCache) -> None:
    cache.append(0, *block(0))
    whole = cache.path.read_bytes()
    cache.append(4, *block(1))
    cache.path.write_bytes(cache.path.read_bytes()[:-7])
    assert len(cache) == 7
    cache.path.write_bytes(whole + b"half a window")
    assert len(cache) == 4
    cache.append(4, *block(2))
    assert len(cache) == 8
    decibels, _ = cache.read(np.array([0, 4]))
    assert (centre(decibels[1]) - centre(block(2)[0][0])).abs().max() < 0.02


def test_what_another_process_added_is_not_added_again(cache: TeacherScoreCache) -> None:
    other = TeacherScoreCache(cache.path, tags=3, teacher_tags=2)
    cache.append(0, *block(0))
    other.append(0, *block(0))
    assert len(cache) == len(other) == 4
    other.append(4, *block(1))
    assert len(cache) == 8


def test_a_full_disk_is_said(cache: TeacherScoreCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "the disk is full")

    monkeypatch.setattr("crnn_tagger.from_scratch.teacher_score_cache.os.fsync", full)
    with pytest.raises(TagStudioError, match="the disk is full"):
        cache.append(0, *block(0))
