from pathlib import Path

from tagstudio.datasets import read_dataset
from tagstudio.plugin_api.examples import NO, YES


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_each_folder_is_a_genre_and_none_of_the_others(tmp_path: Path) -> None:
    make(
        tmp_path / "genres",
        "hiphop/hiphop.00000.au",
        "reggae/reggae.00000.au",
        "notes/a.txt",
        "._junk/._a.wav",
    )
    clips = read_dataset(tmp_path)
    assert clips.tags == ("Hip-Hop", "reggae")
    assert clips.ids == ("hiphop/hiphop.00000.au", "reggae/reggae.00000.au")
    assert clips.answers.tolist() == [[YES, NO], [NO, YES]]
    assert Path(clips.paths[1]).is_file()


def test_pieces_of_one_track_stand_together(tmp_path: Path) -> None:
    pieces = [f"blues/blues.000{track:02}.{piece}.wav" for track in range(40) for piece in "012"]
    make(tmp_path, *pieces, "pop/My song.wav")
    clips = read_dataset(tmp_path)
    assert clips.groups[0] == "blues/blues.00000"
    assert clips.groups[-1] == "pop/My song"
    splits = set(zip(clips.groups, clips.splits.tolist(), strict=True))
    assert len(splits) == 41
    assert len({split for _, split in splits}) > 1
