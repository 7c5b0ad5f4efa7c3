"""A menu beside the right edge of the window opens to the left."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPushButton, QWidget

from tagstudio.ui.widgets.menu_in_window import MenuInWindow


@pytest.mark.parametrize(("x", "stays"), [(4, True), (340, False)])
def test_a_menu_keeps_within_the_window(shown, x, stays):
    window = QWidget()
    window.setGeometry(20, 20, 400, 300)  # the screen is wider
    button = QPushButton("Sound", window)
    button.move(x, 4)
    menu = MenuInWindow(button)
    menu.addAction("Go to the tag’s highest score and play it from there")
    shown(window)
    below = button.mapToGlobal(QPoint(0, button.height()))
    menu.popup(below)
    assert menu.frameGeometry().right() <= window.frameGeometry().right()
    assert (menu.x() == below.x()) == stays
    assert menu.y() == below.y()
    menu.close()
