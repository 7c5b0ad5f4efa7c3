from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import TagInfo
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.vocabulary import lastfm_tag_infos
from tagstudio.plugin_kit.training_set import TrainingSet, check_features, read_training_set

MakeExamples = Callable[..., Examples]
Read = Callable[[Examples], TrainingSet]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read(examples: Examples) -> TrainingSet:
        examples.save(tmp_path / "examples.npz")
        return read_training_set(tmp_path / "examples.npz", lastfm_tag_infos())

    return read


def with_new_tag(examples: Examples, yes: int, no: int) -> Examples:
    column = np.full((len(examples.track_ids), 1), UNSEEN, np.int8)
    column[:yes], column[yes : yes + no] = YES, NO
    return replace(
        examples,
        tags=(*examples.tags, "for running"),
        targets=np.hstack([examples.targets, column]),
        weights=np.hstack([examples.weights, (column != UNSEEN).astype(np.float32)]),
    )


def test_a_track_is_answered_by_an_answer_that_counts(
    read: Read, make_examples: MakeExamples
) -> None:
    examples = make_examples(answered=20, rest=5)
    examples.targets[4] = UNSEEN  # whatever its weight is
    examples.weights[7] = 0
    training_set = read(examples)
    assert np.flatnonzero(training_set.answered).tolist() == [0, 1, 2, 3, 5, 6, *range(8, 20)]
    assert (training_set.weights > 0).sum() == 36
    assert training_set.tags == read(make_examples()).tags


@pytest.mark.parametrize(("yes", "no", "rate"), [(5, 13, 6 / 26), (1, 0, 2 / 9), (0, 2, 1 / 10)])
def test_a_new_tag_gets_a_group_and_a_smoothed_base_rate(
    read: Read, make_examples: MakeExamples, yes: int, no: int, rate: float
) -> None:
    training_set = read(with_new_tag(make_examples(answered=20), yes, no))
    assert training_set.tags[50:] == (TagInfo("for running", "my tags", pytest.approx(rate)),)


def test_weak_answers_count_less_in_a_base_rate(read: Read, make_examples: MakeExamples) -> None:
    examples = with_new_tag(make_examples(answered=20), 2, 10)
    examples.weights[2:, 50] *= np.float32(0.3)
    assert read(examples).tags[50].base_rate == pytest.approx(3 / (2 + 3 + 8))


def test_some_tracks_keep_their_windows(read: Read, make_examples: MakeExamples) -> None:
    training_set = read(make_examples(windows=3))
    some = training_set.of(np.array([8, 3]))
    assert (some.starts.tolist(), some.windows.tolist()) == ([24, 9], [3, 3])
    assert some.paths == ("/music/8.mp3", "/music/3.mp3")
    assert some.folds.tolist() == [3, 3]
    assert some.features is training_set.features
    again = some.of(np.array([1]))
    assert again.starts.tolist() == [9]
    heard = some.with_features(np.zeros((2, 15, 8), np.float16))
    assert (heard.starts.tolist(), heard.windows.tolist()) == ([0, 1], [1, 1])


def test_no_track_of_another_fold_changes_the_rows_that_are_computed_together(
    read: Read, make_examples: MakeExamples
) -> None:
    training_set = read(make_examples(answered=20, rest=5))
    blocks = [rows.tolist() for rows in training_set.independent_rows()]
    assert blocks == [[*range(10, 25)], [0, 5], [1, 6], [2, 7], [3, 8], [4, 9]]


def wrong(name: str, value: Any) -> Callable[[Examples], Examples]:
    def change(examples: Examples) -> Examples:
        getattr(examples, name)[1] = value
        return examples

    return change


def without_answers(examples: Examples) -> Examples:
    return replace(examples, targets=np.full_like(examples.targets, UNSEEN))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (wrong("targets", 2), "impossible values of targets"),
        (wrong("targets", -2), "impossible values of targets"),
        (wrong("folds", 5), "impossible values of folds"),
        (wrong("folds", -1), "impossible values of folds"),
        (wrong("weights", -1.0), "impossible values of weights"),
        (wrong("weights", np.nan), "impossible values of weights"),
        (lambda e: replace(e, tags=(*e.tags[1:], e.tags[0])), "other tags"),
        (lambda e: replace(e, tags=(*e.tags[:49], "more")), "other tags"),
        (without_answers, "no answers to learn from yet"),
        (lambda e: replace(with_new_tag(e, 5, 5), tags=(*e.tags, "rock")), "a tag twice"),
        (lambda e: replace(with_new_tag(e, 5, 5), tags=(*e.tags, "")), "without a name"),
    ],
)
def test_bad_examples_are_refused(
    read: Read,
    make_examples: MakeExamples,
    change: Callable[[Examples], Examples],
    reason: str,
) -> None:
    with pytest.raises(TagStudioError, match=reason):
        read(change(make_examples(answered=20)))


def test_a_negative_number_of_windows_is_refused(read: Read, make_examples: MakeExamples) -> None:
    examples = make_examples()
    examples.windows[:2] = [3, -1]
    with pytest.raises(TagStudioError, match="impossible values of windows"):
        read(examples)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "examples.npz").write_bytes(b"nothing of the kind")
    with pytest.raises(TagStudioError, match="holds no examples"):
        read_training_set(tmp_path / "examples.npz", lastfm_tag_infos())


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        (np.zeros((60, 15, 9)), "but those here are 15 x 9"),
        (np.full((60, 15, 8), np.inf), "not finite"),
    ],
)
def test_unfit_features_are_refused(
    read: Read, make_examples: MakeExamples, features: np.ndarray, reason: str
) -> None:
    training_set = read(replace(make_examples(), features=features.astype(np.float16)))
    with pytest.raises(TagStudioError, match=reason):
        check_features(training_set, (15, 8))


@pytest.mark.parametrize("shape", [(0, 0), (0, 15, 8)])
def test_tracks_without_stored_features_are_refused(
    read: Read, make_examples: MakeExamples, shape: tuple[int, ...]
) -> None:
    bare = replace(
        make_examples(), features=np.zeros(shape, np.float16), windows=np.zeros(60, np.int64)
    )
    with pytest.raises(TagStudioError, match="works on features of 15 x 8, but none are stored"):
        check_features(read(bare), (15, 8))
