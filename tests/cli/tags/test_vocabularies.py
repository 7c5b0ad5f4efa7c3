"""`tagstudio vocabularies`, and what the verbs say of a joint model's members."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.cli.app import main
from tagstudio.core import paths

PLUGINS = Path(__file__).parents[2] / "plugins"
NAMES = (
    "first .9 .2 second .1 .7 .6",
    "first .6 .8 second .8 .9 .2",
    "first .7 .1 second .6 .1 .9",
)


def install() -> None:
    shutil.copytree(PLUGINS / "joint_tagger", paths.user_plugins_folder() / "joint_tagger")


@pytest.fixture(scope="session")
def joint_library(tmp_path_factory) -> Path:
    """Three tracks that a joint model has heard, made once."""
    folder = tmp_path_factory.mktemp("joint")
    music = folder / "music"
    music.mkdir()
    for name in NAMES:
        soundfile.write(music / f"{name}.wav", np.full(8000, 0.1), 8000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.HOME_VARIABLE, str(folder / "home"))
        install()
        library = ["--library", str(folder / "my.db")]
        assert main([*library, "scan", str(music)]) == 0
        assert main([*library, "suggest", "--model", "both"]) == 0
    return folder / "my.db"


@pytest.fixture
def tagstudio(command, joint_library, tmp_path):
    install()
    shutil.copy(joint_library, tmp_path / "my.db")
    return command


def document(answer: tuple[int, str, str]):
    status, out, err = answer
    assert (status, err) == (0, "")
    return json.loads(out)


def listed(tagstudio, *arguments: str) -> list[dict]:
    return document(tagstudio("list", *arguments, "--model", "both", "--json"))["tracks"]


def test_a_vocabulary_is_switched_off_and_on(tagstudio):
    found = document(tagstudio("vocabularies", "--json"))["vocabularies"]
    assert found == [
        {"name": "last.fm", "tags": 2, "only": 0, "on": True},
        {"name": "MagnaTagATune", "tags": 3, "only": 1, "on": True},
    ]
    assert len(listed(tagstudio, "tag:piano")) == 2
    off = document(tagstudio("vocabularies", "off", "magnatagatune", "--json"))
    assert off == {"name": "MagnaTagATune", "on": False, "changed": True, "tags": 1}
    assert listed(tagstudio, "tag:piano") == []
    assert "piano" not in {one["tag"] for one in listed(tagstudio)[0]["suggestions"]}
    table = " ".join(tagstudio("vocabularies")[1].split())
    assert "MagnaTagATune off 3 1" in table
    again = tagstudio("vocabularies", "off", "MagnaTagATune")[1]
    assert again == "MagnaTagATune is off already.\n"
    assert tagstudio("vocabularies", "on", "MagnaTagATune")[1] == (
        "MagnaTagATune is on: 1 tag is back.\n"
    )
    assert len(listed(tagstudio, "tag:piano")) == 2


def test_what_is_off_has_no_threshold_is_not_queued_and_not_exported(tagstudio):
    assert tagstudio("vocabularies", "off", "MagnaTagATune")[0] == 0
    rows = document(tagstudio("thresholds", "list", "--model", "both", "--json"))["tags"]
    assert [one["tag"] for one in rows] == ["jazz", "loud"]
    status, _, err = tagstudio("thresholds", "set", "piano", "0.2", "--model", "both")
    assert (status, "its vocabulary is switched off" in err) == (1, True)
    asked = document(tagstudio("queue", "--model", "both", "--json"))["tracks"]
    assert asked
    assert not any("piano" in one["tags"] for one in asked)
    for form in ("csv", "csv-wide", "jsonl"):
        out = tagstudio("export", "--format", form, "--model", "both", "--all")[1]
        assert "jazz" in out, form
        assert "piano" not in out, form


def test_an_unknown_vocabulary_is_named(tagstudio):
    status, _, err = tagstudio("vocabularies", "off", "spotify")
    assert status == 1
    assert "There is no vocabulary 'spotify'; there are: last.fm, MagnaTagATune." in err


def test_list_says_what_each_member_says(tagstudio):
    first = next(one for one in listed(tagstudio, "--opinions") if "first .9" in one["path"])
    jazz = next(one for one in first["suggestions"] if one["tag"] == "jazz")
    assert jazz["opinions"] == {"first": 0.9, "second": 0.1}
    # As many tracks reach .6 by the first, and .1 by the second, as the joint model's .5: all.
    supports = 0.9 * 0.4 / (0.9 * 0.4 + 0.1 * 0.6), 0.5
    apart = pytest.approx(supports[0] - supports[1], abs=1e-5)
    assert (first["disagreement_about"], first["disagreement"]) == ("jazz", apart)
    table = tagstudio("list", "--opinions", "--model", "both")[1]
    assert "[first 0.60, second 0.80]" in table
    assert "opinions" not in listed(tagstudio)[0]["suggestions"][0]
    falling = [one["disagreement"] for one in listed(tagstudio, "--sort", "disagreement-")]
    assert falling == sorted(falling, reverse=True)
    middle = (falling[0] + falling[1]) / 2
    assert len(listed(tagstudio, f"disagreement:>{middle:.4f}")) == 1


def test_the_queue_names_what_they_disagree_about(tagstudio):
    out = tagstudio("queue", "--order", "committee", "--model", "both")[1]
    assert "the members disagree about jazz" in out
    status, _, err = tagstudio("queue", "--order", "committee", "--model", "first")
    assert (status, "first is one model." in err) == (1, True)


def test_a_model_is_shown_with_its_members_and_vocabularies(tagstudio):
    found = document(tagstudio("models", "show", "both", "--json"))
    assert [(one["name"], one["installed"]) for one in found["members"]] == [
        ("first", True),
        ("second", True),
    ]
    assert found["vocabularies"] == {"MagnaTagATune": 3, "last.fm": 2}
    two = ["last.fm", "MagnaTagATune"]
    assert [(one["tag"], one["members"], one["vocabularies"]) for one in found["tags"]] == [
        ("piano", ["second"], ["MagnaTagATune"]),
        ("jazz", ["first", "second"], two),
        ("loud", ["first", "second"], two),
    ]
    out = tagstudio("models", "show", "both")[1]
    assert "Vocabularies: MagnaTagATune (3), last.fm (2)" in out
    assert "The second listener" in out
    assert "Member" not in tagstudio("models", "show", "first")[1]
    assert tagstudio("models", "show", "nobody")[0] == 1


def test_a_list_sorted_by_disagreement_says_how_large_it_is_and_about_what(tagstudio):
    first = listed(tagstudio, "--sort", "disagreement-")[0]
    told = f"{first['disagreement']:.2f} {first['disagreement_about']}"
    for options in (("--sort", "disagreement-"), ("--sort", "disagreement-", "--opinions")):
        heading, row, *_ = tagstudio("list", *options, "--model", "both")[1].splitlines()
        assert "Disagreement" in heading
        assert told in row
    assert "Disagreement" not in tagstudio("list", "--model", "both")[1]


def test_a_list_says_that_all_vocabularies_are_off(tagstudio):
    said = "All vocabularies of the model are switched off"
    for name in ("last.fm", "MagnaTagATune"):
        status, out, err = tagstudio("list", "--model", "both")
        assert (status, said in out + err) == (0, False)
        assert tagstudio("vocabularies", "off", name)[0] == 0
    status, out, err = tagstudio("list", "--model", "both")
    assert (status, said in out + err) == (0, True)
