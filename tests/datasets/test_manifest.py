from pathlib import Path

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets import read_dataset
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.examples import NO, UNSEEN, YES
from tagstudio.plugin_api.splits import TEST, TRAIN

HEAD = "file,label,tags,track,source,licence\n"


def labelled(clips: Clips, row: int) -> dict[str, int]:
    """Return the labels of a clip that are not unseen."""
    answers = zip(clips.tags, clips.answers[row].tolist(), strict=True)
    return {tag: answer for tag, answer in answers if answer != UNSEEN}


def test_genres_of_gtzan_exclude_each_other_and_nothing_else_does(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text(
        HEAD
        + 'clips/1.ogg,hiphop,Hip-Hop,gtzan:hiphop.00000,x,"none, says ""who"""\n'
        + "clips/2.ogg,disco,dance,gtzan:disco.00001,x,y\n"
        + "clips/3.ogg,reggae,,gtzan:reggae.00002,x,y\n"
        + "clips/4.ogg,sad piano,sad;instrumental,some:song,x,y\n"
        + "clips/5.ogg,waltz,,other:song,x,y\n"
    )
    clips = read_dataset(tmp_path)
    assert labelled(clips, 0) == {"Hip-Hop": YES, "dance": NO}
    assert labelled(clips, 1) == {"Hip-Hop": NO, "dance": YES}
    assert labelled(clips, 2) == {"Hip-Hop": NO, "dance": NO}
    assert labelled(clips, 3) == {"sad": YES, "instrumental": YES}
    assert labelled(clips, 4) == {}
    assert clips.groups[0] == "gtzan:hiphop.00000"
    assert clips.paths[0] == str(tmp_path / "clips" / "1.ogg")


def test_a_tag_that_is_none_of_the_50_is_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text(HEAD + "a.ogg,x,polka,t,s,l\n")
    with pytest.raises(TagStudioError, match="polka in line 2"):
        read_dataset(tmp_path)


def test_the_real_manifest(real_data: Path) -> None:
    clips = read_dataset(real_data / "manifest.csv")
    files = [Path(path) for path in clips.paths]
    assert all(file.is_file() for file in files)
    assert sum(clip.startswith("library/") for clip in clips.ids) == 31
    gtzan = np.array([group.startswith("gtzan:") for group in clips.groups])
    assert gtzan.sum() == 373
    eight = clips.answers[gtzan] != UNSEEN
    assert (eight.sum(axis=1) == 8).all()
    assert (clips.answers[~gtzan] != NO).all()
    for group in set(clips.groups):
        rows = [row for row, name in enumerate(clips.groups) if name == group]
        assert len(set(clips.splits[rows].tolist())) == 1
    for split in (TRAIN, TEST):
        positives = (clips.answers[gtzan & (clips.splits == split)] == YES).sum(axis=0)
        assert (positives[eight.any(axis=0)] >= 5).all()
