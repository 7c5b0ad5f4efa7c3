"""A joint model as a user makes it: combined, used, and named where a member is gone."""

import json
import shutil
from pathlib import Path

import pytest

from tagstudio.core import paths

STARTER = Path(__file__).parents[2] / "plugins" / "crnn_tagger" / "models" / "starter.safetensors"


@pytest.fixture
def twin() -> Path:
    """A second model of the CRNN plugin, which says what the starter says."""
    folder = paths.models_folder("crnn_tagger")
    folder.mkdir(parents=True)
    return Path(shutil.copyfile(STARTER, folder / "twin.safetensors"))


def test_models_are_combined_and_suggest_together(command, music, twin):
    status, out, err = command("models", "combine", "pair", "starter", "twin")
    assert (status, err) == (0, "")
    assert out == "pair is made of starter and twin.\n"
    models = json.loads(command("models", "list", "--json")[1])["models"]
    assert {one["name"]: one["members"] for one in models}["pair"] == ["starter", "twin"]
    assert command("scan", music)[0] == 0
    for model in ("pair", "starter"):
        assert command("suggest", "--model", model)[0] == 0
    tracks = {
        model: json.loads(command("list", "--model", model, "--json")[1])["tracks"]
        for model in ("pair", "starter")
    }
    for pair, starter in zip(tracks["pair"], tracks["starter"], strict=True):
        alone = {one["tag"]: one["score"] for one in starter["suggestions"]}
        assert {one["tag"] for one in pair["suggestions"]} == alone.keys()
        for one in pair["suggestions"]:
            assert one["score"] == pytest.approx(alone[one["tag"]], abs=1e-3)
    twin.unlink()
    listed = json.loads(command("models", "list", "--json")[1])
    assert [one["name"] for one in listed["models"]] == ["starter"]
    assert "its member twin is not installed" in listed["damaged"][0]["reason"]


def test_the_weight_of_each_member_is_shown_by_tag(command, twin):
    command("models", "combine", "pair", "starter", "twin")
    shown = json.loads(command("models", "show", "pair", "--json")[1])["tags"]
    assert {tuple(tag["weights"].items()) for tag in shown} == {(("starter", 0.5), ("twin", 0.5))}
    _, out, _ = command("models", "show", "pair")
    heading, jazz = (
        next(it for it in out.splitlines() if name in it) for name in ("Tag  ", "jazz")
    )
    assert heading.split()[-2:] == ["starter", "twin"]
    assert jazz.split()[-2:] == ["50.0%", "50.0%"]
    alone = json.loads(command("models", "show", "starter", "--json")[1])["tags"]
    assert {str(tag["weights"]) for tag in alone} == {"{}"}


def test_what_cannot_be_combined_is_said(command, twin):
    for arguments, reason in (
        (("pair", "starter"), "2 to 8 different members"),
        (("pair", "starter", "gone"), "No model 'gone' is installed"),
        (("twin", "starter", "twin"), "There is a model 'twin' already"),
    ):
        status, _, err = command("models", "combine", *arguments)
        assert status == 1
        assert reason in err
