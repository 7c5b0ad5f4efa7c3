"""The process that compares copies, which a hostile file may take down."""

import shutil

import pytest

from tagstudio.engine.file_tags import copy_check
from tagstudio.engine.file_tags.copy_check import CopyCheck


@pytest.fixture
def names(folder) -> tuple[str, str, str]:
    path = folder / "a.flac"
    return str(path), str(shutil.copyfile(path, folder / ".copy.tmp")), str(path)


def test_it_answers_for_file_after_file(names):
    with CopyCheck() as check:
        assert check.difference(*names, ["genre"]) is None
        with open(names[1], "ab") as copy:  # noqa: PTH123
            copy.truncate(3000)
        assert check.difference(*names, ["genre"]) is not None


@pytest.mark.parametrize(
    ("code", "said"),
    [("import os; os.abort()", "failed"), ("import time; time.sleep(60)", "took longer")],
)
def test_a_process_that_dies_or_hangs_means_that_the_file_is_left(names, monkeypatch, code, said):
    monkeypatch.setattr(copy_check, "WORKER", ["-c", code])
    monkeypatch.setattr(copy_check, "FILE_SECONDS", 0.5)
    with CopyCheck() as check:
        assert said in str(check.difference(*names, []))
