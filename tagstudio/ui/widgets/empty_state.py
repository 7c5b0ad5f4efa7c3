"""A page in place of an empty table: a sentence, and buttons for the next step."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID, Theme

ABOVE = 0.4  # of the free height: what is looked at stands a little above the middle


class EmptyState(QScrollArea):
    """A sentence in the middle, with buttons under it; the first is the one to press.

    `say` changes the sentence, and leaves out buttons that do not go with it.

    It stays where it is when a bar comes or goes beside it, and is placed anew with another height
    of the window. Where there is too little room for it, it scrolls.
    """

    pressed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        icon_name: str,
        title: str,
        text: str,
        buttons: dict[str, tuple[str, str]],
    ) -> None:
        """Take the buttons by name, each as (text, icon)."""
        super().__init__()
        self._theme = theme
        self._icon_name = icon_name
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.heading = QLabel(title, alignment=Qt.AlignmentFlag.AlignCenter)
        self.heading.setProperty("role", "title")
        self.text = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.text.setProperty("role", "quiet")
        self.text.setFixedWidth(60 * GRID)
        self._above = QSpacerItem(0, 0)
        self._placed_at = 0  # the height of the window when it was placed
        self.buttons = {name: self._button(name, text) for name, (text, _) in buttons.items()}
        self._icons = {name: icon_name for name, (_, icon_name) in buttons.items()}
        self._lay_out()
        self.say(text)
        theme.changed.connect(self._colour)

    def say(self, text: str, without: Collection[str] = ()) -> None:
        """Say another sentence, without the buttons of these names."""
        self.text.setText(text)
        self.text.setMinimumHeight(max(0, self.text.heightForWidth(60 * GRID)))
        shown = [name for name in self.buttons if name not in without]
        self._main = main = next(iter(shown), "")
        for name, button in self.buttons.items():
            button.setVisible(name in shown)
            is_main = name == main
            if button.property("main") != is_main:
                button.setProperty("main", is_main)
                button.style().polish(button)
        self._colour()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        inner = QWidget()
        self._parts = layout = QVBoxLayout(inner)
        layout.setSpacing(2 * GRID)
        layout.addSpacerItem(self._above)
        layout.addWidget(self._picture)
        layout.addWidget(self.heading)
        layout.addWidget(self.text, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addLayout(row)
        layout.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it scrolls to the button that has the focus
        self.setWidget(inner)
        # Once it is laid out: what grew since it was placed takes the room above first.
        bar, soon = self.verticalScrollBar(), QTimer(self, singleShot=True, interval=0)
        soon.timeout.connect(lambda: self._move_up(bar.maximum()))
        bar.rangeChanged.connect(lambda *_: soon.start())

    def _move_up(self, hidden: int) -> None:
        above = self._above.sizeHint().height()
        if hidden and above:
            self._above.changeSize(0, max(0, above - hidden))
            self._parts.invalidate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the parts anew, with another height of the window."""
        layout, before = self._parts, self._above.sizeHint().height()
        free = max(0, self.viewport().height() - (layout.minimumSize().height() - before))
        height = self.window().height()
        above = ABOVE * free if height != self._placed_at else before
        self._placed_at = height
        self._above.changeSize(0, round(min(above, free)))
        layout.invalidate()
        super().resizeEvent(event)

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setIconSize(QSize(20, 20))
        button.clicked.connect(lambda: self.pressed.emit(name))
        return button

    def _colour(self) -> None:
        colours = self._theme.colours
        self._picture.setPixmap(icon(self._icon_name, colours.quiet).pixmap(64, 64))
        for name, button in self.buttons.items():
            colour = colours.on_accent if name == self._main else colours.text
            button.setIcon(icon(self._icons[name], colour))
