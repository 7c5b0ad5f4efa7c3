from dataclasses import replace

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api.clips import Clips

CLIPS = Clips(
    tags=("jazz",),
    ids=("1", "2"),
    paths=("/music/a.mp3", "/music/odd \udcff.mp3"),
    groups=("a", "b"),
    answers=np.array([[1], [-1]], np.int8),
    splits=np.array([0, 2], np.uint8),
)


def test_what_is_saved_is_loaded(tmp_path):
    CLIPS.save(tmp_path / "clips.npz")
    loaded = Clips.load(tmp_path / "clips.npz")
    assert (loaded.tags, loaded.ids) == (CLIPS.tags, CLIPS.ids)
    assert (loaded.paths, loaded.groups) == (CLIPS.paths, CLIPS.groups)
    np.testing.assert_array_equal(loaded.answers, CLIPS.answers)
    np.testing.assert_array_equal(loaded.splits, CLIPS.splits)


def test_arrays_that_do_not_fit_together_are_refused():
    with pytest.raises(ValueError, match="splits has the shape"):
        replace(CLIPS, splits=np.zeros(3, np.uint8))


def test_another_file_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "other.npz").write_bytes(b"no archive")
    with pytest.raises(TagStudioError, match="holds no clips to train on") as wrong:
        Clips.load(tmp_path / "other.npz")
    assert wrong.value.message.key == "archive.invalid"
