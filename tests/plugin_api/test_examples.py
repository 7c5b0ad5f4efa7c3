from dataclasses import replace

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.splits import TRAIN, VALIDATION

EXAMPLES = Examples(
    tags=("jazz", "my own tag"),
    track_ids=np.array([7, 9], np.int64),
    paths=("/music/a.mp3", "/music/odd \udcff.mp3"),
    features=np.arange(12, dtype=np.float16).reshape(2, 3, 2),
    targets=np.array([[YES, UNSEEN], [NO, YES]], np.int8),
    weights=np.ones((2, 2), np.float32),
    parent_scores=np.array([[0.25, np.nan], [0.5, np.nan]], np.float32),
    splits=np.array([TRAIN, VALIDATION], np.uint8),
    groups=np.array([4, 4], np.int64),
)


def test_what_is_saved_is_loaded(tmp_path):
    EXAMPLES.save(tmp_path / "examples.npz")
    loaded = Examples.load(tmp_path / "examples.npz")
    assert (loaded.tags, loaded.paths) == (EXAMPLES.tags, EXAMPLES.paths)
    for name in vars(EXAMPLES).keys() - {"tags", "paths"}:
        found, wanted = getattr(loaded, name), getattr(EXAMPLES, name)
        assert found.dtype == wanted.dtype
        np.testing.assert_array_equal(found, wanted)


def test_arrays_that_do_not_fit_together_are_refused():
    with pytest.raises(ValueError, match="targets has the shape"):
        replace(EXAMPLES, targets=np.zeros((2, 3), np.int8))


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04" + bytes(100)])
def test_another_file_is_refused_with_a_sentence(tmp_path, content):
    file = tmp_path / "other.npz"
    file.write_bytes(content)
    with pytest.raises(TagStudioError, match="holds no examples to train on"):
        Examples.load(file)
