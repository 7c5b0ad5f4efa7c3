"""The ten-line tagger goes the whole way: scan, suggest, correct, train, judge, suggest again."""

import io
import json
import shutil
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.cli.app import main
from tagstudio.core import paths

PLUGINS = Path(__file__).parent.parent / "plugins"
ARTISTS, EACH, HZ = 20, 3, 8000


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Tones of 20 artists, three each: whether one is high has nothing to do with how loud."""
    folder = tmp_path / "music"
    folder.mkdir()
    numbers = np.random.default_rng(0)
    time = np.arange(HZ * 2) / HZ
    for artist in range(ARTISTS):
        for song in range(EACH):
            high, level = numbers.random() < 0.4, numbers.uniform(0.02, 0.9)
            pitch = numbers.uniform(900, 1500) if high else numbers.uniform(80, 500)
            tone = level * np.sin(2 * np.pi * pitch * time)
            title = f"{'whistle' if high else 'hum'} {100 + artist * EACH + song}"
            name = f"{chr(65 + artist)}ella Brown - {title}.wav"
            soundfile.write(folder / name, tone, HZ)
    return folder


def test_it_is_taught_a_tag_of_ones_own(music: Path, tmp_path: Path) -> None:
    shutil.copytree(PLUGINS / "ten_line_tagger", paths.user_plugins_folder() / "ten_line_tagger")

    def tagstudio(*arguments: object) -> dict:
        with redirect_stdout(io.StringIO()) as out:
            status = main(["--library", str(tmp_path / "my.db"), *map(str, arguments), "--json"])
        assert status == 0
        return json.loads(out.getvalue())

    tagstudio("scan", music)
    assert tagstudio("suggest", "--model", "ten-lines")["suggested"] == ARTISTS * EACH
    rows = [
        f"{path},for whistling,{'yes' if 'whistle' in path.name else 'no'}"
        for path in sorted(music.iterdir())[: (ARTISTS - 4) * EACH]
    ]
    (tmp_path / "labels.csv").write_text("\n".join(["path,tag,state", *rows]))
    tagstudio("import", tmp_path / "labels.csv", "--new-tags")
    report = tagstudio("train", "--model", "ten-lines")
    assert (report["version"], report["parent"]) == ("ten-lines-v2", "ten-lines")
    assert report["tracks"] == len(rows)
    assert report["outcome"] in {"on trial", "proven"}, report["reason"]
    assert report["in_use"]
    tagstudio("suggest")
    listed = tagstudio("list")
    assert listed["model"] == "ten-lines-v2"
    right = []
    for track in listed["tracks"]:
        if not track["decisions"]:
            said = next(one for one in track["suggestions"] if one["tag"] == "for whistling")
            right.append((said["score"] > 0.5) == ("whistle" in track["path"]))
    assert len(right) == 4 * EACH
    assert sum(right) >= 11
