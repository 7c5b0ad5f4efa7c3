import numpy as np
import pytest

from tagstudio.learning.scaling import COMPONENTS, Scaling


@pytest.fixture
def library():
    """300 tracks whose 90 dimensions are correlated and on different scales, one of them fixed."""
    random = np.random.default_rng(0)
    mixed = random.normal(size=(300, 90)) @ random.normal(size=(90, 90))
    mixed *= 10.0 ** random.integers(-3, 3, 90)
    mixed[:, 7] = 5
    return mixed


def test_the_mean_square_norm_of_the_library_is_one(library):
    scaled = Scaling.fit(library)(library)
    assert scaled.shape == (300, COMPONENTS)
    assert (scaled**2).sum(axis=1).mean() == pytest.approx(1)
    assert scaled.mean(axis=0) == pytest.approx(0, abs=1e-9)


def test_components_are_uncorrelated_and_half_whitened(library):
    """The variance of each is in proportion to the standard deviation of the component."""
    scaled = Scaling.fit(library)(library)
    z_scored = (library - library.mean(0)) / np.maximum(library.std(0), 1e-3)
    deviations = np.sqrt(np.linalg.eigvalsh(np.cov(z_scored.T, bias=True))[::-1][:COMPONENTS])
    covariance = np.cov(scaled.T, bias=True)
    assert covariance == pytest.approx(np.diag(deviations / deviations.sum()), abs=1e-9)


def test_units_and_places_of_the_dimensions_do_not_matter(library):
    random = np.random.default_rng(1)
    moved = library * random.uniform(0.5, 20, 90) + random.normal(size=90)
    scaled, again = (Scaling.fit(one)(one) for one in (library, moved))
    assert scaled @ scaled.T == pytest.approx(again @ again.T, abs=1e-7)


def test_the_sign_of_a_component_does_not_depend_on_the_order_of_the_tracks(library):
    turned = Scaling.fit(library[::-1])
    assert turned.projection == pytest.approx(Scaling.fit(library).projection, rel=1e-4, abs=1e-9)


def test_the_same_tracks_give_the_same_bits(library):
    one, two = Scaling.fit(library), Scaling.fit(library.copy())
    assert one.projection.tobytes() == two.projection.tobytes()


@pytest.mark.parametrize("tracks", [1, 2, 5])
def test_a_small_library_has_fewer_components(library, tracks):
    scaled = Scaling.fit(library[:tracks])(library)
    assert scaled.shape == (300, tracks - 1)
    assert np.isfinite(scaled).all()


def test_a_dimension_that_never_varied_says_nothing_of_a_new_track(library):
    scaling = Scaling.fit(library)
    new = library[:1].copy()
    new[0, 7] = 6
    assert scaling(new) == pytest.approx(scaling(library[:1]), abs=1e-9)
