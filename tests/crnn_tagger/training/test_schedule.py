import pytest
from crnn_tagger.training.schedule import one_cycle_rate


def test_the_learning_rate_warms_up_then_decays_to_nothing() -> None:
    rates = [one_cycle_rate(done / 100) for done in range(101)]
    assert max(rates) == pytest.approx(1, abs=0.001) and rates.index(max(rates)) == 20
    assert rates[0] < 0.1 and rates[100] == pytest.approx(0)
