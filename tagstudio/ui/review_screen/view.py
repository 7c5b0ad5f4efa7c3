"""The layout of the review screen; its behaviour is in `screen`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID, Theme
from tagstudio.ui.review_screen.favourites import FavouriteBar, Favourites
from tagstudio.ui.review_screen.grip_splitter import GripSplitter
from tagstudio.ui.review_screen.row_painter import RowTitles, SuggestionList
from tagstudio.ui.review_screen.tag_entry import TagEntry
from tagstudio.ui.review_screen.timeline import Timeline
from tagstudio.ui.review_screen.track_header import TrackHeader
from tagstudio.ui.widgets.elided_label import ElidedLabel

LOW, NARROW = 80 * GRID, 112 * GRID  # px of window and screen where the parts draw together
SOUND_HEIGHT = "review_sound"  # its name among what is remembered: px, 0 for by what there is
SOUND_SHARE, SOUND_SHARE_LOW, MOST_SOUND = 0.3, 0.2, 0.6  # of the height of the screen


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

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = workspace.theme
        self._remembered = workspace.remembered
        self.message = MessagePage(theme)
        self.header = TrackHeader()
        self.order = self.header.order
        self.timeline = Timeline(theme)
        self.rows = SuggestionList(theme)
        self.no_tags = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.no_tags.setProperty("role", "quiet")
        self.no_tags.setWordWrap(True)
        self.suggest = QPushButton(self.tr("Suggest tags now"))
        self.favourites = Favourites(workspace.remembered)
        self.favourite_bar = FavouriteBar(self.favourites, workspace.actions)
        self.entry = TagEntry()
        self.entry.setPlaceholderText(self.tr("Add a tag (Ctrl+T)"))
        self.status = ElidedLabel("quiet")
        self.album = QPushButton(self.tr("Same for the album"))
        self.accept = QPushButton(self.tr("Accept the rest and go on"))
        self.finish = QPushButton(self.tr("Finish the track"))
        self._explain_buttons()
        self.track_page = QWidget()
        self._lay_out_track(workspace)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.message)
        self._stack.addWidget(self.track_page)
        self.timeline.short_changed.connect(self._share_height)

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the tags their room first."""
        super().resizeEvent(event)
        low, narrow = self.window().height() < LOW, self.width() < NARROW
        self.rows.keep_low(low)
        self.album.setVisible(not narrow)
        side = GRID if narrow or low else 3 * GRID
        self._page.setContentsMargins(side, GRID if low else 2 * GRID, side, GRID)
        self._share_height()

    def _share_height(self) -> None:
        """Divide the height between the sound and the tags: as was wished, else by the window's.

        It does not go by the screen's own height, so that nothing moves when a bar appears below
        it. A short track needs the height of its waveform only.
        """
        height = self.window().height()
        share = SOUND_SHARE_LOW if height < LOW else SOUND_SHARE
        wished = self._remembered.document(SOUND_HEIGHT, 0) or round(share * height)
        least, most = self._sound.minimumSizeHint().height(), MOST_SOUND * height
        if self.timeline.is_short:
            wished = wished // 2
        sound = round(max(least, min(wished, most)))
        self._splitter.setSizes([sound, max(1, height - sound)])

    def _on_splitter_moved(self) -> None:
        height = self._splitter.sizes()[0]
        self._remembered.keep_document(
            SOUND_HEIGHT, 2 * height if self.timeline.is_short else height
        )

    def _explain_buttons(self) -> None:
        self.finish.setProperty("main", True)
        self.finish.setToolTip(
            self.tr(
                "Mark the track as reviewed and go on (Enter). What you left undecided is assumed"
                " to be no."
            )
        )
        self.accept.setToolTip(
            self.tr("Say yes to all that is still suggested, and finish the track (Ctrl+Enter).")
        )
        self.album.setToolTip(
            self.tr("Give the answer of the tag in focus to all tracks of the album (Ctrl+B).")
        )

    def _lay_out_track(self, workspace: Workspace) -> None:
        layout = QVBoxLayout(self.track_page)
        self._page = layout
        layout.setSpacing(GRID)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.header, 1)
        head.addWidget(self._listening(workspace))
        layout.addLayout(head)
        listed = QFrame()
        listed.setObjectName("panel")
        self._listed = QStackedLayout(listed)
        self._listed.addWidget(self._list(workspace.theme))
        self._listed.addWidget(self._no_tags())
        self._sound = _panel(self.timeline)
        self._splitter = GripSplitter(workspace.theme)
        self._splitter.addWidget(self._sound)
        self._splitter.addWidget(listed)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.splitterMoved.connect(self._on_splitter_moved)
        layout.addWidget(self._splitter, 1)
        layout.addWidget(self.favourite_bar)
        layout.addLayout(self._footer())

    def _listening(self, workspace: Workspace) -> QToolButton:
        """Return the button with the menu of how the track is heard and drawn."""
        button = QToolButton()
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setText(self.tr("Sound"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setToolTip(self.tr("How the track is played and drawn"))
        button.setAccessibleName(self.tr("How the track is played and drawn"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for id in ("seek_to_peak", "play_at_once", "loop", "spectrogram", "zoom_in", "zoom_out"):
            menu.addAction(workspace.actions[id])
        button.setMenu(menu)

        def colour() -> None:
            button.setIcon(icon("review", workspace.theme.colours.text))

        workspace.theme.changed.connect(colour)
        colour()
        return button

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
        for button in (self.album, self.accept, self.finish):
            footer.addWidget(button)
        return footer


def _panel(widget: QWidget) -> QFrame:
    panel = QFrame()
    panel.setObjectName("panel")
    layout = QVBoxLayout(panel)
    layout.setContentsMargins(GRID // 2, GRID // 2, GRID, GRID // 2)
    layout.addWidget(widget)
    return panel
