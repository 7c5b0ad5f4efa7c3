"""The learning loop as a user types it, on a small tagger that really learns."""

import io
import json
import random
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.cli.app import main
from tagstudio.core import paths
from tagstudio.library.db.database import open_library
from tagstudio.library.db.sqlite.lock import writer_lock
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

PLUGINS = Path(__file__).parent.parent / "plugins"


@pytest.fixture(scope="module")
def suggested_state(tmp_path_factory) -> Path:
    """A home, a library of 180 tracks by 60 artists with suggestions, and labels of these tracks.

    Made once, like the states below: the processes of a tagger and of the measuring are slow.
    """
    folder = tmp_path_factory.mktemp("suggested")
    with at(folder):
        plugin = PLUGINS / "learning_tagger"
        shutil.copytree(plugin, paths.user_plugins_folder() / "learning_tagger")
        names = track_names()
        new = [
            NewTrack(f"/music/{name}", 1, 1, bytes([number]) * 16, Facts(artist=f"A{number // 3}"))
            for number, name in enumerate(names)
        ]
        with open_library(folder / "my.db", writing=True) as library, library.write() as connection:
            tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
        assert main([*library_of(folder), "suggest"]) == 0
    rows = [
        f"/music/{name},{tag},{'yes' if float(name.split()[place]) > 0.5 else 'no'}"
        for name in names
        for tag, place in (("jazz", 1), ("loud", 3))
    ]
    (folder / "labels.csv").write_text("\n".join(["path,tag,state", *rows]))
    return folder


