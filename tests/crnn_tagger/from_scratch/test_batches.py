import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from crnn_tagger.audio.mel import DEVIATION_DB, FRAMES, RANGE_DB, centre
from crnn_tagger.from_scratch import batches
from crnn_tagger.from_scratch.batches import (
    Batch,
    DistillationBatches,
    LabelledBatches,
    TrainingData,
)
from crnn_tagger.from_scratch.data.augment_mel import AUGMENTATIONS
from crnn_tagger.from_scratch.data.mel_store import MelStore
from crnn_tagger.from_scratch.targets import load_clip_set, output_tags
from crnn_tagger.from_scratch.teacher import Teacher
from crnn_tagger.from_scratch.teacher_score_cache import TeacherScoreCache
from crnn_tagger.model.checkpoint import load

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.plugin_api import TagInfo
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.splits import TRAIN
from tagstudio.plugin_api.vocabulary import lastfm_tag_infos

EVERY = frozenset(AUGMENTATIONS)
SOUND = EVERY - {"specaugment"}


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BLOCK_WINDOWS", 4)


def training_data(
    clips: Clips, store: MelStore, augment: frozenset[str], teacher: tuple[TagInfo, ...] = ()
) -> TrainingData:
    found = load_clip_set(clips, store, TRAIN, output_tags(clips, teacher), labelled=not teacher)
    return TrainingData(store, found, augment, seed=7)


@pytest.fixture
def distillation(
    clips: Clips, store: MelStore, model: Path, tmp_path: Path
) -> Iterator[DistillationBatches]:
    batches = make_distillation(clips, store, model, tmp_path / "one.windows")
    yield batches
    batches.close()


def make_distillation(
    clips: Clips, store: MelStore, model: Path, path: Path
) -> DistillationBatches:
    teacher = Teacher(load(model), torch.device("cpu"))
    data = training_data(clips, store, SOUND, lastfm_tag_infos())
    return DistillationBatches(data, 40, TeacherScoreCache(path, tags=52, teacher_tags=50), teacher)


def test_an_epoch_takes_all_clips_as_often_as_needed(clips: Clips, store: MelStore) -> None:
    source = LabelledBatches(training_data(clips, store, EVERY), windows=40)
    order = source.order(0)
    assert len(order) == 40
    assert set(np.bincount(order)) == {2, 3}
    assert not np.array_equal(order, source.order(1))
    assert np.array_equal(order, source.order(0))


def test_a_batch_is_network_input_with_the_labels_of_its_clips(
    clips: Clips, store: MelStore
) -> None:
    source = LabelledBatches(training_data(clips, store, frozenset()), windows=16)
    batch = source.batch(np.array([3, 2]), [1])
    assert batch.inputs.shape == (2, 96, FRAMES)
    assert batch.inputs.mean(dim=(1, 2)).abs().max() < 1e-3
    assert np.ptp(batch.inputs.numpy(), axis=(1, 2)).max() <= RANGE_DB / DEVIATION_DB + 1e-3
    assert batch.targets.probabilities.tolist() == [[0, 1, 0], [1, 0, 0]]
    assert batch.targets.weights.tolist() == [[1, 1, 0], [1, 1, 0]]


def test_the_same_seed_gives_the_same_batch(clips: Clips, store: MelStore) -> None:
    source = LabelledBatches(training_data(clips, store, EVERY), windows=16)
    rows = np.arange(16)
    one, same, other = (source.batch(rows, [1, seed]) for seed in (1, 1, 2))
    assert torch.equal(one.inputs, same.inputs)
    assert torch.equal(one.targets.probabilities, same.targets.probabilities)
    assert not torch.equal(one.inputs, other.inputs)
    assert not torch.equal(one.targets.probabilities, other.targets.probabilities)


@pytest.mark.parametrize("name", sorted(EVERY - {"gain"}))
def test_each_augmentation_changes_the_input(clips: Clips, store: MelStore, name: str) -> None:
    plain, changed = (
        LabelledBatches(training_data(clips, store, augment), 16).batch(np.arange(16), [4])
        for augment in (frozenset[str](), frozenset({name}))
    )
    assert not torch.equal(plain.inputs, changed.inputs)
    labels_change = not torch.equal(plain.targets.probabilities, changed.targets.probabilities)
    assert labels_change == (name in {"mixup", "splice"})


