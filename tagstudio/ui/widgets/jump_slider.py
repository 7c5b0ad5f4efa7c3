"""A slider that goes where it is clicked, in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QStyle

from tagstudio.ui.base.theme import Colours


class JumpSlider(QSlider):
    """A slider that goes where it is clicked; `chosen` is told by the mouse and the keys only."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.sliderMoved.connect(self.chosen)
        self.actionTriggered.connect(lambda _: self.chosen.emit(self.sliderPosition()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump there, and let it be dragged from there."""
        value = QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), round(event.position().x()), max(1, self.width())
        )
        self.setValue(value)
        self.chosen.emit(value)
        super().mousePressEvent(event)


def slider_style(colours: Colours) -> str:
    """Return the style sheet of such a slider."""
    return f"""
    QSlider::groove {{ height: 4px; border-radius: 2px; background: {colours.outline}; }}
    QSlider::sub-page {{ border-radius: 2px; background: {colours.accent}; }}
    QSlider::handle {{ width: 12px; height: 12px; margin: -4px 0; border-radius: 6px;
        background: {colours.accent}; }}
    QSlider::sub-page:disabled, QSlider::handle:disabled {{ background: transparent; }}
    """
