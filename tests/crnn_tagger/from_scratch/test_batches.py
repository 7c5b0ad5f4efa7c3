import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from crnn_tagger.audio.mel import DEVIATION_DB, FRAMES, RANGE_DB, centre
from crnn_tagger.from_scratch import batches
from crnn_tagger.from_scratch.batches import Batch, DistillationBatches, LabelledBatches, Material
from crnn_tagger.from_scratch.data.augment_mel import AUGMENTATIONS
from crnn_tagger.from_scratch.data.mel_store import MelStore
from crnn_tagger.from_scratch.targets import loaded_lot, output_tags
from crnn_tagger.from_scratch.teacher import Teacher
from crnn_tagger.from_scratch.teacher_score_cache import TeacherScoreCache
from crnn_tagger.model.checkpoint import load
from crnn_tagger.model.vocabulary import tag_infos

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.plugin_api import TagInfo
from tagstudio.plugin_api.clips import LEARN, Clips

EVERY = frozenset(AUGMENTATIONS)
SOUND = EVERY - {"specaugment"}


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "MADE_AT_ONCE", 4)


def material(
    clips: Clips, store: MelStore, augment: frozenset[str], teacher: tuple[TagInfo, ...] = ()
) -> Material:
    lot = loaded_lot(clips, store, LEARN, output_tags(clips, teacher), labelled=not teacher)
    return Material(store, lot, augment, seed=7)


@pytest.fixture
def taught(
    clips: Clips, store: MelStore, model: Path, tmp_path: Path
) -> Iterator[DistillationBatches]:
    batches = make_taught(clips, store, model, tmp_path / "one.windows")
    yield batches
    batches.close()


def make_taught(clips: Clips, store: MelStore, model: Path, path: Path) -> DistillationBatches:
    teacher = Teacher(load(model), torch.device("cpu"))
    stuff = material(clips, store, SOUND, tag_infos())
    return DistillationBatches(stuff, 40, TeacherScoreCache(path, tags=52, taught=50), teacher)


def test_an_epoch_takes_all_clips_as_often_as_needed(clips: Clips, store: MelStore) -> None:
    source = LabelledBatches(material(clips, store, EVERY), windows=40)
    order = source.order(0)
    assert len(order) == 40
    assert set(np.bincount(order)) == {2, 3}
    assert not np.array_equal(order, source.order(1))
    assert np.array_equal(order, source.order(0))


def test_a_batch_is_network_input_with_the_labels_of_its_clips(
    clips: Clips, store: MelStore
) -> None:
    source = LabelledBatches(material(clips, store, frozenset()), windows=16)
    batch = source.batch(np.array([3, 2]), [1])
    assert batch.inputs.shape == (2, 96, FRAMES)
    assert batch.inputs.mean(dim=(1, 2)).abs().max() < 1e-3
    assert np.ptp(batch.inputs.numpy(), axis=(1, 2)).max() <= RANGE_DB / DEVIATION_DB + 1e-3
    assert batch.targets.wanted.tolist() == [[0, 1, 0], [1, 0, 0]]
    assert batch.targets.weights.tolist() == [[1, 1, 0], [1, 1, 0]]


def test_the_same_seed_gives_the_same_batch(clips: Clips, store: MelStore) -> None:
    source = LabelledBatches(material(clips, store, EVERY), windows=16)
    rows = np.arange(16)
    one, same, other = (source.batch(rows, [1, seed]) for seed in (1, 1, 2))
    assert torch.equal(one.inputs, same.inputs)
    assert torch.equal(one.targets.wanted, same.targets.wanted)
    assert not torch.equal(one.inputs, other.inputs)
    assert not torch.equal(one.targets.wanted, other.targets.wanted)


@pytest.mark.parametrize("name", sorted(EVERY - {"gain"}))
def test_each_augmentation_is_heard(clips: Clips, store: MelStore, name: str) -> None:
    plain, changed = (
        LabelledBatches(material(clips, store, augment), 16).batch(np.arange(16), [4])
        for augment in (frozenset[str](), frozenset({name}))
    )
    assert not torch.equal(plain.inputs, changed.inputs)
    labels_change = not torch.equal(plain.targets.wanted, changed.targets.wanted)
    assert labels_change == (name in {"mixup", "splice"})


