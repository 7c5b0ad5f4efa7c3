"""The scores are those of the original under TensorFlow, on recorded figures.

`reference.json` has them, made by `benchmarks/musicnn_reference.py`: of the sounds that it makes,
and by name of 20 clips that are not in the repository.
"""

import importlib.util
import json
import shutil
from pathlib import Path

import pytest
from musicnn_tagger.reference_check import MAX_SCORE_DIFFERENCE, SCORES_NAME, reference_checks

RECORDED = Path(__file__).parent / "reference.json"
SCRIPT = Path(__file__).parents[2] / "benchmarks" / "musicnn_reference.py"


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sounds that the script makes, and the scores recorded for them."""
    spec = importlib.util.spec_from_file_location("musicnn_reference", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    folder = tmp_path_factory.mktemp("sounds")
    names = [file.name for file in script.write_sounds(folder)]
    recorded = json.loads(RECORDED.read_text())
    found = {name: recorded[name] for name in names}
    (folder / SCORES_NAME).write_text(json.dumps(found))
    return folder


def test_own_sounds_get_the_originals_scores(sounds: Path, published: Path) -> None:
    found = list(reference_checks(sounds, published))
    assert [check.name for check in found] == [
        "MSD_musicnn as under TensorFlow",
        "MTT_musicnn as under TensorFlow",
    ]
    assert all(check.passed for check in found), found


def test_twenty_clips_get_the_originals_scores(
    real_data: Path, tmp_path: Path, published: Path
) -> None:
    recorded = json.loads(RECORDED.read_text())
    clips = {name: of for name, of in recorded.items() if (real_data / "clips" / name).exists()}
    assert len(clips) == 20
    for name in clips:
        shutil.copy(real_data / "clips" / name, tmp_path)
    (tmp_path / SCORES_NAME).write_text(json.dumps(clips))
    found = list(reference_checks(tmp_path, published))
    assert len(found) == 2
    assert all(check.passed for check in found), found


def test_other_weights_do_not_pass(sounds: Path, models: Path) -> None:
    found = list(reference_checks(sounds, models))
    assert [check.passed for check in found] == [False, False]
    assert all("largest difference" in str(check.detail) for check in found)
    assert MAX_SCORE_DIFFERENCE == 1e-4


def test_what_is_missing_or_damaged_fails_with_a_reason(tmp_path: Path, models: Path) -> None:
    assert list(reference_checks(tmp_path, models)) == []
    scores = tmp_path / SCORES_NAME
    for text in ("no json", "[]"):
        scores.write_text(text)
        (check,) = reference_checks(tmp_path, models)
        assert not check.passed
        assert "could not be checked" in str(check.detail)
    scores.write_text(json.dumps({"gone.ogg": {"MSD_musicnn": [0.5] * 50}}))
    for folder in (models, tmp_path / "empty"):
        (check,) = reference_checks(tmp_path, folder)
        assert not check.passed
        assert "could not be checked" in str(check.detail)
