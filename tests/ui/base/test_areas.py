"""F6 goes from area to area, to where the focus was in each; nested areas stand for themselves."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tagstudio.ui.base import areas as module
from tagstudio.ui.base.areas import areas, go_to_area, mark_area


@pytest.fixture
def window(shown) -> QWidget:
    """Three areas: left with two buttons, right with one and, nested, below with one."""
    window = QWidget()
    row = QHBoxLayout(window)
    for name in ("left", "right"):
        part = QWidget()
        mark_area(part, name)
        column = QVBoxLayout(part)
        setattr(window, name, part)
        row.addWidget(part)
        for number in range(2):
            button = QPushButton(f"{name} {number}")
            column.addWidget(button)
    window.below = window.right.findChildren(QPushButton)[1]
    mark_area(window.below, "below")
    shown(window)
    window.activateWindow()
    return window


def focused() -> str:
    return QApplication.focusWidget().text()


def test_areas_are_gone_round_and_each_keeps_its_place(window, monkeypatch):
    said = []
    monkeypatch.setattr(module, "announce", lambda part, name: said.append(name))
    assert list(areas(window)) == [window.left, window.right, window.below]
    window.left.findChildren(QPushButton)[1].setFocus()
    gone = []
    for _ in range(3):
        go_to_area(window, 1)
        gone.append(focused())
    assert gone == ["right 0", "right 1", "left 1"]
    assert said == ["right", "below", "left"]
    go_to_area(window, -1)
    assert focused() == "right 1"


def test_an_area_without_a_part_to_go_to_is_passed_over(window):
    window.below.setEnabled(False)
    window.right.findChildren(QPushButton)[0].setFocusPolicy(Qt.FocusPolicy.NoFocus)
    window.left.findChildren(QPushButton)[0].setFocus()
    go_to_area(window, 1)
    assert focused() == "left 0"
