import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.lab.comparison.folder import ComparisonFolder
from tagstudio.lab.comparison.runs import Run
from tagstudio.plugin_api import Epoch, ScoredClips

FINISHED = Run(
    "crnn",
    "0.1M",
    2,
    (Epoch(1, 1, 0.5, None, 0.7, 3.0, 90),),
    "ab" * 32,
    97_130,
    ("rock", "jazz"),
    ScoredClips(9, 1),
)


@pytest.fixture
def kept(tmp_path) -> ComparisonFolder:
    return ComparisonFolder(tmp_path)


def test_what_is_kept_is_what_is_found(kept):
    kept.keep(FINISHED)
    kept.scores_file(FINISHED).parent.mkdir()
    kept.scores_file(FINISHED).touch()
    assert kept.kept(Run("crnn", "0.1M", 2)) == FINISHED
    assert kept.kept(Run("crnn", "0.1M", 3)) == Run("crnn", "0.1M", 3)


@pytest.mark.parametrize(
    "content", ["", "[1]", '{"network": "crnn"}', '{"epochs": 1}', "[" * 100_000]
)
def test_a_damaged_record_is_named(kept, content):
    kept.keep(FINISHED)
    (record,) = (kept.folder / "runs").iterdir()
    record.write_text(content)
    with pytest.raises(TagStudioError, match=r"runs/crnn-0\.1M-seed2\.json cannot be read"):
        kept.kept(FINISHED)


def test_damaged_scores_are_named(kept):
    kept.scores_file(FINISHED).parent.mkdir()
    kept.scores_file(FINISHED).write_bytes(b"\x93NUMPY")
    with pytest.raises(TagStudioError, match=r"crnn-0\.1M-seed2\.npy cannot be read"):
        kept.scores(FINISHED)


def test_a_record_with_earlier_names_of_fields_is_read(kept):
    kept.keep(FINISHED)
    kept.scores_file(FINISHED).parent.mkdir()
    kept.scores_file(FINISHED).touch()
    (record,) = (kept.folder / "runs").iterdir()
    record.write_text(record.read_text().replace('"validation_', '"calibrate_'))
    assert "calibrate_auc" in record.read_text()
    assert kept.kept(FINISHED) == FINISHED


def test_an_option_that_came_later_had_its_default(kept, clips):
    kept.begin({"epochs": 3}, clips)
    kept.begin({"epochs": 3, "windows": 0}, clips)
    with pytest.raises(TagStudioError, match="comparison with windows 0, not 5"):
        kept.begin({"epochs": 3, "windows": 5}, clips)
