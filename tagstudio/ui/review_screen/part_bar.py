"""The line that says that answers are given for a part of the track, and not for all of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from tagstudio.core.clock import clock
from tagstudio.library.tags.decisions import DecisionState
from tagstudio.ui.base.actions import Actions
from tagstudio.ui.base.announce import announce
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.review_screen.sound.part_choice import PartChoice
from tagstudio.ui.widgets.elided_label import ElidedLabel


class PartBar(QWidget):
    """Hidden while answers are for the whole track; its buttons are actions with keys."""

    def __init__(self, choice: PartChoice, actions: Actions) -> None:
        super().__init__()
        self._choice, self._actions = choice, actions
        self._tag, self._state = "", "unseen"
        self.setObjectName("part_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.chip = ElidedLabel("heading")
        self.sentence = ElidedLabel("quiet")
        for label in (self.chip, self.sentence):
            label.explain(
                self.tr(
                    "Yes and no are for this part of the track alone. Example: 1:04 to 1:30 is from"
                    " one minute and four seconds on, for 26 seconds."
                )
            )
        self.remove = self._button("remove_part")
        self.whole = self._button("whole_track")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        layout.setSpacing(GRID)
        layout.addWidget(self.chip)
        layout.addWidget(self.sentence, 1)
        layout.addWidget(self.remove)
        layout.addWidget(self.whole)
        choice.changed.connect(self._show)
        actions.rebound.connect(self._show)
        self._show()

    def show_answer(self, tag: str, state: DecisionState) -> None:
        """Say what the tag in focus was answered in the chosen part."""
        if (tag, state) != (self._tag, self._state):
            self._tag, self._state = tag, state
            self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the language of the window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show()

    def _button(self, id: str) -> QPushButton:
        button = QPushButton()
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self._actions[id].trigger)
        return button

    def _show(self) -> None:
        stretch, begins = self._choice.stretch, self._choice.begins
        self.setVisible(stretch is not None or begins is not None)
        said = self._state != "unseen" and stretch is not None
        self.remove.setVisible(said)
        self._actions.allow("remove_part", is_possible=said)
        self._actions.allow("whole_track", is_possible=not self.isHidden())
        self.remove.setText(self._with_key(self.tr("Take the answer back"), "remove_part"))
        self.whole.setText(self._with_key(self.tr("Whole track"), "whole_track"))
        if stretch is not None:
            self.chip.setText(
                self.tr("{start} to {end}").format(
                    start=clock(stretch.start), end=clock(stretch.end)
                )
            )
            self.sentence.setText(self._sentence())
        elif begins is not None:
            self.chip.setText(self.tr("from {start}").format(start=clock(begins)))
            text = self.tr("Go to where the part ends and press {key}.")
            self.sentence.setText(text.format(key=self._key("part_end")))
        if not self.isHidden():
            announce(self, f"{self.chip.text()}. {self.sentence.text()}")

    def _sentence(self) -> str:
        if self._state == "yes":
            return self.tr("{tag} is a yes there. Answers are for this part only.").format(
                tag=self._tag
            )
        if self._state == "no":
            return self.tr("{tag} is a no there. Answers are for this part only.").format(
                tag=self._tag
            )
        return self.tr("Answers are for this part only, not for the track.")

    def _with_key(self, text: str, id: str) -> str:
        key = self._key(id)
        return f"{text} ({key})" if key else text

    def _key(self, id: str) -> str:
        keys = self._actions.keys_of(id)
        native = QKeySequence.SequenceFormat.NativeText
        return QKeySequence(keys[0]).toString(native) if keys else ""
