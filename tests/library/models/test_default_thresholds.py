import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagstudio.library.models.default_thresholds import base_rate_threshold, lift


def log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


@given(st.floats(1e-6, 1 - 1e-6))
def test_the_default_threshold_is_half_way_to_even_odds(base_rate: float) -> None:
    threshold = base_rate_threshold(base_rate)
    assert log_odds(threshold) == pytest.approx(log_odds(base_rate) / 2, abs=1e-9)


def test_known_thresholds_and_lift() -> None:
    assert base_rate_threshold(0.5) == 0.5
    assert base_rate_threshold(0.1) == pytest.approx(0.25)
    assert lift(0.6, 0.1) == pytest.approx(6)


@pytest.mark.parametrize("base_rate", [0, 1, -0.1, 1.5, math.nan])
def test_a_base_rate_is_a_share(base_rate: float) -> None:
    with pytest.raises(ValueError, match="base rate"):
        base_rate_threshold(base_rate)
