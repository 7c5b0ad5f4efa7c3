"""The field that adds a tag by its name."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from tagstudio.ui.widgets.click_through import ClickThrough

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TagEntry(QLineEdit):
    """Completes over the tags there are; a name that is new is asked for twice.

    Enter adds, the arrows go through the completions, Tab and Escape leave.
    """

    named = Signal(str, bool)  # the tag, whether it is new
    asked = Signal(str)  # a question, "" once it is answered or given up
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = QStringListModel(self)
        self._known: dict[str, str] = {}
        self._confirmed = ""
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        ClickThrough(completer)
        self.setAccessibleName(self.tr("Add a tag"))
        self.setMaxLength(100)
        self.returnPressed.connect(self._take)
        self.textEdited.connect(self._withdraw)

    def complete_over(self, names: Sequence[str], besides: Collection[str] = ()) -> None:
        """Complete over these names; those `besides` are known, too, and not offered."""
        if list(names) != self._names.stringList():
            self._names.setStringList(list(names))
        self._known = {name.casefold(): name for name in (*names, *besides)}

    def event(self, event: QEvent) -> bool:
        """Take Escape, Enter and the arrows before the window's shortcuts do."""
        mine = (Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down, *ENTER)
        if isinstance(event, QKeyEvent) and event.key() in mine:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self.clear()
                self._withdraw()
                self.left.emit()
                return True
        return super().event(event)

    def _take(self) -> None:
        text = " ".join(self.text().split())
        if not text:
            return
        known = self._known.get(text.casefold())
        if known is None and self._confirmed != text:
            self._confirmed = text
            question = self.tr("Enter again makes a new tag: “{tag}”")
            self.asked.emit(question.format(tag=text))
            return
        self._withdraw()
        self.setText("")  # forgets what was typed: Undo is that of the answer now
        self._known.setdefault(text.casefold(), text)  # before the library has told of it
        self.named.emit(known or text, known is None)

    def _withdraw(self, *_: object) -> None:
        """Ask no more whether the name is meant to be new."""
        if self._confirmed:
            self._confirmed = ""
            self.asked.emit("")
