import numpy as np
import torch
from crnn_tagger.audio.mel import BANDS, FRAMES
from crnn_tagger.from_scratch.data.augment_timbre import (
    LOOP_FRAMES,
    loop,
    tone_fraction,
    transfer_timbre,
)


def windows(count: int = 12) -> torch.Tensor:
    numbers = torch.Generator().manual_seed(1)
    return torch.randn(count, BANDS, FRAMES, generator=numbers) * 10 - 40


def test_a_loop_repeats_a_stretch_of_its_window() -> None:
    before = windows()
    found = loop(before, np.random.default_rng(3))
    changed = (found != before).any(dim=2).any(dim=1)
    assert 0 < changed.sum() < len(before)
    for one in found[changed]:
        periods = [n for n in range(*LOOP_FRAMES) if torch.equal(one[:, n:], one[:, : FRAMES - n])]
        assert periods


def test_some_windows_change_their_timbre_and_others_stay() -> None:
    before = windows()
    found = transfer_timbre(before.clone(), np.random.default_rng(3))
    changed = (found != before).any(dim=2).any(dim=1)
    assert 0 < changed.sum() < len(before)
    assert found.isfinite().all()
    assert torch.equal(found, transfer_timbre(before.clone(), np.random.default_rng(3)))


def test_a_tone_and_a_hit_are_told_apart() -> None:
    window = torch.full((BANDS, FRAMES), -60.0)
    window[40] = 0.0  # a tone
    window[:, 700] = 0.0  # a hit
    fraction = tone_fraction(window)
    assert fraction[40, 200] > 0.9
    assert fraction[10, 700] < 0.1
