"""The layout of the review screen; its behaviour is in `screen`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from tagstudio.engine.active_learning.review_item import Order
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID, Theme
from tagstudio.ui.review_screen.row_painter import RowTitles, SuggestionList
from tagstudio.ui.review_screen.tag_entry import TagEntry
from tagstudio.ui.review_screen.timeline import Timeline
from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.elided_label import ElidedLabel


class MessagePage(QWidget):
    """The page without a track: a reason, and a button for the next step."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.title = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.title.setProperty("role", "title")
        self.text = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.text.setProperty("role", "quiet")
        self.text.setWordWrap(True)
        self.text.setFixedWidth(60 * GRID)
        self.button = QPushButton()
        self.button.hide()
        self.button.setProperty("main", True)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * GRID)
        layout.addStretch(2)
        for part in (self._picture, self.title, self.text, self.button):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        theme.changed.connect(self._colour)
        self._colour()

    def show_text(self, text: str) -> None:
        """Show the reason, as high as it needs."""
        self.text.setText(text)
        self.text.setMinimumHeight(self.text.heightForWidth(self.text.width()))

    def _colour(self) -> None:
        self._picture.setPixmap(icon("review", self._theme.colours.quiet).pixmap(64, 64))


class ReviewView(QWidget):
    """The parts of the screen: the page of a track, or a message in its place."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = MessagePage(theme)
        self.title = ElidedLabel("title")
        self.names = ElidedLabel("quiet")
        self.place = QLabel()
        self.place.setProperty("role", "heading")
        self.why = QLabel()
        self.why.setProperty("role", "quiet")
        self.order = self._order_box()
        self.timeline = Timeline(theme)
        self.rows = SuggestionList(theme)
        self.no_tags = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.no_tags.setProperty("role", "quiet")
        self.no_tags.setWordWrap(True)
        self.suggest = QPushButton(self.tr("Suggest tags now"))
        self.entry = TagEntry()
        self.entry.setPlaceholderText(self.tr("Add a tag (Ctrl+T)"))
        self.status = ElidedLabel("quiet")
        self.album = QPushButton(self.tr("Same for the album"))
        self.accept = QPushButton(self.tr("Accept the rest and go on"))
        self.accept.setProperty("main", True)
        self.track_page = QWidget()
        self._lay_out_track(theme)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.message)
        self._stack.addWidget(self.track_page)

    def show_message(self, title: str, text: str, button: str) -> None:
        """Show a message in place of the track."""
        self.message.title.setText(title)
        self.message.show_text(text)
        self.message.button.setText(button)
        self.message.button.setVisible(bool(button))
        focused = QApplication.focusWidget()
        in_use = focused is not None and self.isAncestorOf(focused)
        self._stack.setCurrentWidget(self.message)
        self.setFocusProxy(self.message.button)
        if in_use:
            self.message.button.setFocus()

    def show_track(self) -> None:
        """Show the page of the track."""
        self._stack.setCurrentWidget(self.track_page)
        self.setFocusProxy(self.rows)

    def show_rows_or(self, sentence: str, can_suggest: bool) -> None:
        """Show the rows, or where there are none a sentence and a way to get some."""
        self._listed.setCurrentIndex(1 if sentence else 0)
        self.no_tags.setText(sentence)
        self.suggest.setVisible(can_suggest)

    def _order_box(self) -> Combo:
        box = Combo()
        box.setAccessibleName(self.tr("Order of the tracks"))
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for order, text in (
            (Order.MIXED, self.tr("Most informative, mixed")),
            (Order.UNCERTAIN, self.tr("Scores near the threshold")),
            (Order.DISAGREE, self.tr("Against the file's genre")),
            (Order.DIVERSE, self.tr("New artists and sounds")),
            (Order.RANDOM, self.tr("At random")),
        ):
            box.addItem(text, order)
        return box

    def _lay_out_track(self, theme: Theme) -> None:
        layout = QVBoxLayout(self.track_page)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addLayout(self._header())
        layout.addWidget(_panel(self.timeline))
        listed = QFrame()
        listed.setObjectName("panel")
        self._listed = QStackedLayout(listed)
        self._listed.addWidget(self._list(theme))
        self._listed.addWidget(self._no_tags())
        layout.addWidget(listed, 1)
        layout.addLayout(self._footer())

    def _header(self) -> QHBoxLayout:
        names = QVBoxLayout()
        names.setSpacing(GRID // 2)
        names.addWidget(self.title)
        names.addWidget(self.names)
        header = QHBoxLayout()
        header.setSpacing(2 * GRID)
        header.addLayout(names, 1)
        for part in (self.place, self.why, self.order):
            header.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        return header

    def _list(self, theme: Theme) -> QWidget:
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(RowTitles(theme, self.rows))
        layout.addWidget(self.rows, 1)
        return whole

    def _no_tags(self) -> QWidget:
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setSpacing(2 * GRID)
        layout.addStretch(1)
        layout.addWidget(self.no_tags)
        layout.addWidget(self.suggest, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        return whole

    def _footer(self) -> QHBoxLayout:
        footer = QHBoxLayout()
        footer.setSpacing(GRID)
        footer.addWidget(self.entry)
        footer.addWidget(self.status, 1)
        footer.addWidget(self.album)
        footer.addWidget(self.accept)
        return footer


def _panel(widget: QWidget) -> QFrame:
    panel = QFrame()
    panel.setObjectName("panel")
    layout = QVBoxLayout(panel)
    layout.setContentsMargins(GRID, GRID, GRID, GRID)
    layout.addWidget(widget)
    return panel