def test_the_cache_grows_with_the_epochs(distillation: DistillationBatches) -> None:
    sizes = []
    for epoch in range(3):
        reports = list(distillation.prepare(epoch, ahead=False))
        assert all(report.total == distillation.available(epoch) for report in reports)
        sizes.append(len(distillation._cache))
        assert distillation.order(epoch).max() < sizes[-1]
    assert sizes == [8, 16, 24]


def test_the_teacher_goes_ahead_until_it_is_told_to_end(distillation: DistillationBatches) -> None:
    run(distillation.prepare(0, ahead=True))
    run(distillation.prepare(1, ahead=True))
    assert len(distillation._cache) >= 16
    distillation.close()
    there = len(distillation._cache)
    assert there <= 24
    assert not [t for t in threading.enumerate() if t.name.startswith("teacher")]


def test_an_error_ahead_is_raised(
    distillation: DistillationBatches, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(distillation.prepare(0, ahead=False))

    def full(*windows: object) -> None:
        raise TagStudioError("no room")

    monkeypatch.setattr(distillation._cache, "append", full)
    with pytest.raises(TagStudioError, match="no room"):
        run(distillation.prepare(1, ahead=False))


def test_the_teacher_scored_the_windows_of_the_student(
    distillation: DistillationBatches, model: Path
) -> None:
    run(distillation.prepare(2, ahead=False))
    batch = distillation.batch(np.arange(12), [1])
    with torch.no_grad():
        scores = load(model).network(batch.inputs)
    assert batch.targets.logits is not None
    assert (batch.targets.logits - scores).abs().max() < 0.1
    assert (batch.targets.weights[:, :50] == 1).all()
    own = batch.targets.weights[:, 50:]
    assert torch.allclose(own, torch.ones_like(own), atol=1e-3)


def test_a_cache_that_was_stopped_becomes_the_same(
    distillation: DistillationBatches, clips: Clips, store: MelStore, model: Path, tmp_path: Path
) -> None:
    run(distillation.prepare(2, ahead=False))
    whole = distillation._cache.path.read_bytes()
    again = make_distillation(clips, store, model, tmp_path / "two.windows")
    (tmp_path / "two.windows").write_bytes(whole[: len(whole) * 5 // 12 + 100])
    run(again.prepare(2, ahead=False))
    again.close()
    assert windows(again) == windows(distillation)


def windows(source: DistillationBatches) -> list[list[float]]:
    decibels, targets = source._cache.read(np.arange(12))
    assert targets.logits is not None
    rounded = torch.cat([centre(decibels)[:, ::20, 700], targets.probabilities], dim=1).round(
        decimals=3
    )
    found: list[list[float]] = rounded.tolist()
    return found


def test_masked_parts_change_with_each_use(
    clips: Clips, store: MelStore, model: Path, tmp_path: Path
) -> None:
    teacher = Teacher(load(model), torch.device("cpu"))
    data = training_data(clips, store, frozenset({"specaugment"}), lastfm_tag_infos())
    source = DistillationBatches(
        data, 40, TeacherScoreCache(tmp_path / "a.windows", 52, 50), teacher
    )
    run(source.prepare(0, ahead=False))
    source.close()
    one, other = (source.batch(np.arange(4), [1, use]) for use in range(2))
    assert not torch.equal(one.inputs, other.inputs)
    assert torch.equal(one.targets.probabilities, other.targets.probabilities)


def test_outputs_are_counted_in_the_teachers_spread(distillation: DistillationBatches) -> None:
    run(distillation.prepare(0, ahead=False))
    tags = (*lastfm_tag_infos(), TagInfo("low", "my tags", 0.5), TagInfo("high", "my tags", 0.25))
    scale = distillation.scale(tags)
    _, targets = distillation._cache.read(np.arange(8))
    assert targets.logits is not None
    assert torch.allclose(scale.logits(torch.zeros(1, 52))[0, :50], targets.logits.mean(0))
    assert torch.allclose(scale.spread[:50], targets.logits.std(0).clamp(min=0.1))
    assert scale.logits(torch.zeros(52)).sigmoid()[50:].tolist() == pytest.approx([0.5, 0.25])
    assert scale.spread[50:].tolist() == [1, 1]


def test_a_batch_moves_with_its_targets(clips: Clips, store: MelStore) -> None:
    batch = LabelledBatches(training_data(clips, store, EVERY), 16).batch(np.arange(2), [1])
    moved = batch.to(torch.device("meta"))
    assert isinstance(moved, Batch)
    assert (
        moved.inputs.is_meta
        and moved.targets.probabilities.is_meta
        and moved.targets.weights.is_meta
    )
