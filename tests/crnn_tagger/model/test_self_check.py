from pathlib import Path

import torch
from crnn_tagger.model.checkpoint import save
from crnn_tagger.model.model_card import ModelCard
from crnn_tagger.model.networks import Network
from crnn_tagger.model.self_check import check_model

from tagstudio.core.files import sha256_of


def test_a_sound_model_is_described(model: Path, network: Network) -> None:
    check = check_model(model)
    assert check.passed and check.name == "small"
    assert sha256_of(model) in str(check.detail)
    assert f"{sum(p.numel() for p in network.parameters()):,} weights" in str(check.detail)


def test_a_damaged_model_fails_with_the_reason(model: Path) -> None:
    model.write_bytes(model.read_bytes()[:-4])
    check = check_model(model)
    assert not check.passed
    assert "bytes of weights" in str(check.detail)


def test_finite_weights_that_score_nothing_fail(
    model: Path, network: Network, card: ModelCard
) -> None:
    with torch.no_grad():
        next(network.parameters()).fill_(3e38)
    save(model, network, card)
    check = check_model(model)
    assert not check.passed
    assert "scores are not finite" in str(check.detail)
