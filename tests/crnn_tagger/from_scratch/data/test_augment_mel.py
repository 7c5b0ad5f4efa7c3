import numpy as np
import pytest
import torch
from crnn_tagger.from_scratch.data.augment_mel import (
    AUGMENTATIONS,
    at_level,
    check_augment,
    eq_curves,
    mask_spectrogram,
    mixture,
    render_windows,
    splice,
)
from crnn_tagger.from_scratch.data.mel_store import MelStore
from crnn_tagger.from_scratch.data.windows import draw_windows, middle_windows

from tagstudio.core.errors import TagStudioError

ROWS = np.arange(8)


def test_an_unknown_augmentation_is_refused_with_the_known_ones() -> None:
    assert check_augment(list(AUGMENTATIONS)) == set(AUGMENTATIONS)
    with pytest.raises(
        TagStudioError, match="no augmentation 'echo'; there are: crop, speed, mixup"
    ):
        check_augment(["crop", "echo"])


def test_a_mixture_adds_powers() -> None:
    powers = torch.rand(2, 1, 4, 9) + 0.1
    first, second = 20 * powers.log10()  # the decibels are those of squared power
    assert torch.allclose(mixture(first, second), 20 * powers.sum(0).log10(), atol=1e-4)


def test_a_level_is_that_of_the_mean_power() -> None:
    powers = torch.rand(2, 1, 4, 9) + 0.1
    beside, changed = 20 * powers.log10()
    found = at_level(changed, beside, torch.tensor([3.0]))
    power = 10 ** (found / 20)
    assert power.mean() == pytest.approx(powers[0].mean().item() * 10**0.3, rel=1e-4)
    assert torch.allclose(found, at_level(changed + 30, beside, torch.tensor([3.0])), atol=1e-4)


def test_a_splice_is_one_and_then_the_other() -> None:
    first, second = torch.zeros(2, 4, 9), torch.ones(2, 4, 9)
    found = splice(first, second, torch.tensor([3, 7]))
    assert found.sum(dim=(1, 2)).tolist() == [4 * 6, 4 * 2]
    assert (found[0, :, :3] == 0).all() and (found[0, :, 3:] == 1).all()


def test_shares_follow_level_and_time(store: MelStore) -> None:
    ways = frozenset({"mixup", "splice", "gain"})
    rows = np.tile(ROWS, 5)
    drawn = draw_windows(store, rows, ROWS, ways, [5])
    decibels, shares = render_windows(store, drawn, ways, [5])
    joined, spliced = torch.from_numpy(drawn.joined), torch.from_numpy(drawn.splices > 0)
    assert (shares[~joined] == 1).all()
    louder = torch.from_numpy(drawn.levels_db > 0)
    assert ((shares < 0.5) == louder)[joined & ~spliced].all()
    times = torch.from_numpy(drawn.splices / 1366).float()
    assert torch.allclose(shares[joined & spliced], times[joined & spliced])
    alone = middle_windows(store, rows)
    first = decibels[joined & spliced][0], alone[joined & spliced][0]
    frame = int(drawn.splices[drawn.joined & (drawn.splices > 0)][0])
    assert torch.equal(first[0][:, :frame], first[1][:, :frame])
    assert not torch.equal(first[0][:, frame], first[1][:, frame])


def test_without_any_it_is_the_clip_itself(store: MelStore) -> None:
    drawn = draw_windows(store, ROWS, ROWS, frozenset(), [5])
    decibels, shares = render_windows(store, drawn, frozenset(), [5])
    assert torch.equal(decibels, middle_windows(store, ROWS))
    assert (shares == 1).all()


def test_an_equaliser_changes_bands_alike_at_all_times(store: MelStore) -> None:
    drawn = draw_windows(store, ROWS, ROWS, frozenset(), [5])
    decibels, _ = render_windows(store, drawn, frozenset({"eq"}), [5])
    curves = decibels - middle_windows(store, ROWS)
    assert torch.allclose(curves, curves[:, :, :1].expand_as(curves), atol=1e-3)
    assert torch.allclose(curves[:, :, 0], eq_curves(8, [5]), atol=1e-3)
    assert 6 < eq_curves(8, [5]).abs().max() <= 12


def test_hidden_parts_are_whole_bands_and_stretches() -> None:
    window = torch.randn(20, 96, 1366)
    hidden = window.clone()
    mask_spectrogram(hidden, [3])
    changed = hidden != window
    for one, mean, values in zip(changed, window.mean(dim=(1, 2)), hidden, strict=True):
        bands, frames = one.all(dim=1), one.all(dim=0)
        assert torch.equal(one, bands[:, None] | frames[None, :])
        assert bands.sum() <= 24 and frames.sum() <= 272
        assert torch.allclose(values[one], mean)
    assert changed.any(dim=(1, 2)).sum() > 15
