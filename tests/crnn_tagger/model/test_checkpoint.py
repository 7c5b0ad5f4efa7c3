import json
import signal
import struct
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch
from crnn_tagger.audio.mel import MelRecipe
from crnn_tagger.model.checkpoint import (
    METADATA_KEY,
    describe,
    feature_digest,
    load,
    read_card,
    read_info,
    round_matrices,
    save,
)
from crnn_tagger.model.model_card import ModelCard, from_json, to_json
from crnn_tagger.model.networks import K2C2Config, Network, build
from crnn_tagger.model.self_check import check_model

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import sha256_of
from tagstudio.learning.folds import FOLDS
from tagstudio.plugin_api import TagInfo

StartProcess = Callable[..., tuple[BaseProcess, Connection]]


def test_what_is_saved_is_what_is_loaded(model: Path, network: Network, card: ModelCard) -> None:
    loaded = load(model)
    assert loaded.card == card
    mel = torch.randn(2, 96, 1366)
    assert torch.equal(loaded.network(mel), network(mel))


def test_every_field_of_the_card_survives(model: Path, network: Network, card: ModelCard) -> None:
    full = replace(
        card,
        recipe=MelRecipe(centred=False),
        reading="published",
        source_sha256="ab" * 32,
        parent="msd-crnn",
        metrics={"macro_roc_auc": 0.87, "per_tag": {"rock": 0.9}},
        tags=(replace(card.tags[0], threshold=0.25), *card.tags[1:]),
    )
    save(model, network, full)
    assert load(model).card == full


def test_a_fully_convolutional_net_is_kept_too(tmp_path: Path, card: ModelCard) -> None:
    config = K2C2Config(maps=(2, 3, 4, 5, 6))
    network = build(config).eval()
    path = tmp_path / "k2c2.safetensors"
    save(path, network, replace(card, network=describe(config), feature_shape=(1, 6)))
    mel = torch.randn(1, 96, 1366)
    assert torch.equal(load(path).network(mel), network(mel))


def test_matrices_of_half_precision_take_half_the_room(
    model: Path, network: Network, card: ModelCard
) -> None:
    whole = safetensors.torch.load_file(model)
    round_matrices(network)
    save(model, network, card)
    found = safetensors.torch.load_file(model)
    assert {name for name in found if found[name].dtype == torch.float16} == {
        name for name in whole if whole[name].dim() > 1
    }
    loaded = load(model)
    mel = torch.randn(2, 96, 1366)
    assert torch.equal(loaded.network(mel), network(mel))
    assert {weight.dtype for weight in loaded.network.parameters()} == {torch.float32}
    assert feature_digest(loaded.network, card.recipe) == feature_digest(network, card.recipe)


def test_info_is_made_from_the_card(model: Path, network: Network, card: ModelCard) -> None:
    info = read_info(model)
    assert info.parameters == sum(weights.numel() for weights in network.parameters())
    assert (info.name, info.title, info.licence) == ("small", "Small", "MIT")
    assert info.tags == tuple(replace(tag, vocabulary="last.fm") for tag in card.tags)
    assert info.feature_shape == (15, 8)
    assert info.sha256 == sha256_of(model)


def test_info_follows_a_replaced_file(model: Path, network: Network, card: ModelCard) -> None:
    before = read_info(model).sha256
    save(model, network, replace(card, title="Other"))
    assert read_info(model).sha256 == sha256_of(model) != before


def test_the_same_content_gives_the_same_bytes(tmp_path: Path, model: Path) -> None:
    loaded = load(model)
    for name in ("once", "twice"):
        save(tmp_path / name, loaded.network, loaded.card)
    assert (tmp_path / "once").read_bytes() == (tmp_path / "twice").read_bytes()
    assert (tmp_path / "once").read_bytes() == model.read_bytes()


def test_a_card_of_the_first_release_is_read_and_written_with_the_new_names(model: Path) -> None:
    def as_of_old(card: dict[str, Any]) -> None:
        for tag in card["tags"]:
            tag["line"] = 0.25 if tag["name"] == "rock" else None
            del tag["threshold"]

    card = read_card(rewritten(model, change_card=as_of_old))
    thresholds = {tag.name: tag.threshold for tag in card.tags}
    assert thresholds["rock"] == 0.25 and thresholds["pop"] is None
    assert '"threshold":0.25' in to_json(card) and '"line"' not in to_json(card)


# ---- shadows


def shadows_of(network: Network) -> list[dict[str, torch.Tensor]]:
    """Return shadows whose output layers differ from the network's and from each other."""
    return [
        {
            name: weight.detach() + fold + 1
            for name, weight in network.named_parameters()
            if name.startswith("output.")
        }
        for fold in range(FOLDS)
    ]


