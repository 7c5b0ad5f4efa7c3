"""`tagstudio tags`: as typed, on real files, with undo behind each change."""

import json
import shutil
from pathlib import Path

import pytest

from tagstudio.cli.app import main
from tagstudio.core import paths


@pytest.fixture(scope="session")
def tagged_library(tmp_path_factory, music_made, music_folder) -> Path:
    """Three scanned tones, made once; loud.wav is House, quiet.ogg is Club."""
    folder = tmp_path_factory.mktemp("tagged")
    shutil.rmtree(music_folder, ignore_errors=True)
    shutil.copytree(music_made, music_folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.HOME_VARIABLE, str(tmp_path_factory.mktemp("home")))
        library = ["--library", str(folder / "my.db")]
        assert main([*library, "scan", str(music_folder)]) == 0
        assert main([*library, "correct", "path:loud", "+House"]) == 0
        assert main([*library, "correct", "path:quiet", "+Club", "--new-tag"]) == 0
    return folder


@pytest.fixture
def tagstudio(command, tagged_library, music, tmp_path):
    shutil.copytree(tagged_library, tmp_path, dirs_exist_ok=True)
    return command


def document(answer: tuple[int, str, str]):
    status, out, err = answer
    assert (status, err) == (0, "")
    return json.loads(out)


def found(tagstudio, query: str) -> list[str]:
    tracks = document(tagstudio("list", query, "--json"))["tracks"]
    return sorted(Path(one["path"]).stem for one in tracks)


def entry(tagstudio, name: str) -> dict:
    listed = document(tagstudio("tags", "list", "--json"))["tags"]
    return next(one for one in listed if one["name"] == name)


def test_a_tag_is_renamed_and_the_old_name_still_finds_it(tagstudio):
    assert tagstudio("tags", "rename", "house", "Haus") == (0, "", "Renamed.\n")
    assert found(tagstudio, "tag:Haus") == found(tagstudio, "tag:House") == ["loud"]
    assert entry(tagstudio, "Haus")["other_names"] == ["House"]
    assert "1 tag change" in tagstudio("undo")[1]
    assert entry(tagstudio, "House")["yes"] == 1


def test_a_merge_says_what_it_does_before_and_after(tagstudio):
    tagstudio("correct", "path:loud", "-Club")
    said = "2 answers to it count for the other tag too. On 1 track you said otherwise of that one"
    status, _, err = tagstudio("tags", "merge", "club", "House", "-p")
    assert status == 0
    assert "Nothing was changed" in err and said in err
    assert found(tagstudio, "tag:House") == ["loud"]
    assert said in tagstudio("tags", "merge", "club", "House")[2]
    assert found(tagstudio, "tag:club") == ["loud", "quiet"]
    step = document(tagstudio("undo", "--json"))
    assert [one["tag"] for one in step["tags"]] == ["Club"]
    assert found(tagstudio, "tag:Club") == ["quiet"]


def test_what_is_written_and_exported_has_the_name_for_files(tagstudio, tmp_path):
    tagstudio("tags", "export-name", "House", "House music")
    rows = tagstudio("export", "--format", "csv", "path:loud")[1]
    assert ",House music,yes," in rows
    tagstudio("tags", "group", "Club", "--into", "genre")
    plan = tagstudio("write", "path:loud", "-p")[1]
    assert "House music" in plan


def test_implications_are_offered_once_they_are_on(tagstudio):
    assert found(tagstudio, "tag:electronic") == []
    assert tagstudio("tags", "implications", "on")[2] == "Implications are on.\n"
    assert found(tagstudio, "tag:electronic") == ["loud"]
    assert "electronic (implied)" in tagstudio("list", "path:loud")[1]
    assert (
        "electronic,suggested,,implied," in tagstudio("export", "--format", "csv", "path:loud")[1]
    )
    tree = tagstudio("tags", "list", "--tree")[1].splitlines()
    assert "  House" in tree[tree.index("electronic") :]
    tagstudio("correct", "path:loud", "-electronic")
    assert found(tagstudio, "tag:electronic") == []


def test_a_tree_is_exported_changed_and_imported(tagstudio, tmp_path):
    file = tmp_path / "tree.toml"
    assert tagstudio("tags", "tree", "export", file)[0] == 0
    assert 'House" = ["electronic"]' in file.read_text("utf-8")
    assert tagstudio("tags", "tree", "export", file)[0] == 1
    assert tagstudio("tags", "tree", "export", tmp_path / "tree.yaml")[0] == 1
    file.write_text('[implies]\nHouse = ["club"]\n', "utf-8")
    assert tagstudio("tags", "tree", "import", file)[0] == 0
    assert entry(tagstudio, "House")["implies"] == ["Club"]
    assert tagstudio("tags", "tree", "reset")[0] == 0
    assert entry(tagstudio, "House")["implies"] == ["electronic"]
    assert tagstudio("tags", "parent", "House")[0] == 0
    assert entry(tagstudio, "House")["implies"] == []
    assert tagstudio("tags", "parent", "House", "--as-in-tree")[0] == 0
    assert entry(tagstudio, "House")["implies"] == ["electronic"]


REFUSED = (
    (["rename", "Hause", "x"], "Did you mean House?"),
    (["rename", "House", "club"], "means the tag 'Club' already"),
    (["colour", "House", "--to", "blau"], "is no colour; write red"),
    (["group", "House", "--into", ""], "cannot be a group"),
    (["merge", "House", "Club"], "merge Club into House"),
    (["alias", "remove", "House", "x"], "House has no alias"),
    (["parent", "electronic", "House"], "would imply itself"),
    (["tree", "import", "nowhere.yaml"], "cannot be read as a tree of tags"),
    (["delete", "Clubb"], "Did you mean Club?"),
)


def test_what_cannot_be_is_refused_by_a_sentence_and_changes_nothing(tagstudio):
    before = tagstudio("tags", "list", "--json")[1]
    for arguments, sentence in REFUSED:
        status, _, err = tagstudio("tags", *arguments)
        assert status == 1
        assert sentence in err
    assert tagstudio("tags", "list", "--json")[1] == before


def test_aliases_colours_order_and_deletion(tagstudio):
    assert tagstudio("tags", "alias", "add", "House", "Deep/House")[0] == 0
    assert found(tagstudio, 'tag:"deep/house"') == ["loud"]
    assert tagstudio("tags", "alias", "add", "House", "deep/house")[2].startswith("That is so")
    assert tagstudio("tags", "colour", "House", "Club", "--to", "teal")[0] == 0
    assert tagstudio("tags", "order", "techno", "House")[0] == 1  # no such tag here
    assert tagstudio("tags", "order", "soul", "House")[0] == 0
    house = entry(tagstudio, "House")
    assert (house["colour"], house["position"], house["aliases"]) == ("#0e7c7b", 1, ["Deep/House"])
    assert "1 answer to it stay" in tagstudio("tags", "delete", "House")[2]
    assert tagstudio("list", "tag:House")[0] == 1
    assert tagstudio("undo")[0] == 0
    assert found(tagstudio, "tag:House") == ["loud"]
