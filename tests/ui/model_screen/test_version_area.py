"""The head over the tabs is never squeezed, whatever a tab behind the one in front needs."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from tagstudio.ui.model_screen.version_area import Tabs, VersionArea

SENTENCE = "Whether it is better cannot be told yet, so go on in Review. " * 4


def page(text: str) -> QWidget:
    made = QWidget()
    QVBoxLayout(made).addWidget(QLabel(text, wordWrap=True))
    return made


@pytest.mark.parametrize("height", [300, 474, 700])
def test_details_that_are_opened_are_not_printed_over_the_tabs(shown, height):
    head, tabs = page(SENTENCE), Tabs()
    details = QLabel(SENTENCE * 3, wordWrap=True)
    head.layout().addWidget(details)
    details.hide()
    tabs.addTab(page(SENTENCE), "Training")
    tabs.addTab(page(SENTENCE * 12), "Answers")
    area = VersionArea(head, tabs)
    for part in (area, tabs, tabs.tabBar()):
        part.setAccessibleName("The selected version")
    area.resize(500, height)
    shown(area)
    details.show()
    for _ in range(3):  # until all parts have their places
        QApplication.processEvents()
    assert tabs.y() > head.geometry().bottom()
    assert details.height() >= details.heightForWidth(details.width())
