import json

import pytest


@pytest.fixture
def tagstudio(tagstudio):
    """Run one command on three tracks, their suggestions and an answer; status, stdout, stderr."""
    assert tagstudio("correct", "path:loud", "+loud")[0] == 0
    return tagstudio


def document(answer: tuple[int, str, str]):
    status, out, err = answer
    assert (status, err) == (0, "")
    return json.loads(out)


def listed(tagstudio) -> list[dict[str, object]]:
    return document(tagstudio("list", "--json"))["tracks"]


def test_a_folder_is_removed_and_comes_back_as_it_was(tagstudio, music):
    before = listed(tagstudio)
    assert document(tagstudio("folders", "remove", music, "-p", "--json")) == {
        "path": str(music),
        "tracks": 3,
        "answers": 1,
        "kept": 0,
        "pretended": True,
    }
    assert listed(tagstudio) == before
    status, out, err = tagstudio("folders", "remove", f"{music}/../music/")
    assert (status, out.splitlines()[0]) == (0, f"Removed: {music}")
    assert "3 tracks out of the library; their 1 answer and all suggestions are kept" in out
    assert f"tagstudio scan {music}" in err
    assert listed(tagstudio) == []
    [folder] = document(tagstudio("folders", "list", "--json"))["folders"]
    assert folder["removed_at"]
    assert "nothing to scan" not in tagstudio("scan")[2]
    assert tagstudio("scan")[0] == 1
    assert document(tagstudio("scan", music, "--json"))["returned"] == 3
    assert listed(tagstudio) == before


def test_the_answers_follow_the_sound_to_another_place(tagstudio, music, tmp_path):
    tagstudio("folders", "remove", music)
    music.rename(tmp_path / "elsewhere")
    report = document(tagstudio("scan", tmp_path / "elsewhere", "--json"))
    assert (report["moved"], report["new"]) == (3, 0)
    assert [track["decisions"] for track in listed(tagstudio)] == [{"loud": "yes"}, {}, {}]


def test_what_there_is(tagstudio, music):
    assert tagstudio("folders", "list")[1].splitlines()[1].split() == [
        str(music),
        "there",
        "3",
        "1",
    ]
    status, _, err = tagstudio("folders", "remove", music / "sub")
    assert (status, f"its folders are {music}." in err) == (1, True)
    tagstudio("folders", "remove", music)
    assert "removed 20" in tagstudio("folders", "list")[1]
