from dataclasses import replace

import numpy as np
import pytest
import torch
from crnn_tagger.from_scratch.data.mel_store import MelStore
from crnn_tagger.from_scratch.targets import (
    Scale,
    Targets,
    cross_entropy,
    distillation_targets,
    load_clip_set,
    loss,
    mixture_targets,
    output_tags,
    trainable_tags,
)

from tagstudio.plugin_api import TagInfo
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.examples import NO, UNSEEN, YES
from tagstudio.plugin_api.splits import TEST, TRAIN


def test_three_of_each_are_needed_to_learn_a_tag(clips: Clips) -> None:
    assert trainable_tags(clips).tolist() == [True, True, False]
    few = clips.answers.copy()
    few[np.flatnonzero(few[:, 0] == YES)[2:], 0] = UNSEEN
    assert trainable_tags(replace(clips, answers=few)).tolist() == [False, True, False]


def test_answers_of_other_splits_count_for_nothing(clips: Clips) -> None:
    hidden = clips.answers.copy()
    hidden[clips.splits == TRAIN] = UNSEEN
    assert not trainable_tags(replace(clips, answers=hidden)).any()


def test_the_outputs_are_the_teachers_tags_then_the_others(clips: Clips) -> None:
    teacher = (TagInfo("high", "genre", 0.2), TagInfo("rock", "genre", 0.1))
    tags = output_tags(clips, teacher)
    assert [tag.name for tag in tags] == ["high", "rock", "low", "jazz"]
    assert tags[:2] == teacher
    assert [tag.name for tag in output_tags(clips, ())] == list(clips.tags)
    assert tags[2].base_rate == pytest.approx(0.5) and tags[2].group == "my tags"
    assert tags[3].group == "genre" and tags[3].base_rate < 0.1


def test_a_clip_set_has_the_clips_that_are_stored(clips: Clips, store: MelStore) -> None:
    incomplete = replace(store, ids=("gone", *store.ids[1:]))
    found = load_clip_set(clips, incomplete, TRAIN, output_tags(clips, ()), labelled=True)
    assert [incomplete.ids[row] for row in found.rows] == list(clips.ids[1:16])
    assert np.array_equal(found.answers, clips.answers[1:16])
    assert len(load_clip_set(clips, store, TEST, output_tags(clips, ()), labelled=True)) == 6


def test_tags_that_cannot_be_trained_stay_unseen(clips: Clips, store: MelStore) -> None:
    jazz = clips.answers.copy()
    jazz[:, 2] = YES
    found = load_clip_set(replace(clips, answers=jazz), store, TRAIN, output_tags(clips, ()), True)
    assert (found.answers[:, 2] == UNSEEN).all()


def test_only_a_teacher_can_use_clips_without_labels(clips: Clips, store: MelStore) -> None:
    unseen = clips.answers.copy()
    unseen[3] = UNSEEN
    some, tags = replace(clips, answers=unseen), output_tags(clips, ())
    assert len(load_clip_set(some, store, TRAIN, tags, labelled=True)) == 15
    assert len(load_clip_set(some, store, TRAIN, tags, labelled=False)) == 16


def test_a_mixture_is_labelled_by_the_share_of_each() -> None:
    one = np.array([[YES, NO, YES, UNSEEN, UNSEEN]], np.int8)
    other = np.array([[NO, NO, UNSEEN, YES, UNSEEN]], np.int8)
    found = mixture_targets(one, other, torch.tensor([0.75]))
    assert torch.allclose(found.weights, torch.tensor([[1, 1, 0.75, 0.25, 0]]))
    assert torch.allclose(found.probabilities, torch.tensor([[0.75, 0, 1, 1, 0]]))


def test_a_teacher_is_mixed_with_labels_and_alone_without() -> None:
    labels = Targets(torch.tensor([[1.0, 0.0, 1.0]]), torch.tensor([[1.0, 0.0, 0.5]]))
    found = distillation_targets(labels, torch.zeros(1, 2))
    assert torch.allclose(found.probabilities, torch.tensor([[0.75, 0.5, 1.0]]))
    assert torch.allclose(found.weights, torch.tensor([[1.0, 1.0, 0.5]]))


def test_what_is_not_known_costs_nothing() -> None:
    logits = torch.zeros(2, 3, requires_grad=True)
    targets = Targets(torch.ones(2, 3), torch.tensor([[1.0, 0, 0], [0, 0, 0]]))
    cost = cross_entropy(logits, targets)
    cost.backward()
    assert cost.item() == pytest.approx(np.log(2))
    assert logits.grad is not None
    assert (logits.grad != 0).tolist() == [[True, False, False], [False, False, False]]
    assert cross_entropy(logits, Targets(torch.ones(2, 3), torch.zeros(2, 3))).item() == 0


def test_the_distance_to_the_teacher_is_counted_in_deviations() -> None:
    scale = Scale(torch.tensor([1.0, 0.0, 0.0]), torch.tensor([2.0, 1.0, 1.0]))
    targets = Targets(torch.full((1, 3), 0.5), torch.ones(1, 3), torch.tensor([[5.0, 0.0]]))
    off, same = torch.tensor([[0.0, 0.0, 9.0]]), torch.tensor([[2.0, 0.0, 9.0]])
    extra = loss(off, targets, scale) - cross_entropy(scale.logits(off), targets)
    assert extra.item() == pytest.approx(0.2 * 2**2 / 2)
    assert loss(same, targets, scale) == cross_entropy(scale.logits(same), targets)
    assert scale.logits(same)[0, 0] == 5