def test_shadows_are_kept_beside_the_network(
    model: Path, network: Network, card: ModelCard
) -> None:
    alone, shadows = read_info(model), shadows_of(network)
    save(model, network, card, shadows)
    loaded = load(model)
    assert len(loaded.shadows) == FOLDS
    for found, saved in zip(loaded.shadows, shadows, strict=True):
        assert found.keys() == saved.keys()
        assert all(torch.equal(found[name], saved[name]) for name in saved)
    mel = torch.randn(1, 96, 1366)
    assert torch.equal(loaded.network(mel), network(mel))
    info = read_info(model)
    assert info.sha256 != alone.sha256
    assert replace(info, sha256=alone.sha256) == alone  # the number of parameters, too
    assert check_model(model).passed


def test_a_model_of_before_has_no_shadows(model: Path) -> None:
    assert load(model).shadows == ()
    assert check_model(model).passed


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda t: t.pop("shadow3.output.bias"), "its network .shadow3.output.bias"),
        (
            lambda t: [t.pop(f"shadow2.output.{name}") for name in ("weight", "bias")],
            "its network .shadow2.output.bias, shadow2.output.weight",
        ),
        (
            lambda t: t.update({"shadow4.output.bias": torch.zeros(49)}),
            "not those of its network .shadow4.output.bias",
        ),
        (
            lambda t: t.update({"shadow4.output.bias": torch.zeros(50).double()}),
            "not those of its network .shadow4.output.bias",
        ),
        (
            lambda t: t.update({"shadow5.output.bias": torch.zeros(50)}),
            "not those of its network .shadow5.output.bias",
        ),
        (
            lambda t: t.update({"shadow.output.bias": torch.zeros(50)}),
            "not those of its network .shadow.output.bias",
        ),
        (
            lambda t: t.update({"shadow0.of.nothing": torch.zeros(1)}),
            "not those of its network .shadow0.of.nothing",
        ),
        (
            lambda t: t.update({"shadow1.output.bias": torch.full((50,), torch.nan)}),
            "its weights shadow1.output.bias are not all finite",
        ),
    ],
)
def test_damaged_shadows_are_refused(
    model: Path,
    network: Network,
    card: ModelCard,
    change: Callable[["Tensors"], object],
    reason: str,
) -> None:
    save(model, network, card, shadows_of(network))
    with pytest.raises(TagStudioError, match=reason):
        load(rewritten(model, change_weights=change))
    assert not check_model(model).passed


def test_shadows_that_are_not_finite_are_not_saved(
    model: Path, network: Network, card: ModelCard
) -> None:
    before, shadows = model.read_bytes(), shadows_of(network)
    shadows[2]["output.bias"][0] = torch.inf
    with pytest.raises(ValueError, match="finite"):
        save(model, network, card, shadows)
    assert model.read_bytes() == before


# ---- what is refused


Tensors = dict[str, torch.Tensor]


def rewritten(
    path: Path,
    change_weights: Callable[[Tensors], object] = lambda tensors: None,
    change_card: Callable[[dict[str, Any]], object] = lambda card: None,
) -> Path:
    tensors = safetensors.torch.load_file(path)
    card = json.loads(to_json(read_card(path)))
    change_weights(tensors)
    change_card(card)
    content = safetensors.torch.save(tensors, {METADATA_KEY: json.dumps(card)})
    path.write_bytes(content)
    return path


def set_weight(name: str, value: torch.Tensor) -> Callable[[Tensors], object]:
    return lambda tensors: tensors.update({name: value})


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (set_weight("output.bias", torch.full((50,), torch.nan)), "output.bias are not all finite"),
        (set_weight("output.bias", torch.full((50,), torch.inf)), "output.bias are not all finite"),
        (set_weight("output.bias", torch.zeros(49)), "not those of its network .output.bias"),
        (set_weight("output.bias", torch.zeros(50).double()), "not those of its network"),
        (set_weight("more", torch.zeros(1)), "not those of its network .more"),
        (lambda tensors: tensors.pop("gru1.inward.bias"), "network .gru1.inward.bias"),
    ],
)
def test_weights_that_do_not_fit_are_refused(
    model: Path, change: Callable[[Tensors], object], reason: str
) -> None:
    with pytest.raises(TagStudioError, match=reason):
        load(rewritten(model, change_weights=change))


