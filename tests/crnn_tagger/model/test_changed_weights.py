"""A version goes to another computer as what learning changed, and is the same there."""

from dataclasses import replace
from pathlib import Path

import pytest
import safetensors.torch
import torch
from crnn_tagger.finetuning.output_layer import widened
from crnn_tagger.model.changed_weights import add_changes, save_changes
from crnn_tagger.model.checkpoint import describe, load, save
from crnn_tagger.model.model_card import ModelCard
from crnn_tagger.model.networks import CRNN_MEAN, CRNNConfig, Network, build

from tagstudio.core.errors import TagStudioError
from tagstudio.learning.folds import FOLDS
from tagstudio.plugin_api import TagInfo

LIBRARY = {"library_id": "1f", "path": "/home/anna/secret/music.db", "last_answer": 7}


@pytest.fixture
def version(tmp_path: Path, network: Network, card: ModelCard, model: Path) -> Path:
    """A version of `model`: one tag more, another recurrent weight, a copy per fold."""
    made = widened(network, 1)
    with torch.no_grad():
        made.get_parameter("gru1.gates.weight").add_(0.25)
        made.output.weight.add_(0.1)
    shadows = [{"output.weight": made.output.weight + fold} for fold in range(FOLDS)]
    described = replace(
        card,
        title="Small, fine-tuned by you",
        network={**card.network, "kind": CRNN_MEAN, "tags": len(card.tags) + 1},
        tags=(*card.tags, TagInfo("tango", "own", 0.1)),
        parent=model.stem,
        training={"key": "k", "options": {"library": LIBRARY}},
    )
    path = tmp_path / "mine.safetensors"
    save(path, made, described, shadows)
    return path


def test_a_version_is_the_same_on_another_computer(version, model, tmp_path):
    handed, there = tmp_path / "handed", tmp_path / "theirs.safetensors"
    save_changes(version, model, handed)
    add_changes(handed, model, there)
    ours, theirs = load(version), load(there)
    state = theirs.network.state_dict()
    for name, weight in ours.network.state_dict().items():
        assert torch.equal(weight, state[name]), name
    assert (len(ours.shadows), len(theirs.shadows)) == (FOLDS, 0)
    assert theirs.card.tags == ours.card.tags
    assert theirs.card.title == "Small, fine-tuned elsewhere"


def test_it_is_small_and_does_not_tell_where_the_library_lies(version, model, tmp_path):
    handed = tmp_path / "handed"
    save_changes(version, model, handed)
    content = handed.read_bytes()
    assert b"secret" not in content
    assert b"music.db" in content
    changed = {"gru1.gates.weight", "output.bias", "output.weight"}
    assert safetensors.torch.load(content).keys() == changed


def test_what_does_not_fit_is_refused_whole(version, model, network, card, tmp_path):
    handed, there = tmp_path / "handed", tmp_path / "theirs.safetensors"
    save_changes(version, model, handed)
    wider = CRNNConfig(maps=(4, 4, 4, 8), units=8)
    other = tmp_path / "other.safetensors"
    save(other, build(wider), replace(card, network=describe(wider)))
    with pytest.raises(TagStudioError, match="its weights are not those of its network"):
        add_changes(handed, other, there)
    handed.write_bytes(handed.read_bytes()[:-4])
    with pytest.raises(TagStudioError, match="bytes of weights"):
        add_changes(handed, model, there)
    assert not there.exists()


def test_nothing_is_overwritten(version, model, tmp_path):
    handed = tmp_path / "handed"
    save_changes(version, model, handed)
    before = version.read_bytes()
    with pytest.raises(TagStudioError, match="There is a model 'mine' already"):
        add_changes(handed, model, version)
    assert version.read_bytes() == before
