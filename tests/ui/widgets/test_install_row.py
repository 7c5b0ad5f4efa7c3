from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from tagstudio.ui.widgets.install_row import InstallRow


@pytest.fixture
def row(qtbot, shown) -> InstallRow:
    made = shown(InstallRow())
    made.show_offers(["one", "two"])
    return made


def test_it_hides_without_an_offer_and_keeps_the_choice_with_the_same_ones(row):
    row.names.setCurrentText("two")
    row.show_offers(["one", "two"])
    assert row.names.currentText() == "two"
    row.show_offers([])
    assert not row.isVisible()


def test_the_buttons_say_which_model_and_from_where(qtbot, row, monkeypatch):
    row.names.setCurrentText("two")
    with qtbot.waitSignal(row.wanted) as wanted:
        qtbot.mouseClick(row.install, Qt.MouseButton.LeftButton)
    assert wanted.args == ["two", None]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/weights.h5", ""))
    with qtbot.waitSignal(row.wanted) as wanted:
        qtbot.mouseClick(row.from_file, Qt.MouseButton.LeftButton)
    assert wanted.args == ["two", Path("/weights.h5")]


def test_a_dialog_that_is_left_installs_nothing(qtbot, row, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    with qtbot.assertNotEmitted(row.wanted):
        qtbot.mouseClick(row.from_file, Qt.MouseButton.LeftButton)
