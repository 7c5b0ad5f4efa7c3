import errno
import logging
import sys

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tagstudio.core.program_log import log_file, logged
from tagstudio.ui.shell.defects import Defects


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def defects(qtbot, said) -> Defects:
    parent = QWidget()
    qtbot.addWidget(parent)
    return Defects(parent, said.append)


def report(defects: Defects, error: BaseException) -> None:
    try:
        raise error
    except BaseException:
        defects.report(*sys.exc_info())


def test_one_dialog_at_a_time_counts_what_comes_after(defects, said, capsys):
    for word in ("first", "second", "third"):
        report(defects, IndexError(word))
    dialog = defects.dialog
    assert "IndexError: first" in dialog.details.toPlainText()
    assert "2" in dialog.more.text()
    dialog.copy.click()
    assert "IndexError: first" in QGuiApplication.clipboard().text()
    dialog.reject()
    assert defects.dialog is None
    report(defects, IndexError("fourth"))
    assert "fourth" in defects.dialog.details.toPlainText()
    defects.dialog.reject()
    assert not said


def test_an_error_of_the_disk_is_a_sentence_and_no_defect(defects, said, capsys):
    report(defects, OSError(errno.ENOSPC, "full", "/cache/a.npz"))
    assert (defects.dialog, len(said)) == (None, 1)
    assert "the disk is full" in said[0]


def test_defects_are_in_the_log_and_a_log_that_cannot_be_written_is_no_defect(
    defects, capsys, monkeypatch
):
    with logged() as log:
        report(defects, IndexError("kept"))
        defects.dialog.reject()
        assert "IndexError: kept" in log_file().read_text()
        log.close()
        monkeypatch.setattr(log, "_open", _full)
        logging.getLogger("x").warning("lost")
    assert "Logging error" not in capsys.readouterr().err


def _full() -> None:
    raise OSError(errno.ENOSPC, "full")
