from pathlib import Path

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets import read_dataset
from tagstudio.plugin_api.clips import Clips


def test_a_folder_without_a_dataset_is_told_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(TagStudioError, match=r"autotagging\.tsv, annotations_final\.csv"):
        read_dataset(tmp_path)


def test_an_unknown_format_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(TagStudioError, match="There are manifest, msd"):
        read_dataset(tmp_path, "fma")


def test_a_missing_folder_is_no_defect(tmp_path: Path) -> None:
    with pytest.raises(TagStudioError, match="nothing at"):
        read_dataset(tmp_path / "gone")


def test_a_format_that_was_told_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("file,tags,track\na.mp3,rock,a\n")
    with pytest.raises(TagStudioError, match="MTG-Jamendo"):
        read_dataset(tmp_path, "jamendo")


def test_a_clip_that_stands_in_two_places_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("file,tags,track\na.mp3,rock,a\na.mp3,jazz,a\n")
    with pytest.raises(TagStudioError, match=r"lists a\.mp3 twice"):
        read_dataset(tmp_path)


def test_a_list_without_clips_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("file,tags,track\n")
    with pytest.raises(TagStudioError, match="lists no clip"):
        read_dataset(tmp_path)


def test_what_was_read_survives_the_file_that_host_and_plugin_share(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("file,tags,track\na.mp3,rock;Hip-Hop,a\nb.mp3,,b\n")
    clips = read_dataset(tmp_path)
    clips.save(tmp_path / "clips.npz")
    again = Clips.load(tmp_path / "clips.npz")
    assert (again.tags, again.ids, again.paths) == (clips.tags, clips.ids, clips.paths)
    assert np.array_equal(again.answers, clips.answers)
