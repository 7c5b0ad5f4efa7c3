from pathlib import Path

import numpy as np
import pytest
import torch
from crnn_tagger.audio.mel import centre
from crnn_tagger.from_scratch.targets import Targets
from crnn_tagger.from_scratch.teacher_score_cache import TeacherScoreCache

from tagstudio.core.errors import TagStudioError


@pytest.fixture
def pool(tmp_path: Path) -> TeacherScoreCache:
    return TeacherScoreCache(tmp_path / "pools" / "a.windows", tags=3, taught=2)


def block(seed: int, count: int = 4) -> tuple[torch.Tensor, Targets]:
    torch.manual_seed(seed)
    decibels = torch.rand(count, 96, 1366) * 80 - 120
    return decibels, Targets(torch.rand(count, 3), torch.ones(count, 3), torch.randn(count, 2))


def test_what_is_read_is_what_was_added(pool: TeacherScoreCache) -> None:
    first, second = block(0), block(1)
    pool.append(0, *first)
    pool.append(4, *second)
    assert len(pool) == 8
    decibels, targets = pool.read(np.array([6, 1]))
    assert (centre(decibels[0]) - centre(second[0][2])).abs().max() < 0.5 * 80 / 255 / 15
    assert torch.allclose(targets.wanted[1], first[1].wanted[1], atol=1e-3)
    assert targets.logits is not None and second[1].logits is not None
    assert torch.allclose(targets.logits[0], second[1].logits[2], atol=2e-3)


def test_what_a_kill_cut_short_is_made_again(pool: TeacherScoreCache) -> None:
    pool.append(0, *block(0))
    whole = pool.path.read_bytes()
    pool.append(4, *block(1))
    pool.path.write_bytes(pool.path.read_bytes()[:-7])
    assert len(pool) == 7
    pool.path.write_bytes(whole + b"half a window")
    assert len(pool) == 4
    pool.append(4, *block(2))
    assert len(pool) == 8
    decibels, _ = pool.read(np.array([0, 4]))
    assert (centre(decibels[1]) - centre(block(2)[0][0])).abs().max() < 0.02


def test_what_another_process_added_is_not_added_again(pool: TeacherScoreCache) -> None:
    other = TeacherScoreCache(pool.path, tags=3, taught=2)
    pool.append(0, *block(0))
    other.append(0, *block(0))
    assert len(pool) == len(other) == 4
    other.append(4, *block(1))
    assert len(pool) == 8


def test_a_full_disk_is_said(pool: TeacherScoreCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("crnn_tagger.from_scratch.teacher_score_cache.os.fsync", full)
    with pytest.raises(TagStudioError, match="No space left on device"):
        pool.append(0, *block(0))
