from pathlib import Path

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets import read_dataset
from tagstudio.plugin_api.splits import TEST, TRAIN, VALIDATION

BACH = "american_bach_soloists-j_s__bach_solo_cantatas-01-bwv54__i_aria"


def write(folder: Path, tags: list[str], rows: list[tuple[str, str, list[int]]]) -> None:
    lines = [["clip_id", *tags, "mp3_path"]]
    lines += [[clip, *map(str, answers), path] for clip, path, answers in rows]
    text = "".join("\t".join(f'"{cell}"' for cell in line) + "\n" for line in lines)
    (folder / "annotations_final.csv").write_text(text)


def test_the_usual_split_and_its_recordings(tmp_path: Path) -> None:
    rows = [
        ("2", f"f/{BACH}-30-59.mp3", [1, 0]),
        ("6", f"f/{BACH}-146-175.mp3", [1, 1]),
        ("7", "c/a-b-02-song-0-29.mp3", [0, 1]),
        ("8", "0/a-b-03-song-0-29.mp3", [0, 1]),
        ("9", "b/a-b-04-song-0-29.mp3", [0, 0]),
    ]
    write(tmp_path, ["no voice", "guitar"], rows)
    (tmp_path / "mp3" / "f").mkdir(parents=True)
    (tmp_path / "mp3" / "f" / f"{BACH}-30-59.mp3").touch()
    clips = read_dataset(tmp_path)
    assert clips.tags == ("no voice", "guitar")
    assert clips.ids == ("2", "6", "7", "8")
    assert clips.splits.tolist() == [TEST, TEST, VALIDATION, TRAIN]
    assert clips.groups[:2] == (BACH, BACH)
    assert clips.answers.tolist() == [[1, 0], [1, 1], [0, 1], [0, 1]]
    assert clips.paths[2] == str(tmp_path / "mp3" / "c" / "a-b-02-song-0-29.mp3")


def test_only_the_50_most_frequent_tags_count(tmp_path: Path) -> None:
    tags = [f"tag {number}" for number in range(60)]
    rows = [(str(n), f"0/{n}.mp3", [int(column >= n) for column in range(60)]) for n in range(60)]
    write(tmp_path, tags, rows)
    assert read_dataset(tmp_path).tags == tuple(tags[10:])


def test_sound_outside_the_sixteen_folders_has_no_split(tmp_path: Path) -> None:
    write(tmp_path, ["guitar"], [("1", "x/song.mp3", [1])])
    with pytest.raises(TagStudioError, match="called 0 to f"):
        read_dataset(tmp_path)
