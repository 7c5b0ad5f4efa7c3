"""The search field: the query language with completion, and the error of a query."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLabel, QLineEdit, QVBoxLayout, QWidget

from tagstudio.core.errors import TagStudioError
from tagstudio.library.search.query import parse
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID, Theme
from tagstudio.ui.library_screen.filtering.completion import completions
from tagstudio.ui.text.message_translation import error_text
from tagstudio.ui.widgets.completion_list import dress_completions
from tagstudio.ui.widgets.form import name_buttons_in

TYPING_MS = 120  # a pause in typing after which the query is asked


class SearchField(QWidget):
    """Emits `asked` with (text, Query) when the query is whole and right.

    Else `wrong` with (text, what is wrong).
    """

    asked = Signal(str, object)
    wrong = Signal(str, str)
    left = Signal()  # Down, or Escape in the empty field: on to the table

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tags: Sequence[str] = ()
        self.edit = _Edit()
        self.edit.setPlaceholderText(self.tr("Search: coltrane tag:jazz year:1960..1970"))
        self.edit.setAccessibleName(self.tr("Search"))
        self._glass = QAction(self)
        self._clear = QAction(self.tr("Clear the search"), self, visible=False)
        self._clear.triggered.connect(self.edit.clear)
        self.edit.textChanged.connect(lambda text: self._clear.setVisible(bool(text)))
        self.edit.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.edit.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        name_buttons_in(self.edit, self._clear.text())
        self._error = QLabel(wordWrap=True)
        self._error.setProperty("role", "error")
        self._error.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self.edit)
        layout.addWidget(self._error)
        self._words = QStandardItemModel(self)
        self._completer = QCompleter(self._words, self)
        self._completer.setCompletionRole(Qt.ItemDataRole.UserRole)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.edit.setCompleter(self._completer)
        dress_completions(self._completer)
        self._popup = self._completer.popup()
        assert self._popup is not None  # it is made when it is asked for
        self._popup.installEventFilter(self)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._pause.timeout.connect(lambda: self._ask(may_go_on=True))
        self.edit.textEdited.connect(self._on_edited)
        self.edit.textChanged.connect(self._wait)
        self.edit.returnPressed.connect(self._ask)
        self.edit.left.connect(self.left)
        theme.changed.connect(self._colour)
        self._colour()

    @property
    def text(self) -> str:
        """The query as it stands in the field."""
        return self.edit.text()

    def set_tags(self, tags: Sequence[str]) -> None:
        """Set the tags that are offered for completion."""
        self._tags = tags

    def ask(self, text: str) -> None:
        """Put a query into the field and ask it."""
        self.edit.setText(text)
        self._ask()

    def show_error(self, sentence: str) -> None:
        """Show the error of the query, none with ""."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        if self.edit.property("wrong") != bool(sentence):
            self.edit.setProperty("wrong", bool(sentence))
            self.edit.style().polish(self.edit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Judge the query once nothing is offered any more that it could become."""
        if event.type() == QEvent.Type.Hide:
            self._pause.start()
        return super().eventFilter(watched, event)

    def _wait(self) -> None:
        self._pause.start()

    def _on_edited(self, text: str) -> None:
        self._words.clear()
        before = text[: self.edit.cursorPosition()]
        if before != text:
            return
        language = QLocale().name().partition("_")[0]
        for word, whole in completions(text, self._tags, language):
            item = QStandardItem(word)
            item.setData(whole, Qt.ItemDataRole.UserRole)
            self._words.appendRow(item)

    def _is_completing(self) -> bool:
        return self._popup is not None and self._popup.isVisible()

    def _ask(self, *, may_go_on: bool = False) -> None:
        """Ask the query; one that is wrong and `may_go_on` waits while a list covers the reason."""
        self._pause.stop()
        try:
            query = parse(self.text)
        except TagStudioError as error:
            if may_go_on and self._is_completing():
                return
            self.wrong.emit(self.text, error_text(error))
            return
        self.asked.emit(self.text, query)

    def _colour(self) -> None:
        self._glass.setIcon(icon("search", self._theme.colours.quiet))
        self._clear.setIcon(icon("close", self._theme.colours.quiet))


class _Edit(QLineEdit):
    """A line edit that Escape empties, and that the arrow down leads out of.

    An open list of completions it closes first. The next Escape leads out, too: in the table single
    letters do something.
    """

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the list, empty the field, leave for the table, or edit."""
        popup = self.completer().popup()
        if event.key() == Qt.Key.Key_Escape and popup is not None and popup.isVisible():
            popup.hide()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Escape}:
            self.left.emit()
        else:
            super().keyPressEvent(event)
