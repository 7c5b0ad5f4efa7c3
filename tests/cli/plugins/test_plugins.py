"""The verbs of `tagstudio plugins`, as a user types them."""

import json
import shutil
from pathlib import Path

import pytest

from tagstudio.core import paths
from tagstudio.core.settings import load_settings
from tagstudio.engine.plugins import discovery
from tagstudio.engine.plugins.discovery import SAFE_MODE

PLUGINS = Path(__file__).parents[2] / "plugins"


@pytest.fixture
def tagstudio(command):
    return command


@pytest.fixture(autouse=True)
def nothing_bundled(monkeypatch, tmp_path):
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "none")


@pytest.fixture
def own(tmp_path, monkeypatch) -> Path:
    """A folder to work in, with the fake tagger in it."""
    shutil.copytree(PLUGINS / "fake_tagger", tmp_path / "own" / "fake_tagger")
    monkeypatch.chdir(tmp_path / "own")
    return tmp_path / "own"


def listed(tagstudio) -> dict[str, dict]:
    status, out, _ = tagstudio("plugins", "list", "--json")
    assert status == 0
    return {plugin["name"]: plugin for plugin in json.loads(out)["plugins"]}


def test_a_new_plugin_passes_the_checks_as_it_is_written(tagstudio, own):
    status, out, err = tagstudio("plugins", "new", "my_own")
    assert (status, out) == (0, f"{own / 'my_own'}\n")
    assert "tagstudio plugins validate my_own" in err
    assert sorted(path.name for path in (own / "my_own").iterdir()) == [
        "MANIFEST.toml",
        "MODEL_CARD.md",
        "plugin.py",
        "test_plugin.py",
    ]
    assert "class MyOwn(LinearTagger)" in (own / "my_own" / "plugin.py").read_text()
    for check in ("validate", "test"):
        status, out, _ = tagstudio("plugins", check, "my_own", "--json")
        assert status == 0, out
        checks = {one["name"]: one["passed"] for one in json.loads(out)["checks"]}
        assert all(checks.values())
        assert len(checks) > 7
    assert checks["shadows"]


@pytest.mark.parametrize("name", ["my-own", "My_own", "class", "json", "tagstudio", "_x", "é", "1"])
def test_a_new_plugin_needs_a_name_that_it_can_have(tagstudio, own, name):
    status, _, err = tagstudio("plugins", "new", name)
    assert status == 1
    assert "Choose another one." in err or "cannot be a plugin's name" in err
    assert not (own / name).exists()


def test_a_new_plugin_replaces_nothing(tagstudio, own):
    status, _, err = tagstudio("plugins", "new", "fake_tagger")
    assert status == 1
    assert "There is something at" in err


def test_what_is_wrong_is_listed_and_the_status_says_so(tagstudio, own):
    status, out, err = tagstudio("plugins", "validate", "fake_tagger")
    assert status == 1
    assert "FAILED" in out
    assert "[permissions] is missing" in out
    assert "3 of 8 checks failed" in err
    assert tagstudio("plugins", "validate", "nowhere")[0] == 1


def test_a_plugin_is_installed_after_saying_what_it_does(tagstudio, own, monkeypatch):
    status, out, err = tagstudio("plugins", "install", "fake_tagger", "--pretend")
    assert (status, out) == (0, "")
    assert "It does not say what it does." in err
    assert "runs with your rights" in err
    assert "its model suggests from then on" in err
    assert listed(tagstudio) == {}
    status, _, err = tagstudio("plugins", "install", "fake_tagger")  # nobody there to agree
    assert status == 1
    assert "add --yes" in err
    assert tagstudio("plugins", "install", "fake_tagger", "-y")[0] == 0
    plugin = listed(tagstudio)["fake_tagger"]
    assert plugin["works"]
    assert plugin["models"] == ["loudness"]
    assert plugin["permissions_in_words"] == ["It does not say what it does."]
    status, _, err = tagstudio("plugins", "install", "fake_tagger", "-y")
    assert status == 1
    assert "is there already" in err


def test_a_plugin_is_switched_off_on_and_removed(tagstudio, fake_tagger, music):
    tagstudio("scan", music)
    assert tagstudio("plugins", "disable", "fake_tagger")[0] == 0
    plugin = listed(tagstudio)["fake_tagger"]
    assert (plugin["works"], plugin["off"]) == (False, True)
    status, _, err = tagstudio("suggest", "--model", "loudness")
    assert status == 1
    assert "No model is installed" in err
    assert "off: The plugin fake_tagger is switched off." in tagstudio("plugins", "list")[1]
    assert tagstudio("plugins", "enable", "fake_tagger")[0] == 0
    assert listed(tagstudio)["fake_tagger"]["works"]
    assert load_settings().plugins_off == ()
    status, _, err = tagstudio("plugins", "remove", "fake_tagger")
    assert status == 0
    assert err == "fake_tagger is removed.\n"
    assert listed(tagstudio) == {}
    assert tagstudio("plugins", "disable", "fake_tagger")[0] == 1


@pytest.mark.parametrize("place", ["before", "behind"])
def test_safe_mode_leaves_out_what_does_not_come_with_the_program(
    tagstudio, fake_tagger, monkeypatch, place
):
    monkeypatch.setenv(SAFE_MODE, "")  # so that what the command sets ends with the test
    words = ["plugins", "list", "--json"]
    words = ["--safe-mode", *words] if place == "before" else [*words, "--safe-mode"]
    status, out, _ = tagstudio(*words)
    assert status == 0
    found = json.loads(out)
    assert found["safe_mode"]
    assert "safe mode" in found["plugins"][0]["problem"]


def test_the_earlier_way_to_try_a_file_still_works(tagstudio, fake_tagger, music):
    for verb in ("try", "test"):
        status, out, _ = tagstudio("plugins", verb, music / "loud.wav", "--model", "loudness")
        assert status == 0
        assert "loud " in out


def test_a_plugin_that_crashes_is_named_and_the_other_tracks_have_suggestions(tagstudio, music):
    shutil.copytree(PLUGINS / "trouble_tagger", paths.user_plugins_folder() / "trouble_tagger")
    for kind in ("crash", "defect", "few", "twice", "no number"):
        shutil.copy(music / "loud.wav", music / f"{kind}.wav")
    assert tagstudio("scan", music)[0] == 0
    status, out, err = tagstudio("suggest", "--model", "trouble")
    assert status == 0
    said = out + err
    assert "The tagger trouble_tagger stopped working (it crashed, signal 11)" in said
    assert "The plugin trouble_tagger has a defect (ZeroDivisionError" in said
    assert "The plugin trouble_tagger gave 2 scores for the 3 tags of its model." in said
    assert "The plugin trouble_tagger gave more than one result for a track" in said
    assert "no number from 0 to 1: NaN" in said
    found = json.loads(tagstudio("list", "--model", "trouble", "--json")[1])["tracks"]
    scored = {Path(one["path"]).name for one in found if one["state"] == "suggested"}
    assert scored == {"loud.wav", "middle.flac", "quiet.ogg", "twice.wav"}
