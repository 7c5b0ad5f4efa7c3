import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from musicnn_tagger.mel import WINDOW_SAMPLES
from musicnn_tagger.plugin import MusicnnTagger, create

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.learning.folds import FOLDS
from tagstudio.plugin_api import (
    Failure,
    Notice,
    PluginContext,
    Prediction,
    PredictOptions,
    TrackRef,
    TrainOptions,
)
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples

MakeSound = Callable[..., TrackRef]


@pytest.fixture
def tagger(tmp_path: Path, models: Path) -> MusicnnTagger:
    """The tagger over two networks with random weights."""
    folder = tmp_path / "models"
    shutil.copytree(models, folder)
    found = create(PluginContext(folder, tmp_path / "cache"))
    assert isinstance(found, MusicnnTagger)
    return found


@pytest.fixture
def sound(tmp_path: Path) -> MakeSound:
    """Write a tone with a little noise."""

    def make(id: int, seconds: float = 31.0, hz: int = 16_000) -> TrackRef:
        time = np.arange(int(seconds * hz)) / hz
        noise = np.random.default_rng(id).standard_normal(len(time))
        path = tmp_path / f"{id}.wav"
        soundfile.write(path, 0.3 * np.sin(2 * np.pi * 110 * id * time) + 0.01 * noise, hz)
        return TrackRef(id, str(path))

    return make


def noise(seconds: float) -> np.ndarray:
    samples = round(seconds * 16_000)
    return np.random.default_rng(0).standard_normal(samples).astype(np.float32) / 8


def test_both_networks_are_listed_and_can_be_installed(tagger: MusicnnTagger) -> None:
    infos = tagger.models()
    assert [info.name for info in infos] == tagger.installable() == ["musicnn-msd", "musicnn-mtt"]
    assert [info.tags[0].name for info in infos] == ["rock", "guitar"]
    assert tagger.damaged() == []


def test_a_file_that_is_no_model_is_named_as_damaged(tagger: MusicnnTagger) -> None:
    path = tagger.context.models / "musicnn-mtt.safetensors"
    path.write_bytes(b"no model")
    assert [info.name for info in tagger.models()] == ["musicnn-msd"]
    (damaged,) = tagger.damaged()
    assert damaged.name == "musicnn-mtt"
    assert "Remove it or install it again" in str(damaged.reason)


def test_features_give_logits_and_embeddings_again(tagger: MusicnnTagger) -> None:
    listening = tagger.listening("musicnn-msd")
    assert round(listening.seconds * listening.sample_rate) == WINDOW_SAMPLES
    notices = tagger.prepare("musicnn-msd", "cpu")
    assert [notice.message.key for notice in notices] == ["musicnn.runtime"]
    assert tagger.prepare("musicnn-msd", "cpu") == []
    heard = tagger.hear("musicnn-msd", "cpu", [noise(29.12), noise(2), noise(12)])
    assert (heard.logits.shape, heard.embeddings.shape) == ((3, 50), (3, 200))
    assert heard.features.dtype == np.float16
    again = tagger.embed("musicnn-msd", "cpu", heard.features)
    np.testing.assert_allclose(again.logits, heard.logits, atol=1e-2)
    np.testing.assert_allclose(again.embeddings, heard.embeddings, atol=1e-2)


def test_a_window_is_heard_alike_alone_and_among_others(tagger: MusicnnTagger) -> None:
    tagger.prepare("musicnn-mtt", "cpu")
    windows = [noise(29.12), noise(5)]
    together = tagger.hear("musicnn-mtt", "cpu", windows)
    for row, window in enumerate(windows):
        alone = tagger.hear("musicnn-mtt", "cpu", [window])
        np.testing.assert_allclose(alone.logits[0], together.logits[row], atol=1e-4)


def test_tracks_are_scored_in_threads_and_those_that_cannot_be_are_named(
    tagger: MusicnnTagger, sound: MakeSound, tmp_path: Path
) -> None:
    tracks = [sound(1), sound(2, 65.0, 44_100), sound(3, 0.5), TrackRef(4, str(tmp_path / "no"))]
    steps = [
        step
        for batch in tagger.predict(tracks, PredictOptions("musicnn-msd", "cpu", windows=3))
        for step in batch
    ]
    assert isinstance(steps[0], Notice)
    found = {step.track_id: step for step in steps if not isinstance(step, Notice)}
    assert sorted(found) == [1, 2, 3, 4]
    assert isinstance(found[3], Failure)
    assert isinstance(found[4], Failure)
    for id, windows in ((1, 1), (2, 3)):
        scored = found[id]
        assert isinstance(scored, Prediction)
        assert len(scored.scores) == 50
        assert len(scored.features) == windows * 200 * 2


def test_an_unknown_device_is_refused_with_those_that_work(tagger: MusicnnTagger) -> None:
    with pytest.raises(TagStudioError, match=r"'abacus' cannot be used.*auto.*cpu"):
        tagger.prepare("musicnn-msd", "abacus")


def test_it_learns_from_answers(tagger: MusicnnTagger, tmp_path: Path) -> None:
    """A tag that follows one of the units is learned; a shadow per fold comes with the version."""
    n = 60
    units = np.random.default_rng(0).normal(size=(n, 200)).astype(np.float16)
    targets = np.full((n, 50), UNSEEN, np.int8)
    targets[:40, 9] = np.where(units[:40, 0] > 0, YES, NO)
    examples = Examples(
        tags=tuple(tag.name for tag in tagger.models()[0].tags),
        track_ids=np.arange(n),
        paths=tuple(f"/music/{index}.mp3" for index in range(n)),
        features=units,
        windows=np.ones(n, np.int64),
        targets=targets,
        weights=(targets != UNSEEN).astype(np.float32),
        folds=(np.arange(n) % FOLDS).astype(np.int8),
        sample=np.arange(n) >= 20,
    )
    file = tmp_path / "examples.npz"
    examples.save(file)
    made = run(tagger.train(file, TrainOptions("musicnn-msd", "mine")))
    assert (made.name, made.parent) == ("mine", "musicnn-msd")
    assert [info.name for info in tagger.models()] == ["musicnn-msd", "musicnn-mtt", "mine"]
    before, learned = tmp_path / "before.npy", tmp_path / "learned.npy"
    assert run(tagger.score_copies(file, "musicnn-msd", "cpu", before)) == 0
    assert run(tagger.score_copies(file, "mine", "cpu", learned)) == FOLDS
    unseen = units[40:, 0].astype(np.float32)
    assert abs(np.corrcoef(np.load(before)[0, 40:, 9], unseen)[0, 1]) < 0.5
    assert np.corrcoef(np.load(learned)[0, 40:, 9], unseen)[0, 1] > 0.5


def test_verify_hears_noise_and_passes_other_references_over(
    tagger: MusicnnTagger, tmp_path: Path
) -> None:
    checks = list(tagger.verify(tmp_path))
    assert [(check.name, check.passed) for check in checks] == [
        ("musicnn-msd", True),
        ("musicnn-mtt", True),
    ]
