import numpy as np
import pytest
import torch
from crnn_tagger.audio.loading import LoadingConfig, MelInput, load_mels
from crnn_tagger.audio.mel import FRAMES, MelRecipe, centre, clip_range
from crnn_tagger.from_scratch.data.mel_store import MelStore
from crnn_tagger.from_scratch.data.windows import (
    Cut,
    draw_windows,
    length_weights,
    middle_windows,
    read_mel_windows,
)

from tagstudio.plugin_api import TrackRef
from tagstudio.plugin_api.clips import Clips

ALL = frozenset({"crop", "mixup", "gain"})


@pytest.fixture
def rows(store: MelStore) -> np.ndarray:
    return np.arange(len(store))


def test_long_clips_are_drawn_more_often(store: MelStore, rows: np.ndarray) -> None:
    weights = length_weights(store, rows)
    assert weights.sum() == pytest.approx(1)
    assert weights[2] / weights[0] == pytest.approx(store.frames(2) / FRAMES)
    assert store.frames(2) > 2 * FRAMES


def test_windows_lie_within_their_clips(store: MelStore, rows: np.ndarray) -> None:
    many = np.tile(rows, 50)
    drawn = draw_windows(store, many, rows, ALL, [1])
    for cut in (drawn.first, drawn.second):
        ends = np.array([store.frames(int(row)) for row in cut.rows])
        assert (cut.starts >= 0).all() and (cut.starts + FRAMES <= ends).all()
    assert len(set(drawn.first.starts[many == 2])) > 20
    assert 0.5 < drawn.joined.mean() < 0.65
    assert (drawn.first.rows != drawn.second.rows)[drawn.joined].all()
    assert drawn.levels_db.min() < -6 and drawn.levels_db.max() > 6


def test_speeds_are_drawn_half_the_time(store: MelStore, rows: np.ndarray) -> None:
    many = np.tile(rows, 50)
    speeds = draw_windows(store, many, rows, {"crop", "speed"}, [1]).first.speeds
    assert 0.4 < (speeds == 1).mean() < 0.6
    assert 0.74 < speeds.min() < 0.8 and 1.3 < speeds.max() < 1.35
    assert (draw_windows(store, many, rows, {"crop"}, [1]).first.speeds == 1).all()


@pytest.mark.parametrize(
    ("ways", "spliced"), [({"mixup"}, 0.0), ({"splice"}, 1.0), ({"mixup", "splice"}, 0.4)]
)
def test_two_clips_sound_at_once_or_follow_each_other(
    store: MelStore, rows: np.ndarray, ways: set[str], spliced: float
) -> None:
    drawn = draw_windows(store, np.tile(rows, 50), rows, ways, [1])
    assert drawn.joined.any()
    assert (drawn.splices > 0).mean() == pytest.approx(spliced, abs=0.05)
    assert drawn.splices.max() < FRAMES


def test_a_sped_up_window_has_the_length_of_any(store: MelStore, rows: np.ndarray) -> None:
    cut = Cut(rows[:3], np.array([0, 0, 500]), np.array([1.3, 0.8, 1.2]))
    window = read_mel_windows(store, cut)
    assert window.shape == (3, 96, FRAMES) and window.isfinite().all()
    plain = read_mel_windows(store, Cut(cut.rows, cut.starts, np.ones(3)))
    assert not torch.equal(window, plain)


def test_the_same_seed_draws_the_same(store: MelStore, rows: np.ndarray) -> None:
    one, same, other = (draw_windows(store, rows, rows, ALL, [seed]) for seed in (1, 1, 2))
    assert np.array_equal(one.first.starts, same.first.starts)
    assert np.array_equal(one.second.rows, same.second.rows)
    assert not np.array_equal(one.second.rows, other.second.rows)


def test_switched_off_it_is_the_middle_alone(store: MelStore, rows: np.ndarray) -> None:
    drawn = draw_windows(store, rows, rows, frozenset(), [1])
    assert not drawn.joined.any() and (drawn.levels_db == 0).all()
    assert torch.equal(read_mel_windows(store, drawn.first), middle_windows(store, rows))


def test_a_window_is_the_input_of_a_model(store: MelStore, clips: Clips) -> None:
    loaded = load_mels(TrackRef(0, clips.paths[3]), LoadingConfig(MelRecipe()))
    assert isinstance(loaded, MelInput)
    window = middle_windows(store, np.array([store.row(clips.ids[3])]))
    assert window.shape == (1, 96, FRAMES) and window.dtype == torch.float32
    assert (centre(clip_range(window)) - loaded.mels).abs().max() < 0.01
