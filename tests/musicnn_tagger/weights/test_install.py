from pathlib import Path

import pytest
import torch
from musicnn_tagger.model_file import load_model, read_card, read_info
from musicnn_tagger.weights import install as installing
from musicnn_tagger.weights.install import LICENCE_FILE, find_network, install_model
from musicnn_tagger.weights.wheel import PublishedCheckpoint

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.plugin_api import PluginContext

from .bundles import bundle
from .test_checkpoint import tensors


@pytest.fixture
def context(tmp_path: Path) -> PluginContext:
    return PluginContext(tmp_path / "models", tmp_path / "cache")


def test_a_model_is_made_from_a_wheel(context, monkeypatch) -> None:
    made = PublishedCheckpoint(*bundle(tensors()), "Do as you like.")
    monkeypatch.setattr(installing, "read_checkpoint", lambda wheel, folder: made)
    info = run(install_model("musicnn-mtt", Path("some.whl"), context))
    assert (info.name, info.licence) == ("musicnn-mtt", "ISC")
    assert [tag.name for tag in info.tags[:2]] == ["guitar", "classical"]
    file = context.models / "musicnn-mtt.safetensors"
    assert read_info(file) == info
    assert read_card(file).licence_text == "Do as you like."
    assert (context.models / LICENCE_FILE).read_text() == "Do as you like."


def test_a_damaged_checkpoint_leaves_no_model_behind(context, monkeypatch) -> None:
    index, data = bundle(tensors())
    made = PublishedCheckpoint(index, data[:-1], "")
    monkeypatch.setattr(installing, "read_checkpoint", lambda wheel, folder: made)
    with pytest.raises(TagStudioError, match=r"some\.whl are damaged .*Fetch it again"):
        run(install_model("musicnn-msd", Path("some.whl"), context))
    assert not context.models.exists()


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(TagStudioError, match="musicnn-msd, musicnn-mtt"):
        find_network("musicnn-vgg")


def test_the_published_models_are_installed(published: Path) -> None:
    infos = [
        read_info(published / f"{name}.safetensors") for name in ("musicnn-msd", "musicnn-mtt")
    ]
    assert [len(info.tags) for info in infos] == [50, 50]
    assert infos[0].feature_digest != infos[1].feature_digest
    assert "Permission to use, copy" in (published / LICENCE_FILE).read_text()
    assert torch.isfinite(load_model(published / "musicnn-mtt.safetensors").output.weight).all()
