import pytest
from crnn_tagger.training.distributed import ALONE, joined


def test_without_torchrun_one_process_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    with joined("cpu") as (world, device):
        assert (world, device) == (ALONE, "cpu")
    assert world.first and world.from_first("value") == "value" and not world.any_of(False)
