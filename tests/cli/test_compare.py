"""`tagstudio compare` as a user types it: on networks of known worth, and on real ones."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.cli.app import main
from tagstudio.core import paths

PLUGINS = Path(__file__).parent.parent / "plugins"
HZ = 4000


@pytest.fixture
def genres(tmp_path) -> Path:
    """Two genres of 45 short tones each, low ones and high ones."""
    chance = np.random.default_rng(0)
    times = np.arange(HZ // 4) / HZ
    for genre, pitch in (("jazz", 200), ("rock", 1500)):
        folder = tmp_path / "genres" / genre
        folder.mkdir(parents=True)
        for number in range(45):
            tone = np.sin(2 * np.pi * pitch * chance.uniform(0.8, 1.2) * times)
            soundfile.write(folder / f"{genre}.{number:05}.wav", 0.5 * tone, HZ)
    return tmp_path / "genres"


@pytest.fixture
def tagstudio(capsys, tmp_path, genres):
    """Compare networks on the tones; return exit status, stdout, stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        fixed = ("compare", "--data", genres, "-o", tmp_path / "compared", "--device", "cpu")
        status = main([*map(str, fixed), *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture
def known(tagstudio):
    """Compare networks of known worth."""
    shutil.copytree(PLUGINS / "comparing_tagger", paths.user_plugins_folder() / "comparing_tagger")
    return lambda *arguments: tagstudio("--plugin", "comparing_tagger", *arguments)


def test_a_table_says_which_network_is_better(known, tmp_path):
    status, out, err = known("--networks", "dull,keen", "--sizes", "0.1M, 1M", "--epochs", 1)
    assert status == 0, err
    assert [line.split()[:3] for line in out.splitlines()[1:5]] == [
        ["dull", "0.1M", "100,000"],
        ["keen", "0.1M", "100,000"],
        ["dull", "1M", "1,000,000"],
        ["keen", "1M", "1,000,000"],
    ]
    better = next(line for line in out.splitlines() if "keen than dull" in line)
    assert better.split()[0] == "0.1M"
    assert better.rstrip().endswith(" shown")
    assert "not shown" not in better
    assert "Seconds are per 2,500 clips." in out
    assert "Training on the CPU" in err
    names = {path.name for path in (tmp_path / "compared").iterdir()}
    assert names >= {"compare.png", "compare.svg", "summary.csv", "per_tag.csv", "differences.csv"}


def test_without_matplotlib_the_tables_are_written(known, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # any import of it fails
    status, out, err = known("--networks", "dull,keen", "--epochs", 1)
    assert status == 0
    assert "keen than dull" in out
    assert "install TagStudio with pip as 'tagstudio[lab]'. The tables were written." in err
    names = {path.name for path in (tmp_path / "compared").iterdir()}
    assert names >= {"summary.csv", "per_tag.csv", "differences.csv"}
    assert not names & {"compare.png", "compare.svg"}


def test_more_can_be_added_and_machines_can_read_it(known):
    assert known("--networks", "dull", "--epochs", 1)[0] == 0
    status, out, _ = known("--networks", "dull,keen,dull", "--seeds", 2, "--epochs", 1, "--json")
    assert status == 0
    found = json.loads(out)
    dull, keen = found["networks"]
    assert (dull["network"], keen["network"]) == ("dull", "keen")
    assert len(dull["by_seed"]) == 2
    assert keen["macro_auc"] > dull["macro_auc"]
    assert found["differences"][0]["shown"]
    assert {Path(path).name for path in found["files"]} >= {"compare.svg", "summary.csv"}


def test_a_teacher_that_is_not_there_is_named(known):
    status, _, err = known("--networks", "keen", "--teacher", "msd-crnn")
    assert status == 1
    assert "The teacher msd-crnn is not installed." in err


def test_no_network_at_all_is_wrong_use(known):
    status, _, err = known("--networks", " , ")
    assert status == 2
    assert "at least one network" in err


def test_a_plugin_that_is_not_there_is_named(tagstudio):
    status, _, err = tagstudio("--plugin", "none_such")
    assert status == 1
    assert "There is no plugin 'none_such' that could be used; there are: crnn_tagger, " in err


def test_a_real_network_learns_low_from_high(tagstudio):
    status, out, err = tagstudio(
        "--networks", "k2c1", "--epochs", 1, "--augment", "", "--rate", 0.01, "--json"
    )
    assert status == 0, err
    (network,) = json.loads(out)["networks"]
    assert network["parameters"] == 97_513 - 48 * (87 + 1)  # two tags, not 50
    assert network["macro_auc"] > 0.8
    assert network["training_seconds"] > 0
    assert network["inference_seconds"] > 0