def set_card(*keys: str | int, value: object) -> Callable[[dict[str, Any]], object]:
    def change(card: Any) -> None:
        for key in keys[:-1]:
            card = card[key]
        card[keys[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (set_card("format_version", value=3), "a newer version of the plugin wrote it"),
        (set_card("format_version", value="1"), "no known format version"),
        (set_card("surprise", value=1), "unknown fields"),
        (lambda card: card.pop("tags"), "not complete"),
        (set_card("title", value=3), "a text of its metadata is not a text"),
        (set_card("recipe", "hop_samples", value=512), "mel recipe is another"),
        (set_card("tags", 0, "base_rate", value=0.0), "'rock': base rate"),
        (set_card("tags", 0, "line", value=1.5), "'rock': threshold"),
        (set_card("tags", 0, "name", value="pop"), "not distinct"),
        (set_card("metrics", value={"auc": float("nan")}), "the number NaN"),
        (set_card("network", "kind", value="transformer"), "no network of kind 'transformer'"),
        (set_card("network", "units", value=10**12), "impossible value"),
        (set_card("network", "units", value=9), "not those of its network"),
        (set_card("network", "maps", value=[4, 4, 8]), "layer widths"),
        (set_card("network", "tags", value=49), "do not fit together"),
        (set_card("network", "norm_eps", value=-1.0), "impossible value"),
        (set_card("network", "bigger", value=True), "other fields"),
        (set_card("feature_shape", value=[15, 9]), "do not fit together"),
    ],
)
def test_cards_that_do_not_fit_are_refused(
    model: Path, change: Callable[[dict[str, Any]], object], reason: str
) -> None:
    with pytest.raises(TagStudioError, match=reason) as refused:
        load(rewritten(model, change_card=change))
    assert str(model) in str(refused.value)


def huge_header(content: bytes) -> bytes:
    return struct.pack("<Q", 1 << 60) + content[8:]


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda content: content[:-1], "bytes of weights"),
        (lambda content: content + b"\0", "bytes of weights"),
        (lambda content: content[:100], "cannot be used"),
        (lambda content: b"", "not a safetensors file"),
        (huge_header, "not a safetensors file"),
        (lambda content: b"\x80\x04 a pickle, say" * 9, "not a safetensors file"),
        (lambda content: struct.pack("<Q", 4) + b"[[]]", "cannot be used"),
        (lambda content: struct.pack("<Q", 2) + b"{}", "not a model of this plugin"),
    ],
)
def test_damaged_files_are_refused(
    model: Path, damage: Callable[[bytes], bytes], reason: str
) -> None:
    model.write_bytes(damage(model.read_bytes()))
    for read in (read_info, load):
        with pytest.raises(TagStudioError, match=reason):
            read(model)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TagStudioError, match="it is not there"):
        load(tmp_path / "nowhere.safetensors")


def test_weights_that_are_not_finite_are_not_saved(
    model: Path, network: Network, card: ModelCard
) -> None:
    before = model.read_bytes()
    with torch.no_grad():
        next(network.parameters()).fill_(torch.nan)
    with pytest.raises(ValueError, match="finite"):
        save(model, network, card)
    assert model.read_bytes() == before


def test_a_card_refuses_what_json_cannot_hold(card: ModelCard) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        to_json(replace(card, metrics={"auc": float("inf")}))
    with pytest.raises(ValueError, match="base rate"):
        from_json(to_json(replace(card, tags=(TagInfo("rock", "genre", 1.0),))))


# ---- kills

SAVE_FOR_EVER = """
from crnn_tagger.model.checkpoint import load, save
loaded = load(path)
report("saving")
while True:
    save(path, loaded.network, loaded.card)
"""


def test_a_kill_while_saving_leaves_a_whole_file(model: Path, start_process: StartProcess) -> None:
    before = model.read_bytes()
    for delay in (0.0, 0.013, 0.031):
        process, reports = start_process(SAVE_FOR_EVER, path=model)
        assert reports.recv() == "saving"
        time.sleep(delay)
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        assert model.read_bytes() == before
        load(model)


def test_a_failed_write_leaves_the_old_file_and_no_rest(
    model: Path, network: Network, card: ModelCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = model.read_bytes()

    def half_written(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", half_written)
    with pytest.raises(OSError, match="No space"):
        save(model, network, replace(card, title="Other"))
    monkeypatch.undo()
    assert model.read_bytes() == before
    assert list(model.parent.iterdir()) == [model]


# ---- the digest of what makes the features


def test_versions_with_the_same_features_share_their_digest(network: Network) -> None:
    before = feature_digest(network, MelRecipe())
    with torch.no_grad():
        for name, weight in network.named_parameters():
            if name.startswith(("gru1.", "gru2.", "output.")):
                weight.add_(1)
    assert feature_digest(network, MelRecipe()) == before


@pytest.mark.parametrize("name", ["blocks.0.conv.weight", "blocks.3.norm.running_mean"])
def test_other_features_have_another_digest(network: Network, name: str) -> None:
    before = feature_digest(network, MelRecipe())
    network.state_dict()[name].view(-1)[0] += 1
    assert feature_digest(network, MelRecipe()) != before


def test_another_recipe_has_another_digest(network: Network) -> None:
    digests = {feature_digest(network, MelRecipe(centred=centred)) for centred in (True, False)}
    assert len(digests) == 2


def test_a_model_tells_its_digest(model: Path, network: Network, card: ModelCard) -> None:
    save(model, network, replace(card, feature_digest="ab" * 32))
    assert read_info(model).feature_digest == "ab" * 32
