import numpy as np
import pytest

from tagstudio.library.similar.sounds import deviations, standardised


@pytest.mark.parametrize("shape", [(1, 40), (777, 7), (500, 128), (3000, 50)])
def test_points_are_standardised_by_the_figures_of_numpy_without_its_copies(shape):
    """To the bit: what is decided by them is stored for good."""
    points = (np.random.default_rng(4).normal(size=shape) * 3 + 100).astype(np.float32)
    rows = np.arange(0, shape[0], 3)
    assert np.array_equal(deviations(points), points.std(axis=0))
    plain = (points[rows] - points.mean(axis=0)) / (points.std(axis=0) + 1e-6)
    plain /= np.float32(np.sqrt(shape[1]))
    assert np.array_equal(standardised(points, rows), plain)
