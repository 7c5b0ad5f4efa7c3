from pathlib import Path

from tagstudio.datasets.audio_files import audio_paths


def test_the_place_and_the_spelling_under_which_files_are_found(tmp_path: Path) -> None:
    (tmp_path / "sound").mkdir()
    (tmp_path / "sound" / "b.low.mp3").touch()
    lists = tmp_path / "data" / "splits"
    lists.mkdir(parents=True)
    found = audio_paths(lists, [["a.mp3", "b.mp3"], ["a.low.mp3", "b.low.mp3"]])
    assert found == tuple(str(tmp_path / "sound" / name) for name in ("a.low.mp3", "b.low.mp3"))


def test_sound_that_is_gone_still_has_a_path(tmp_path: Path) -> None:
    assert audio_paths(tmp_path, [["x-gone.mp3"], ["x-gone.ogg"]]) == (
        str(tmp_path / "x-gone.mp3"),
    )