def test_the_pool_grows_with_the_epochs(taught: DistillationBatches) -> None:
    sizes = []
    for epoch in range(3):
        reports = list(taught.prepare(epoch, ahead=False))
        assert all(report.total == taught.available(epoch) for report in reports)
        sizes.append(len(taught._pool))
        assert taught.order(epoch).max() < sizes[-1]
    assert sizes == [8, 16, 24]


def test_the_teacher_goes_ahead_until_it_is_told_to_end(taught: DistillationBatches) -> None:
    run(taught.prepare(0, ahead=True))
    run(taught.prepare(1, ahead=True))
    assert len(taught._pool) >= 16
    taught.close()
    there = len(taught._pool)
    assert there <= 24
    assert not [t for t in threading.enumerate() if t.name.startswith("teacher")]


def test_what_goes_wrong_ahead_is_said(
    taught: DistillationBatches, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(taught.prepare(0, ahead=False))

    def full(*windows: object) -> None:
        raise TagStudioError("no room")

    monkeypatch.setattr(taught._pool, "append", full)
    with pytest.raises(TagStudioError, match="no room"):
        run(taught.prepare(1, ahead=False))


def test_the_teacher_heard_what_the_student_hears(taught: DistillationBatches, model: Path) -> None:
    run(taught.prepare(2, ahead=False))
    batch = taught.batch(np.arange(12), [1])
    with torch.no_grad():
        said = load(model).network(batch.inputs)
    assert batch.targets.logits is not None
    assert (batch.targets.logits - said).abs().max() < 0.1
    assert (batch.targets.weights[:, :50] == 1).all()
    own = batch.targets.weights[:, 50:]
    assert torch.allclose(own, torch.ones_like(own), atol=1e-3)


def test_a_pool_that_was_stopped_becomes_the_same(
    taught: DistillationBatches, clips: Clips, store: MelStore, model: Path, tmp_path: Path
) -> None:
    run(taught.prepare(2, ahead=False))
    whole = taught._pool.path.read_bytes()
    again = make_taught(clips, store, model, tmp_path / "two.windows")
    (tmp_path / "two.windows").write_bytes(whole[: len(whole) * 5 // 12 + 100])
    run(again.prepare(2, ahead=False))
    again.close()
    assert windows(again) == windows(taught)


def windows(source: DistillationBatches) -> list[list[float]]:
    decibels, targets = source._pool.read(np.arange(12))
    assert targets.logits is not None
    rounded = torch.cat([centre(decibels)[:, ::20, 700], targets.wanted], dim=1).round(decimals=3)
    found: list[list[float]] = rounded.tolist()
    return found


def test_hidden_parts_change_with_each_use(
    clips: Clips, store: MelStore, model: Path, tmp_path: Path
) -> None:
    teacher = Teacher(load(model), torch.device("cpu"))
    stuff = material(clips, store, frozenset({"specaugment"}), tag_infos())
    source = DistillationBatches(
        stuff, 40, TeacherScoreCache(tmp_path / "a.windows", 52, 50), teacher
    )
    run(source.prepare(0, ahead=False))
    source.close()
    one, other = (source.batch(np.arange(4), [1, use]) for use in range(2))
    assert not torch.equal(one.inputs, other.inputs)
    assert torch.equal(one.targets.wanted, other.targets.wanted)


def test_outputs_are_counted_in_the_teachers_spread(taught: DistillationBatches) -> None:
    run(taught.prepare(0, ahead=False))
    tags = (*tag_infos(), TagInfo("low", "my tags", 0.5), TagInfo("high", "my tags", 0.25))
    scale = taught.scale(tags)
    _, targets = taught._pool.read(np.arange(8))
    assert targets.logits is not None
    assert torch.allclose(scale.logits(torch.zeros(1, 52))[0, :50], targets.logits.mean(0))
    assert torch.allclose(scale.spread[:50], targets.logits.std(0).clamp(min=0.1))
    assert scale.logits(torch.zeros(52)).sigmoid()[50:].tolist() == pytest.approx([0.5, 0.25])
    assert scale.spread[50:].tolist() == [1, 1]


def test_a_batch_moves_with_its_targets(clips: Clips, store: MelStore) -> None:
    batch = LabelledBatches(material(clips, store, EVERY), 16).batch(np.arange(2), [1])
    moved = batch.to(torch.device("meta"))
    assert isinstance(moved, Batch)
    assert moved.inputs.is_meta and moved.targets.wanted.is_meta and moved.targets.weights.is_meta
