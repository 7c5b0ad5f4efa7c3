"""The learning loop as a user types it, on a small tagger that really learns."""

import json
import random
import shutil
from pathlib import Path

import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.cli.app import main
from tagstudio.core import paths
from tagstudio.library.db.database import open_library
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

PLUGINS = Path(__file__).parent.parent / "plugins"


@pytest.fixture
def tagstudio(capsys, tmp_path):
    """Run one command on a library of 180 tracks by 60 artists; return status, stdout, stderr."""
    shutil.copytree(PLUGINS / "learning_tagger", paths.user_plugins_folder() / "learning_tagger")
    chance = random.Random(1)
    names = [
        f"jazz {chance.random():.2f} loud {chance.random():.2f} {number}.mp3"
        for number in range(180)
    ]
    new = [
        NewTrack(f"/music/{name}", 1, 1, bytes([number]) * 16, Facts(artist=f"A{number // 3}"))
        for number, name in enumerate(names)
    ]
    with open_library(tmp_path / "my.db", writing=True) as library, library.write() as connection:
        tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
    rows = [
        f"/music/{name},{tag},{'yes' if float(name.split()[place]) > 0.5 else 'no'}"
        for name in names
        for tag, place in (("jazz", 1), ("loud", 3))
    ]
    (tmp_path / "labels.csv").write_text("\n".join(["path,tag,state", *rows]))

    def call(*arguments: object) -> tuple[int, str, str]:
        status = main(["--library", str(tmp_path / "my.db"), *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    assert call("suggest")[0] == 0
    return call


@pytest.fixture
def corrected(tagstudio, tmp_path):
    assert tagstudio("import", tmp_path / "labels.csv")[0] == 0
    return tagstudio


def document(answer: tuple[int, str, str]):
    status, out, err = answer
    assert status == 0, err
    return json.loads(out)


def test_train_promote_suggest_compare_and_roll_back(corrected):
    trained = document(corrected("train", "--json"))
    assert (trained["version"], trained["parent"]) == ("plain-v2", "plain")
    assert trained["promotable"], trained["reason"]
    assert trained["answers"] > 200
    listed = document(corrected("models", "list", "--json"))["models"]
    assert {model["name"]: model["parent"] for model in listed} == {
        "plain": None,
        "plain-v2": "plain",
        "starter": None,
    }
    status, out, _ = corrected("models", "promote", "plain-v2")
    assert status == 0
    assert "plain-v2 is the active version now. The improvement is proven" in out
    assert document(corrected("suggest", "--json"))["model"] == "plain-v2"
    assert document(corrected("list", "--json"))["model"] == "plain-v2"
    assert document(corrected("list", "--model", "plain", "--json"))["model"] == "plain"
    found = document(corrected("models", "compare", "plain", "plain-v2", "--json"))
    assert found["gain"]["proven"]
    assert found["auc_difference"] == found["gain"]
    assert found["differences"]["tracks"] == 180
    status, out, _ = corrected("models", "compare", "plain", "plain-v2")
    assert "proven." in out
    assert "Gains" in out.splitlines()[0]
    status, out, _ = corrected("models", "rollback")
    assert out == "plain-v2 is no longer active; the installed model is.\n"
    assert document(corrected("list", "--json"))["model"] == "plain"
    steps = document(corrected("models", "history", "--json"))["history"]
    assert [step["kind"] for step in steps] == ["promoted", "rolled back"]
    assert "The improvement is proven" in corrected("models", "history")[1]


def test_evaluate_shows_every_tag_with_its_counts(corrected):
    evaluation = document(corrected("evaluate", "--json"))
    figures = {figure["tag"]: figure for figure in evaluation["figures"]}
    assert set(figures) == {"jazz", "loud"}
    assert figures["jazz"]["positives"] >= 10
    assert 0 <= figures["jazz"]["low"] <= figures["jazz"]["roc_auc"] <= figures["jazz"]["high"] <= 1
    status, out, _ = corrected("evaluate")
    assert status == 0
    assert out.splitlines()[0].split()[:2] == ["Tag", "ROC-AUC"]
    assert "plain: macro ROC-AUC" in out


def test_too_few_answers_are_not_enough_data_yet(tagstudio):
    tagstudio("correct", "path:jazz", "+sad")
    status, out, _ = tagstudio("evaluate")
    assert status == 0
    assert "not enough data yet" in out


def test_an_unproven_version_stays_a_candidate(corrected):
    document(corrected("train", "--json"))
    corrected("models", "promote", "plain-v2")
    document(corrected("train", "--model", "plain", "--name", "the-same", "--json"))
    status, _, err = corrected("models", "promote", "the-same")
    assert status == 1
    assert "the-same stays a candidate. The improvement is not proven" in err
    assert corrected("models", "promote", "the-same", "--force")[0] == 0
    assert document(corrected("models", "history", "--json"))["history"][-1]["kind"] == "forced"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train"], "nothing to learn from yet"),
        (["evaluate"], "artist of the test set"),
        (["models", "rollback"], "no promotion that could be taken back"),
        (["models", "promote", "nope"], "No model 'nope' is installed"),
        (["models", "promote", "plain"], "is the active version already"),
    ],
)
def test_what_cannot_be_done_is_said(tagstudio, arguments, sentence):
    status, out, err = tagstudio(*arguments)
    assert (status, out) == (1, "")
    assert sentence in err


def test_an_undone_import_is_out_of_the_training_data(corrected):
    corrected("undo")
    assert "nothing to learn from yet" in corrected("train")[2]
    corrected("redo")
    assert document(corrected("train", "--json"))["answers"] > 200
