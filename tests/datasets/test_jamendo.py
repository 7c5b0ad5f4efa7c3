from pathlib import Path

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets import read_dataset
from tagstudio.plugin_api.examples import NO, YES
from tagstudio.plugin_api.splits import TEST, TRAIN, VALIDATION

HEAD = "TRACK_ID\tARTIST_ID\tALBUM_ID\tPATH\tDURATION\tTAGS\n"
LISTS = {
    "train": "track_0000948\tartist_000087\talbum_000149\t48/948.mp3\t213.7\tgenre---rock\n"
    "track_0000950\tartist_000087\talbum_000149\t50/950.mp3\t9.7\tgenre---pop\tmood/theme---happy\n",
    "validation": "track_0001\tartist_2\talbum_2\t01/1.mp3\t10\tinstrument---guitar\n",
    "test": "track_0002\tartist_3\talbum_3\t02/2.mp3\t10\tgenre---rock\tinstrument---guitar\n",
}


def write(folder: Path, subset: str = "autotagging") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for split, lines in LISTS.items():
        (folder / f"{subset}-{split}.tsv").write_text(HEAD + lines)


def test_the_published_split_is_kept(tmp_path: Path) -> None:
    write(tmp_path / "data" / "splits" / "split-0")
    (tmp_path / "data" / "autotagging.tsv").write_text(HEAD + "".join(LISTS.values()))
    (tmp_path / "audio" / "48").mkdir(parents=True)
    (tmp_path / "audio" / "48" / "948.low.mp3").touch()
    clips = read_dataset(tmp_path / "data" / "splits" / "split-0" / "autotagging-train.tsv")
    for place in (tmp_path, tmp_path / "data"):
        assert read_dataset(place).paths == clips.paths
    assert clips.paths[1] == str(tmp_path / "audio" / "50" / "950.low.mp3")
    assert clips.tags == ("guitar", "happy", "pop", "rock")
    assert clips.ids == ("track_0000948", "track_0000950", "track_0001", "track_0002")
    assert clips.splits.tolist() == [TRAIN, TRAIN, VALIDATION, TEST]
    assert clips.groups[:2] == ("artist_000087", "artist_000087")
    assert clips.answers.tolist() == [
        [NO, NO, NO, YES],
        [NO, YES, YES, NO],
        [YES, NO, NO, NO],
        [YES, NO, NO, YES],
    ]


def test_a_folder_stands_for_the_top_50_tags_and_finds_its_sound(tmp_path: Path) -> None:
    write(tmp_path / "data" / "splits" / "split-0")
    write(tmp_path / "data" / "splits" / "split-0", "autotagging_top50tags")
    (tmp_path / "audio-low" / "48").mkdir(parents=True)
    (tmp_path / "audio-low" / "48" / "948.low.mp3").touch()
    clips = read_dataset(tmp_path)
    assert clips.paths[1] == str(tmp_path / "audio-low" / "50" / "950.low.mp3")


def test_one_list_by_itself_is_split_by_artist(tmp_path: Path) -> None:
    lines = "".join(
        f"track_{n}\tartist_{n // 4}\talbum_{n}\t{n}.mp3\t10\tgenre---rock\n" for n in range(200)
    )
    (tmp_path / "autotagging.tsv").write_text(HEAD + lines)
    clips = read_dataset(tmp_path)
    assert set(clips.splits.tolist()) == {TRAIN, VALIDATION, TEST}
    splits_by_artist = {
        (group, split) for group, split in zip(clips.groups, clips.splits, strict=True)
    }
    assert len(splits_by_artist) == len(set(clips.groups)) == 50


def test_a_split_that_lacks_a_list_is_not_taken_for_whole(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "autotagging-test.tsv").unlink()
    with pytest.raises(TagStudioError, match=r"autotagging-test\.tsv is missing"):
        read_dataset(tmp_path)


def test_lines_that_are_cut_short_are_left_out(tmp_path: Path) -> None:
    write(tmp_path)
    with (tmp_path / "autotagging-train.tsv").open("a") as file:
        file.write("track_0000951\tartist_1")
    assert len(read_dataset(tmp_path).ids) == 4
