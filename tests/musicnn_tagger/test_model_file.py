import json
from dataclasses import replace
from pathlib import Path

import pytest
import safetensors.torch
import torch
from musicnn_tagger.model_file import (
    METADATA_KEY,
    MusicnnCard,
    load_model,
    read_card,
    read_info,
    save_model,
)
from musicnn_tagger.network import Musicnn
from musicnn_tagger.tags import tag_infos

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api.vocabulary import LASTFM


@pytest.fixture
def file(tmp_path: Path, network: Musicnn, card: MusicnnCard) -> Path:
    path = tmp_path / "musicnn-msd.safetensors"
    save_model(path, network, card)
    return path


def test_a_model_comes_back_as_it_was_written(
    file: Path, tmp_path: Path, network: Musicnn, card: MusicnnCard
) -> None:
    assert read_card(file) == card
    found = load_model(file).state_dict()
    assert all(torch.equal(found[name], weight) for name, weight in network.state_dict().items())
    again = tmp_path / "again.safetensors"
    save_model(again, network, card)
    assert again.read_bytes() == file.read_bytes()


def test_what_is_told_of_a_model(file: Path, tmp_path: Path, network: Musicnn, card: MusicnnCard):
    info = read_info(file)
    assert (info.name, info.licence, info.feature_shape) == ("musicnn-msd", "MIT", (200,))
    assert info.tags == tag_infos(LASTFM)
    assert info.parameters == 787_159
    renamed = tmp_path / "other.safetensors"
    save_model(renamed, network, replace(card, title="Other"))
    assert read_info(renamed).feature_digest == info.feature_digest
    save_model(renamed, network, replace(card, checkpoint_sha256="1" * 64))
    assert read_info(renamed).feature_digest != info.feature_digest


@pytest.mark.parametrize("length", [0, 7, 100, 3_000_000])
def test_a_file_that_is_cut_off_is_refused(file: Path, length: int) -> None:
    file.write_bytes(file.read_bytes()[:length])
    for read in (read_info, load_model):
        with pytest.raises(TagStudioError, match=r"cannot be used: .*install it again\."):
            read(file)


def weights(network: Musicnn) -> dict[str, torch.Tensor]:
    return {name: weight.clone() for name, weight in network.state_dict().items()}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"output.bias": torch.zeros(3)}, "other weights"),
        ({"more": torch.zeros(3)}, "other weights"),
        ({"output.bias": torch.full((50,), torch.nan)}, "not finite"),
    ],
)
def test_weights_that_do_not_fit_are_refused(file: Path, network: Musicnn, change, reason) -> None:
    text = safetensors.safe_open(file, "numpy").metadata()[METADATA_KEY]
    safetensors.torch.save_file(weights(network) | change, file, {METADATA_KEY: text})
    with pytest.raises(TagStudioError, match=reason):
        load_model(file)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"format": 2}, "another version of the plugin"),
        ({"vocabulary": "mine"}, "not complete"),
        ({"vocabulary": ["last.fm"]}, "not complete"),
        ({"parameters": "many"}, "not complete"),
        ({"title": None}, "not complete"),
        ({"colour": "red"}, "unexpected keyword"),
    ],
)
def test_cards_that_make_no_sense_are_refused(file, network, card, change, reason) -> None:
    text = json.dumps(vars(card) | change)
    safetensors.torch.save_file(weights(network), file, {METADATA_KEY: text})
    with pytest.raises(TagStudioError, match=reason):
        read_info(file)


def test_other_files_are_refused(file: Path, network: Musicnn, tmp_path: Path) -> None:
    safetensors.torch.save_file(weights(network), file, {"crnn_tagger": "{}"})
    with pytest.raises(TagStudioError, match="not a model of this plugin"):
        read_info(file)
    with pytest.raises(TagStudioError, match="cannot be used"):
        read_info(tmp_path)
    with file.open("r+b") as opened:
        opened.truncate(20 << 20)
    with pytest.raises(TagStudioError, match="too large"):
        read_info(file)


def test_each_published_model_has_a_reference(published: Path) -> None:
    """After another way to hear a window: benchmarks/thresholds.py --reference."""
    for name in ("musicnn-msd", "musicnn-mtt"):
        for tag in read_info(published / f"{name}.safetensors").tags:
            shares, scores = zip(*tag.reference, strict=True)
            assert list(shares) == sorted(shares)
            assert list(scores) == sorted(scores, reverse=True)
            assert 0 < min(scores) <= max(scores) < 1
