from dataclasses import replace

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api.archive import save_archive
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples, mean_per_track

EXAMPLES = Examples(
    tags=("jazz", "my own tag"),
    track_ids=np.array([7, 9, 12], np.int64),
    paths=("/music/a.mp3", "/music/odd \udcff.mp3", "/music/c.mp3"),
    features=np.arange(18, dtype=np.float16).reshape(3, 3, 2),
    windows=np.array([1, 0, 2]),
    targets=np.array([[YES, UNSEEN], [NO, YES], [UNSEEN, UNSEEN]], np.int8),
    weights=np.array([[1, 0], [0.3, 1], [0, 0]], np.float32),
    folds=np.array([4, 4, 0], np.int8),
    sample=np.array([True, False, True]),
)


def test_what_is_saved_is_loaded(tmp_path):
    EXAMPLES.save(tmp_path / "examples.npz")
    loaded = Examples.load(tmp_path / "examples.npz")
    assert (loaded.tags, loaded.paths) == (EXAMPLES.tags, EXAMPLES.paths)
    for name in vars(EXAMPLES).keys() - {"tags", "paths"}:
        found, wanted = getattr(loaded, name), getattr(EXAMPLES, name)
        assert found.dtype == wanted.dtype
        np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("features", np.zeros((2, 3, 2), np.float16)),
        ("windows", np.array([1, 2])),
        ("windows", np.array([1, 1, 2])),
        ("targets", np.zeros((2, 3), np.int8)),
        ("weights", np.zeros((3, 1), np.float32)),
        ("folds", np.zeros((3, 1), np.int8)),
        ("sample", np.zeros(2, np.bool_)),
        ("paths", ("/music/a.mp3",)),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(name, value):
    with pytest.raises(ValueError, match="has the shape"):
        replace(EXAMPLES, **{name: value})


def test_a_file_of_arrays_that_do_not_fit_is_refused_with_a_sentence(tmp_path):
    texts = {"tags": EXAMPLES.tags, "paths": EXAMPLES.paths}
    arrays = {name: value for name, value in vars(EXAMPLES).items() if name not in texts}
    save_archive(tmp_path / "odd.npz", texts, arrays | {"folds": EXAMPLES.folds[:2]})
    with pytest.raises(TagStudioError, match="holds no examples to train on: folds has the shape"):
        Examples.load(tmp_path / "odd.npz")
    del arrays["sample"]  # as in the files of an older version
    save_archive(tmp_path / "old.npz", texts, arrays)
    with pytest.raises(TagStudioError, match="holds no examples to train on"):
        Examples.load(tmp_path / "old.npz")


def test_a_track_is_answered_by_an_answer_that_counts():
    assert EXAMPLES.answered.tolist() == [True, True, False]


def test_each_tracks_windows_follow_those_of_the_one_before():
    assert EXAMPLES.starts.tolist() == [0, 1, 1]
    of_windows = EXAMPLES.features.reshape(3, 6)
    means = mean_per_track(of_windows, EXAMPLES.windows)
    assert means.tolist() == [
        pytest.approx(of_windows[0]),
        pytest.approx([np.nan] * 6, nan_ok=True),
        pytest.approx(of_windows[1:].mean(axis=0)),
    ]
    assert mean_per_track(np.zeros((0, 4)), np.array([0, 0])).shape == (2, 4)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04" + bytes(100)])
def test_another_file_is_refused_with_a_sentence(tmp_path, content):
    file = tmp_path / "other.npz"
    file.write_bytes(content)
    with pytest.raises(TagStudioError, match="holds no examples to train on"):
        Examples.load(file)
