from pathlib import Path

import pytest
from crnn_tagger.from_scratch.__main__ import main
from crnn_tagger.from_scratch.data.mel_store import MelStore

from tagstudio.core.paths import models_folder


@pytest.fixture
def arguments(clips_file: Path, store: MelStore, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    given = f"{clips_file} --name alone --network k2c1 --size 4,4,4,4,4 --store {store.folder}"
    return [*given.split(), "--device", "cpu", "--epochs", "1", "--pool-first"]


def test_one_process_trains_alone(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "--augment", "crop,mixup"]) == 0
    out, err = capsys.readouterr()
    assert out == "alone is installed: k2c1 4,4,4,4,4, trained on 16 clips.\n"
    assert "epoch 1 of 1: loss" in err
    assert (models_folder("crnn_tagger") / "alone.safetensors").is_file()


def test_what_cannot_be_done_is_said(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--augment", "echo"]) == 1
    assert capsys.readouterr().err.startswith("There is no augmentation 'echo'")


def test_what_is_needed_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["clips.npz", "--name", "alone"])
    assert "--network, --size, --store" in capsys.readouterr().err
