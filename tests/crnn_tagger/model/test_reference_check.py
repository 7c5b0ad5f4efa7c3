import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from crnn_tagger.model import keras_weights
from crnn_tagger.model.reference_check import README_TOP_FIVE, checks


def test_the_published_weights_give_the_published_numbers(real_data: Path) -> None:
    found = list(checks(real_data / "published"))
    assert [check for check in found if not check.passed] == []
    details = {check.name: str(check.detail) for check in found}
    assert len(details) == 12
    for clip, wanted in README_TOP_FIVE.items():
        assert details[f"README numbers, {clip}"] == wanted


def test_unflipped_kernels_would_be_noticed(
    real_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unflipped = replace(keras_weights.CRNN_THEANO, flipped=False)
    monkeypatch.setattr(keras_weights, "FILES", (unflipped,))
    first = next(checks(real_data / "published"))
    assert first.name == "README numbers, cute"
    assert not first.passed


def test_missing_reference_files_fail_their_checks_alone(real_data: Path, tmp_path: Path) -> None:
    for name in (keras_weights.CRNN_THEANO.name, "bensound-cute.npy"):
        shutil.copy(real_data / "published" / name, tmp_path)
    found = list(checks(tmp_path))
    assert {check.name for check in found if check.passed} == {
        "README numbers, cute",
        "corrected, cute",
    }
    assert all("could not be checked" in str(check.detail) for check in found if not check.passed)


def test_the_folder_of_another_plugin_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "musicnn_scores.json").write_text("{}")
    assert list(checks(tmp_path)) == []
