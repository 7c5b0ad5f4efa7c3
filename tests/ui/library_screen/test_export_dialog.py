"""The choice of a format: all of them are seen in a low window."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea

from tagstudio.ui.library_screen.export_dialog import ExportDialog


@pytest.mark.parametrize("language", ["en", "de"])
def test_all_formats_are_seen_in_a_low_window(qtbot, shown, request, language):
    if language == "de":
        request.getfixturevalue("german")
    dialog = shown(ExportDialog("Export", 133))
    dialog.resize(560, 510)  # on a screen of 1080 px at 200 %
    qtbot.waitUntil(lambda: dialog.height() == 510)
    assert dialog.findChild(QScrollArea).verticalScrollBar().maximum() == 0
    lefts = {
        box.mapTo(dialog, QPoint(0, 0)).x()
        for box in (dialog.group.button(0), dialog.every, dialog.heard)
    }
    assert len(lefts) == 1
