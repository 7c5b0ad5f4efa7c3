"""`tagstudio models train-new` as a user types it, on low and high tones."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.cli.app import main
from tagstudio.plugin_api.clips import Clips

HZ = 4000


@pytest.fixture
def genres(tmp_path) -> Path:
    """Two genres of 16 short tones each, low ones and high ones."""
    chance = np.random.default_rng(0)
    times = np.arange(HZ // 2) / HZ
    for genre, pitch in (("jazz", 200), ("rock", 1500)):
        folder = tmp_path / "genres" / genre
        folder.mkdir(parents=True)
        for number in range(16):
            tone = np.sin(2 * np.pi * pitch * chance.uniform(0.8, 1.2) * times)
            soundfile.write(folder / f"{genre}.{number:05}.wav", 0.5 * tone, HZ)
    return tmp_path / "genres"


@pytest.fixture
def arguments(genres) -> list[str]:
    small = ["--network", "k2c1", "--size", "4,4,4,4,4", "--batch", "4", "--device", "cpu"]
    return ["models", "train-new", "--data", str(genres), "--name", "mine", *small]


@pytest.fixture
def tagstudio(capsys):
    def call(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


def test_a_network_is_trained_and_suggests(tagstudio, arguments, genres, tmp_path):
    status, out, err = tagstudio(*arguments, "--epochs", "2", "--json")
    assert status == 0, err
    found = json.loads(out)
    assert found["model"] == "mine"
    assert [epoch["number"] for epoch in found["epochs"]] == [1, 2]
    assert "macro ROC-AUC" in found["notices"][-1]
    library = ("--library", str(tmp_path / "my.db"))
    assert tagstudio(*library, "scan", str(genres))[0] == 0
    suggested = json.loads(tagstudio(*library, "suggest", "--model", "mine", "--json")[1])
    assert suggested["model"] == "mine"
    status, out, err = tagstudio(*arguments, "--epochs", "2")
    assert status == 0
    assert "is installed.\nLet it suggest with: tagstudio suggest --model mine\n" in out


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--network", "lstm"], "There is no network 'lstm'"),
        (["--size", "7M"], "There is no size '7M'"),
        (["--network", "", "--size", "7M"], "There is no size '7M'"),  # of the plugin's first
        (["--augment", "echo"], "There is no augmentation 'echo'"),
        (["--teacher", "nobody"], "The teacher 'nobody' is not installed"),
        (["--plugin", "nobody"], "There is no plugin 'nobody'"),
    ],
)
def test_what_cannot_be_done_is_said(tagstudio, arguments, more, sentence):
    status, out, err = tagstudio(*arguments, *more)
    assert (status, out) == (1, "")
    assert sentence in err


def test_clips_can_be_prepared_for_several_processes(tagstudio, arguments, tmp_path):
    file = tmp_path / "clips.npz"
    status, out, _ = tagstudio(*arguments, "--prepare", str(file))
    assert status == 0
    assert out == f"32 clips of 2 tags are in {file}.\n"
    assert Clips.load(file).tags == ("jazz", "rock")
