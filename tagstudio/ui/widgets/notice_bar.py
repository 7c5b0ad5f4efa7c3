"""A bar over a page: a sentence, and buttons for what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton

from tagstudio.ui.base.announce import announce
from tagstudio.ui.base.areas import mark_area
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID, Theme
from tagstudio.ui.text.number_format import counted

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

    Pressing a button puts the bar away before the button acts. `is_wanted` tells that it has
    something to say, and `wanted` comes when that may have changed: among several, a `NoticePlace`
    shows one, with the button `more` for the others. A bar may have several notices itself, the
    `count` of them.
    """

    wanted = Signal()
    count = 1

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
        self.more = QToolButton()
        self.more.setToolTip(self.tr("Show the next notice"))
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.hide()
        self.buttons: list[QPushButton] = []
        self.is_wanted = False
        self.shows_itself = True
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self._row.setSpacing(GRID)
        self._row.addWidget(self._icon)
        self._row.addWidget(self.text, 1)
        self._row.addWidget(self.more)
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
        self.want()
        announce(self, sentence)

    def put_away(self) -> None:
        """Have nothing to say any more."""
        self.want(False)

    def want(self, is_wanted: bool = True) -> None:
        """Stand there with what was said last, or not."""
        if not (is_wanted or self.is_wanted):
            return
        self.is_wanted = is_wanted
        if self.shows_itself:
            self.setVisible(is_wanted)
        self.wanted.emit()

    def show_next(self) -> bool:
        """Show the next of its own notices, after the last the first; tell if it is not that."""
        return False

    def show_more(self, count: int) -> None:
        """Say how many other notices there are."""
        one, many = self.tr("1 more"), self.tr("{count} more")
        self.more.setText((one if count == 1 else many.format(count=counted(count))) + " ›")
        self.more.setVisible(count > 0)

    def _made(self, one: NoticeButton) -> QPushButton:
        button = QPushButton(one.text)
        button.setProperty("main", one.main)

        def pressed() -> None:
            self.put_away()
            one.press()

        button.clicked.connect(pressed)
        self._row.addWidget(button)
        return button

    def _colour(self) -> None:
        colours = self._theme.colours
        colour = colours.no if self._kind == "failure" else colours.accent
        self._icon.setPixmap(icon(_ICONS[self._kind], colour).pixmap(ICON_SIZE, ICON_SIZE))