@pytest.fixture(scope="module")
def corrected_state(suggested_state, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("corrected")
    shutil.copytree(suggested_state, folder, dirs_exist_ok=True)
    with at(folder):
        assert main([*library_of(folder), "import", str(folder / "labels.csv")]) == 0
    return folder


@pytest.fixture(scope="module")
def trained_state(corrected_state, tmp_path_factory) -> Path:
    """The corrected library after `train --json`, which is in trained.json."""
    folder = tmp_path_factory.mktemp("trained")
    shutil.copytree(corrected_state, folder, dirs_exist_ok=True)
    with at(folder), redirect_stdout(io.StringIO()) as out:
        assert main([*library_of(folder), "train", "--json"]) == 0
    (folder / "trained.json").write_text(out.getvalue())
    return folder


@pytest.fixture
def tagstudio(capsys, suggested_state, tmp_path, measured_here):
    """Run one command on a library of 180 tracks by 60 artists; return status, stdout, stderr.

    The training of `trained_state` is measured in a process of its own, as users' are.
    """
    shutil.copytree(suggested_state, tmp_path, dirs_exist_ok=True)

    def call(*arguments: object) -> tuple[int, str, str]:
        status = main([*library_of(tmp_path), *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture
def corrected(tagstudio, corrected_state, tmp_path):
    shutil.copytree(corrected_state, tmp_path, dirs_exist_ok=True)
    return tagstudio


@pytest.fixture
def trained(tagstudio, trained_state, tmp_path):
    shutil.copytree(trained_state, tmp_path, dirs_exist_ok=True)
    return tagstudio


@contextmanager
def at(folder: Path) -> Iterator[None]:
    """Give the program a home in `folder`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.HOME_VARIABLE, str(folder / "home"))
        yield


def library_of(folder: Path) -> list[str]:
    return ["--library", str(folder / "my.db")]


def track_names() -> list[str]:
    chance = random.Random(1)
    return [
        f"jazz {chance.random():.2f} loud {chance.random():.2f} {number}.mp3"
        for number in range(180)
    ]


def document(answer: tuple[int, str, str]):
    status, out, err = answer
    assert status == 0, err
    return json.loads(out)


def test_train_suggest_compare_and_roll_back(trained, tmp_path):
    report = json.loads((tmp_path / "trained.json").read_text())
    assert (report["version"], report["parent"]) == ("plain-v2", "plain")
    assert (report["outcome"], report["in_use"]) == ("proven", True), report["reason"]
    assert report["answers"] == 360
    assert report["tracks"] == 180
    assert report["judgement"]["evidence"]["known"]["all"]["artists"] == 60
    listed = document(trained("models", "list", "--json"))["models"]
    assert {model["name"]: model["parent"] for model in listed} == {
        "plain": None,
        "plain-v2": "plain",
        "starter": None,
    }
    assert document(trained("suggest", "--json"))["model"] == "plain-v2"
    assert document(trained("list", "--json"))["model"] == "plain-v2"
    assert document(trained("list", "--model", "plain", "--json"))["model"] == "plain"
    found = document(trained("models", "compare", "plain", "plain-v2", "--json"))
    assert found["gain"]["proven"]
    assert found["auc_difference"] == found["gain"]
    assert found["differences"]["tracks"] == 180
    status, out, _ = trained("models", "compare", "plain", "plain-v2")
    assert "proven." in out
    assert "Gains" in out.splitlines()[0]
    status, out, _ = trained("models", "rollback")
    assert out.splitlines() == [
        "plain-v2 is no longer active; the installed model is.",
        "The suggestions are renewed.",
    ]
    assert document(trained("list", "--json"))["model"] == "plain"
    status, out, _ = trained("models", "promote", "plain-v2", "--pretend")
    assert status == 0
    assert "It is proven better" in out
    assert {line.split()[0] for line in out.splitlines() if line} >= {"Tag", "jazz", "loud", "sad"}
    preview = document(trained("models", "promote", "plain-v2", "--pretend", "--json"))
    assert preview["outcome"] == "proven"
    first = preview["judgement"]["first_tags"]
    assert 0 < first["by_chance"] < first["after"] <= first["tracks"] <= 180
    said = f"On {first['tracks']} tracks that it had not learned from, a right tag now stands first"
    assert said in out
    assert document(trained("list", "--json"))["model"] == "plain"  # nothing is put to use
    status, out, _ = trained("models", "promote", "plain-v2")
    assert status == 0
    assert "plain-v2 is the active version now. On " in out
    assert "It is proven better, by your answers about" in out
    assert out.endswith("The suggestions are renewed.\n")
    assert document(trained("list", "--json"))["model"] == "plain-v2"
    steps = document(trained("models", "history", "--json"))["history"]
    assert [step["kind"] for step in steps] == ["promoted", "rolled back", "promoted"]
    assert "It is proven better" in trained("models", "history")[1]


def test_in_a_database_the_same_answers_make_the_same_version(
    corrected, trained_state, postgresql, capsys, tmp_path
):
    of_file = json.loads((trained_state / "trained.json").read_text())
    with postgresql.empty_database() as address:
        assert main(["library", "copy", str(tmp_path / "my.db"), str(address)]) == 0
        capsys.readouterr()

        def archive(*arguments: object) -> tuple[int, str, str]:
            status = main(["--library", str(address), *map(str, arguments)])
            captured = capsys.readouterr()
            return status, captured.out, captured.err

        report = document(archive("train", "--json"))
        same = ("version", "parent", "outcome", "in_use", "answers", "tracks")
        assert {name: report[name] for name in same} == {name: of_file[name] for name in same}
        assert report["judgement"]["evidence"] == of_file["judgement"]["evidence"]
        assert document(archive("list", "--json"))["model"] == "plain-v2"
        assert document(archive("evaluate", "--json"))["model"] == "plain-v2"
        assert archive("models", "rollback")[0] == 0
        assert document(archive("list", "--json"))["model"] == "plain"
        steps = document(archive("models", "history", "--json"))["history"]
        assert [step["kind"] for step in steps] == ["promoted", "rolled back"]


def test_a_training_says_what_it_learned_from_and_what_became_of_it(corrected):
    status, out, _ = corrected("train")
    assert status == 0
    learned, verdict, use, renewed = out.splitlines()
    assert learned == "plain-v2 learned from 360 answers to 180 tracks; it comes from plain."
    assert "a right tag now stands first" in verdict
    assert (use, renewed) == ("It is in use now.", "The suggestions are renewed.")
    assert document(corrected("list", "--json"))["model"] == "plain-v2"


def test_a_training_tells_how_many_tracks_get_an_own_tag_and_the_way_back(corrected):
    corrected("correct", "--new-tag", 'path:"jazz 0.9"', "+for the garden")
    corrected("correct", 'path:"jazz 0.1"', "-for the garden")
    status, out, _ = corrected("train")
    assert status == 0
    found = re.search(r"^(\d+) of 180 tracks have for the garden", out, re.MULTILINE)
    assert found is not None, out
    assert "To go back to the version before: tagstudio models rollback" in out
    told = document(corrected("models", "promote", "plain", "--pretend", "--json"))["tags"]
    [counted] = [one for one in told if one["tag"] == "for the garden"]
    assert counted["now"] == int(found[1])


def test_without_trials_a_version_that_is_not_proven_stays_aside(tagstudio, tmp_path):
    rows = (tmp_path / "labels.csv").read_text().splitlines()
    (tmp_path / "few.csv").write_text("\n".join(rows[:61]))  # 30 tracks: too few for a proof
    tagstudio("import", tmp_path / "few.csv")
    report = document(tagstudio("train", "--no-trials", "--json"))
    assert (report["outcome"], report["in_use"]) == ("on trial", False)
    status, out, _ = tagstudio("models", "promote", report["version"])
    assert status == 0
    assert "It is probably better" in out
    history = document(tagstudio("models", "history", "--json"))["history"]
    assert [step["kind"] for step in history] == ["trial"]
    [used] = [line for line in tagstudio("models", "list")[1].splitlines() if "*" in line]
    assert used.split()[:4] == ["*", "plain-v2", "on", "trial"]


def test_the_check_says_what_can_be_learned_tag_by_tag(corrected):
    found = document(corrected("train", "--check", "--json"))
    assert (found["ready"], found["obstacle"], found["tracks"]) == (True, None, 180)
    jazz, loud = found["tags"]
    assert jazz["tag"] == "jazz"
    assert jazz["yes"] + jazz["no"] == 180
    assert loud["missing"] is None
    status, out, _ = corrected("train", "--check")
    assert status == 0
    assert out.splitlines()[0].split() == [
        "Tag", "Yes", "By", "artists", "No", "By", "artists", "Missing,",
        "by", "other", "artists",
    ]  # fmt: skip
    assert "180 answered tracks by 60 artists known by name: enough to prove" in out


def test_one_answer_can_be_learned_and_is_said_to_be_worth_little(tagstudio):
    _, out, _ = tagstudio("train", "--check")
    assert out == ("There is nothing to learn from yet. Answer yes or no to a tag of some track.\n")
    one = track_names()[0]
    tagstudio("correct", f'path:"{one}"', "+sad")
    found = document(tagstudio("train", "--check", "--json"))
    [sad] = found["tags"]
    assert (sad["yes"], sad["no"]) == (1, 0)
    assert sad["missing"] == "2 more yes and 2 more no"
    assert found["worth"].startswith("The model can learn from one answered track. Still missing")
    assert "24 more answered tracks and 1 more yes and 2 more no to a tag that" in found["worth"]
    report = document(tagstudio("train", "--json"))
    assert (report["answers"], report["outcome"], report["in_use"]) == (1, "not better", False)
    assert "too little to tell" in tagstudio("models", "list")[1]


def test_a_training_that_is_not_due_is_left_alone(trained):
    status, out, _ = trained("train", "--if-due")
    assert (status, out) == (
        0,
        "No training is due: newly answered tracks so far: 0 of 25.\n",
    )
    found = document(trained("train", "--if-due", "--json"))
    assert (found["due"], found["tracks"]) == (False, 0)
    assert len(document(trained("models", "list", "--json"))["models"]) == 3


def test_a_training_that_is_due_waits_while_the_window_holds_the_library(corrected, tmp_path):
    path = Path(library_of(tmp_path)[1])
    with writer_lock(path):
        status, out, _ = corrected("train", "--if-due")
        found = document(corrected("train", "--if-due", "--json"))
        assert corrected("train")[0] == 1
    assert status == 0
    assert out.startswith("A training is due.")
    assert "An open window trains by itself" in out
    assert (found["due"], found["trained"]) == (True, False)


def test_a_training_that_is_due_is_done(corrected):
    status, out, _ = corrected("train", "--if-due")
    assert status == 0
    assert out.endswith("\nIt is in use now.\nThe suggestions are renewed.\n")
    assert document(corrected("suggest", "--json"))["suggested"] == 0


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


def test_a_version_that_is_not_better_stays_a_candidate(trained):
    report = document(trained("train", "--name", "the-same", "--json"))
    assert (report["outcome"], report["in_use"]) == ("not better", False)
    status, _, err = trained("models", "promote", "the-same")
    assert status == 1
    assert "the-same stays a candidate. It is not better than plain" in err
    assert "(--force overrides this.)" in err
    assert err.count("stays a candidate") == 1
    status, out, _ = trained("models", "promote", "the-same", "--force")
    assert status == 0
    assert "the-same is the active version now. As it was judged before: It is not better" in out
    assert "candidate" not in out
    assert document(trained("models", "history", "--json"))["history"][-1]["kind"] == "forced"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train"], "nothing to learn from yet"),
        (["evaluate", "--holdout"], "artist of the test set"),
        (["models", "rollback"], "there is none to go back to"),
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


def test_a_cache_that_is_a_file_is_named_before_anything_is_learned(corrected):
    shutil.rmtree(paths.cache_folder(), ignore_errors=True)
    paths.cache_folder().touch()
    status, out, err = corrected("train")
    assert (status, out) == (1, "")
    assert err.endswith(
        f"tagstudio: {paths.cache_folder() / 'training'} cannot be used: a file stands where a"
        " folder has to be. Move that file away, or choose another place.\n"
    )
    assert "Traceback" not in err


def test_models_list_marks_the_active_version_and_says_whose_a_version_is(trained, tmp_path):
    before = document(trained("models", "list", "--json"))["models"]
    states = {one["name"]: (one["active"], one["on_trial"], one["outcome"]) for one in before}
    assert states["plain-v2"] == (True, False, "proven")
    assert states["plain"] == (False, False, None)
    trained("models", "rollback")
    trained("models", "promote", "plain-v2", "--force")
    status, out, err = trained("models", "list")
    assert status == 0
    assert [line.split()[:2] for line in out.splitlines() if "*" in line] == [["*", "plain-v2"]]
    assert "another library" not in err
    other = tmp_path / "other.db"
    with open_library(other, writing=True):
        pass
    _, _, err = trained("models", "list", "--library", other)
    assert "plain-v2 learned from the answers of another library, " in err


def test_models_list_says_why_a_model_cannot_be_used(tagstudio):
    damaged = paths.models_folder("crnn_tagger") / "mine.safetensors"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"cut off")
    status, out, err = tagstudio("models", "list")
    assert (status, "mine" in out) == (0, False)
    assert f"The model {damaged} cannot be used: it is not a safetensors file." in err


def test_the_name_of_a_model_or_a_path_is_refused_before_any_work(corrected, tmp_path):
    for name, reason in (("starter", "There is a model"), ("../../evil", "cannot be a model")):
        status, out, err = corrected("train", "--name", name)
        assert (status, out) == (1, "")
        assert reason in err
    assert not list(tmp_path.parent.rglob("*evil*"))
