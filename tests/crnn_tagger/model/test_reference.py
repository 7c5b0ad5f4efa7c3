import json
from dataclasses import replace
from pathlib import Path

import pytest
from crnn_tagger.model import reference
from crnn_tagger.model.checkpoint import read_info
from crnn_tagger.model.model_card import ModelCard, from_json, to_json
from crnn_tagger.plugin import BUNDLED


@pytest.fixture
def known(card: ModelCard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModelCard:
    """A published model of which the reference has rock, and says that happy is not heard."""
    entry = {
        "feature_digest": "d" * 64,
        "shares": [0.1, 0.5],
        "scores": {"rock": [0.4, 0.02]},
        "unheard": ["happy"],
    }
    file = tmp_path / "reference.json"
    file.write_text(json.dumps({"models": [entry]}), "utf-8")
    monkeypatch.setattr(reference, "FILE", file)
    return replace(card, feature_digest="d" * 64)


def test_the_tags_of_a_published_model_have_their_reference(known: ModelCard) -> None:
    tags = {tag.name: tag for tag in reference.described_tags(known)}
    assert tags["rock"].reference == ((0.1, 0.4), (0.5, 0.02))
    assert tags["jazz"].reference == ()
    assert [name for name, tag in tags.items() if not tag.heard] == ["happy"]


def test_versions_and_other_networks_have_none(known: ModelCard) -> None:
    version = replace(known, parent="msd-crnn")
    assert reference.described_tags(version) == version.tags
    other = replace(known, feature_digest="e" * 64)
    assert reference.described_tags(other) == other.tags


def test_a_card_does_not_repeat_the_reference(known: ModelCard) -> None:
    described = replace(known, tags=reference.described_tags(known))
    assert to_json(described) == to_json(known)
    assert from_json(to_json(described)).tags == known.tags


@pytest.mark.parametrize("model", sorted(BUNDLED.glob("*.safetensors")), ids=lambda path: path.stem)
def test_each_bundled_model_has_a_reference(model: Path) -> None:
    """After another network took its place: benchmarks/thresholds.py --reference."""
    info = read_info(model)
    for tag in info.tags:
        shares, scores = zip(*tag.reference, strict=True)
        assert list(shares) == sorted(shares)
        assert list(scores) == sorted(scores, reverse=True)
        assert 0 < min(scores) <= max(scores) < 1
    assert [tag.name for tag in info.tags if not tag.heard] == ["happy"]


def test_without_the_models_that_come_with_the_plugin_there_is_no_reference(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, known: ModelCard
) -> None:
    monkeypatch.setattr(reference, "FILE", tmp_path / "no" / "reference.json")
    assert reference.described_tags(known) == known.tags
