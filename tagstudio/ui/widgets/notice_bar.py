"""A bar over a page: a sentence, and buttons for what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy

from tagstudio.ui.base.announce import announce
from tagstudio.ui.base.areas import mark_area
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID, Theme

NoticeKind = Literal["offer", "failure"]
ICON_SIZE = 20
_ICONS: dict[NoticeKind, str] = {"offer": "jobs", "failure": "failed"}


@dataclass(frozen=True)
class NoticeButton:
    """What a button of a bar says and does; the `main` one is the one to press."""

    text: str
    press: Callable[[], object]
    main: bool = False


class NoticeBar(QFrame):
    """Hidden until it has something to say; the kind decides on its icon, which is no mere colour.

    Pressing a button hides the bar before the button acts.
    """

    def __init__(self, theme: Theme, kind: NoticeKind = "offer") -> None:
        super().__init__()
        self.setObjectName("notice_bar")
        self.setProperty("kind", kind)
        mark_area(self, self.tr("Notice"))
        self._theme = theme
        self._kind = kind
        self._icon = QLabel()
        self.text = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self._row.setSpacing(GRID)
        self._row.addWidget(self._icon)
        self._row.addWidget(self.text, 1)
        theme.changed.connect(self._colour)
        self._colour()
        self.hide()

    def show_notice(self, sentence: str, buttons: Sequence[NoticeButton]) -> None:
        """Show a sentence with its buttons, the main one last and so at the right."""
        for old in self.buttons:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = [self._made(one) for one in buttons]
        self.text.setText(sentence)
        self.text.setAccessibleName(sentence)
        self.show()
        announce(self, sentence)

    def _made(self, one: NoticeButton) -> QPushButton:
        button = QPushButton(one.text)
        button.setProperty("main", one.main)

        def pressed() -> None:
            self.hide()
            one.press()

        button.clicked.connect(pressed)
        self._row.addWidget(button)
        return button

    def _colour(self) -> None:
        colours = self._theme.colours
        colour = colours.no if self._kind == "failure" else colours.accent
        self._icon.setPixmap(icon(_ICONS[self._kind], colour).pixmap(ICON_SIZE, ICON_SIZE))
