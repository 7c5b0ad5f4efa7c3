import pickle
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets import million_song, read_dataset
from tagstudio.datasets.lastfm_tags import TAGS
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.examples import NO, YES
from tagstudio.plugin_api.splits import TEST, TRAIN, VALIDATION

IDS = {
    "train": ["TRAAAAK128F9318786", "TRAAAAW128F429D538"],
    "valid": ["TRAAABD128F429CF47"],
    "test": ["TRAAADZ128F9348C2E", "TRAAAEF128F4273421"],
}
NAMES = {"train": ["2/6/266.npy", "1/1/119.npy"], "valid": ["3/9/397.npy"], "test": ["4/4.npy"] * 2}
TAGGED = {"TRAAAAK128F9318786": {"rock": 100, "pop": 50, "my own": 90}, "TRAAAEF128F4273421": {}}
ALL = [clip for ids in IDS.values() for clip in ids]
SPLITS = [TRAIN, TRAIN, VALIDATION, TEST, TEST]


def vector(*tags: str) -> list[int]:
    return [YES if tag in tags else NO for tag in TAGS]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for split, ids in IDS.items():
        (tmp_path / f"{split}_x_msd_id.txt").write_text("".join(f"{clip}\n" for clip in ids))
        (tmp_path / f"{split}_x_filename.txt").write_text("\n".join(NAMES[split]))
    return tmp_path


@pytest.fixture
def database(folder: Path) -> Iterator[sqlite3.Connection]:
    """As it is published: tables of row numbers, without keys."""
    made = sqlite3.connect(folder / "lastfm_tags.db")
    made.executescript(
        "CREATE TABLE tids (tid TEXT); CREATE TABLE tags (tag TEXT);"
        "CREATE TABLE tid_tag (tid INT, tag INT, val FLOAT)"
    )
    for clip, counts in TAGGED.items():
        row = made.execute("INSERT INTO tids VALUES (?)", [clip]).lastrowid
        for tag, count in counts.items():
            number = made.execute("INSERT INTO tags VALUES (?)", [tag]).lastrowid
            made.execute("INSERT INTO tid_tag VALUES (?, ?, ?)", [row, number, count])
    made.commit()
    yield made
    made.close()


def check(clips: Clips) -> None:
    assert clips.tags == TAGS
    assert clips.ids == tuple(ALL)
    assert clips.splits.tolist() == SPLITS


def test_the_published_lists_with_the_database(folder: Path, database: sqlite3.Connection) -> None:
    clips = read_dataset(folder)
    check(clips)
    assert clips.answers[0].tolist() == vector("rock")  # a count of 50 is not above 50
    assert (clips.answers[1:] == NO).all()


def test_the_published_lists_with_answers(folder: Path) -> None:
    rows = {split: [vector(TAGS[0]) for _ in ids] for split, ids in IDS.items()}
    rows["valid"] = [vector("happy", "jazz")]
    for split, answers in rows.items():
        np.save(folder / f"{split}_y.npy", np.array(answers, bool))
    sound = folder / "audio" / "1" / "1" / "119.clip.mp3"
    sound.parent.mkdir(parents=True)
    sound.touch()
    (folder / "unique_tracks.txt").write_text(
        f"{ALL[0]}<SEP>SOB<SEP>Casual<SEP>I Didn't\n{ALL[2]}<SEP>SOC<SEP>Casual<SEP>Oh\n"
    )
    clips = read_dataset(folder)
    check(clips)
    assert clips.answers[2].tolist() == vector("happy", "jazz")
    assert clips.paths[1] == str(sound)
    assert clips.paths[0] == str(folder / "audio" / "2" / "6" / "266.clip.mp3")
    assert clips.groups == ("artist Casual", ALL[1], "artist Casual", ALL[3], ALL[4])


def test_lists_as_arrays_of_ids(tmp_path: Path, folder: Path, database: sqlite3.Connection) -> None:
    for split, ids in IDS.items():
        np.save(folder / f"{split}.npy", np.array(ids))
        (folder / f"{split}_x_msd_id.txt").unlink()
        (folder / f"{split}_x_filename.txt").unlink()
    sound = folder / "mp3" / "A" / "A" / "A" / f"{ALL[0]}.mp3"
    sound.parent.mkdir(parents=True)
    sound.touch()
    clips = read_dataset(folder)
    check(clips)
    assert clips.paths[0] == str(sound)


def write_pickles(folder: Path, key: type[str] | type[bytes]) -> None:
    def spelled(text: str) -> str | bytes:
        return text.encode() if key is bytes else text

    contents = {
        "filtered_list_train.cP": [spelled(clip) for clip in IDS["train"] + IDS["valid"]],
        "filtered_list_test.cP": [spelled(clip) for clip in IDS["test"]],
        "msd_id_to_tag_vector.cP": {
            spelled(clip): np.array(vector(TAGS[n]), float).reshape(50, 1)
            for n, clip in enumerate(ALL)
        },
        "MSD_id_to_7D_id.pkl": {spelled(clip): spelled(f"{n}") for n, clip in enumerate(ALL)},
        "7D_id_to_path.pkl": {spelled(f"{n}"): spelled(f"0/{n}.clip.mp3") for n in range(5)},
    }
    for name, content in contents.items():
        (folder / name).write_bytes(pickle.dumps(content, 2))


@pytest.mark.parametrize("key", [str, bytes])
def test_the_pickled_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: type[str] | type[bytes]
) -> None:
    monkeypatch.setattr(million_song, "_TRAINING_CLIPS", 2)
    write_pickles(tmp_path, key)
    (tmp_path / "sound" / "0").mkdir(parents=True)
    (tmp_path / "sound" / "0" / "3.clip.mp3").touch()
    clips = read_dataset(tmp_path)
    check(clips)
    assert clips.answers.tolist() == [vector(TAGS[n]) for n in range(5)]
    assert clips.paths[4] == str(tmp_path / "sound" / "0" / "4.clip.mp3")


def test_a_pickled_validation_list_of_its_own(tmp_path: Path) -> None:
    write_pickles(tmp_path, str)
    for name in ("train", "valid"):
        (tmp_path / f"filtered_list_{name}.cP").write_bytes(pickle.dumps(IDS[name], 2))
    check(read_dataset(tmp_path))


def test_lists_without_answers_say_what_lacks(folder: Path) -> None:
    with pytest.raises(TagStudioError, match=r"train_y\.npy.* or lastfm_tags\.db"):
        read_dataset(folder)


def test_answers_of_other_clips_are_refused(folder: Path) -> None:
    np.save(folder / "train_y.npy", np.zeros((3, 50)))
    with pytest.raises(TagStudioError, match=r"\(3, 50\); 2 clips need \(2, 50\)"):
        read_dataset(folder)


def test_a_database_of_something_else_is_refused(folder: Path) -> None:
    sqlite3.connect(folder / "lastfm_tags.db").close()
    with pytest.raises(TagStudioError, match="tids, tags and tid_tag"):
        read_dataset(folder)


def test_a_clip_without_a_vector_is_named(tmp_path: Path) -> None:
    write_pickles(tmp_path, str)
    (tmp_path / "msd_id_to_tag_vector.cP").write_bytes(pickle.dumps({}, 2))
    with pytest.raises(TagStudioError, match=f"no 50 labels for {ALL[0]}"):
        read_dataset(tmp_path)
