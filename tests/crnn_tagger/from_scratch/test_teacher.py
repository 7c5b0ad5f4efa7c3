from pathlib import Path

import pytest
import torch
from crnn_tagger.audio.mel import centre
from crnn_tagger.from_scratch import teacher
from crnn_tagger.from_scratch.teacher import Teacher
from crnn_tagger.model.checkpoint import load
from torch import Tensor

CPU = torch.device("cpu")


@pytest.fixture
def decibels() -> Tensor:
    torch.manual_seed(0)
    return torch.rand(10, 96, 1366) * 80 - 100


def test_logits_are_the_models_own(
    model: Path, decibels: Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teacher, "half_pays", lambda device: False)
    checkpoint = load(model)
    with torch.no_grad():
        expected = checkpoint.network(centre(decibels))
    found = Teacher(checkpoint, CPU).logits(decibels)
    assert torch.allclose(found, expected, atol=1e-4)


def test_in_half_precision_they_are_nearly_so(
    model: Path, decibels: Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for half in (False, True):
        monkeypatch.setattr(teacher, "half_pays", lambda device, half=half: half)
        found.append(Teacher(load(model), CPU).logits(decibels))
    assert 0 < (found[0] - found[1]).abs().max() < 0.1
