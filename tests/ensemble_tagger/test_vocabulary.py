from dataclasses import replace

import numpy as np
import pytest
from ensemble_tagger.vocabulary import joint_reference, joint_vocabulary

from tagstudio.learning.log_odds import logit, sigmoid
from tagstudio.plugin_api import TagInfo

FIRST = (TagInfo("jazz", "genre", 0.1), TagInfo("sad", "mood", 0.02, heard=False))
SECOND = (TagInfo("piano", "voice and instrument", 0.2), TagInfo("jazz", "style", 0.3, 0.5))


def test_each_tag_comes_once_in_the_order_of_the_members() -> None:
    tags = joint_vocabulary((FIRST, SECOND), {}).tags
    assert [tag.name for tag in tags] == ["jazz", "sad", "piano"]
    assert [replace(tag, weights=()) for tag in tags[1:]] == [FIRST[1], SECOND[0]]
    assert tags[0].group == "genre"
    assert tags[0].threshold is None


def test_a_shared_tag_is_the_mean_of_logits_and_another_is_one_members() -> None:
    first, second = joint_vocabulary((FIRST, SECOND), {}).weights
    logits = np.array([[1.0, 2.0]]) @ first + np.array([[4.0, 5.0]]) @ second
    assert logits.tolist() == [[3.0, 2.0, 4.0]]


def test_weights_are_by_tag_and_sum_to_one() -> None:
    vocabulary = joint_vocabulary((FIRST, SECOND), {"jazz": (3, 1), "sad": (9,), "gone": (1, 2)})
    first, second = vocabulary.weights
    assert (first[0, 0], second[1, 0]) == (0.75, 0.25)
    assert first[1, 1] == 1
    assert [tag.weights for tag in vocabulary.tags] == [(0.75, 0.25), (1, 0), (0, 1)]
    assert logit(vocabulary.tags[0].base_rate) == pytest.approx(
        0.75 * logit(0.1) + 0.25 * logit(0.3), abs=1e-6
    )


def test_weights_for_another_number_of_members_are_not_taken() -> None:
    first, second = joint_vocabulary((FIRST, SECOND), {"jazz": (3, 1, 1)}).weights
    assert first[0, 0] == second[1, 0] == 0.5


def test_a_tag_is_heard_where_any_member_hears_it() -> None:
    hearing = (TagInfo("sad", "mood", 0.02),)
    assert joint_vocabulary((FIRST, hearing), {}).tags[1].heard
    assert not joint_vocabulary((FIRST, SECOND), {}).tags[1].heard


def test_reference_scores_are_means_in_log_odds() -> None:
    [pair] = joint_reference([((0.1, 0.9),), ((0.1, 0.5),)], np.array([0.5, 0.5]))
    assert pair == (0.1, pytest.approx(float(sigmoid(logit(0.9) / 2))))


def test_reference_scores_of_other_shares_or_of_one_member_only_are_none() -> None:
    shares = np.array([0.5, 0.5])
    assert joint_reference([((0.1, 0.9),), ()], shares) == ()
    assert joint_reference([((0.1, 0.9),), ((0.2, 0.5),)], shares) == ()
