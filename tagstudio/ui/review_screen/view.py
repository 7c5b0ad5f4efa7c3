"""The layout of the review screen; its behaviour is in `screen`."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tagstudio.library.db.rights import Right
from tagstudio.ui.background.job_runner import JobRunner, RunningJob
from tagstudio.ui.background.rights import grey_out
from tagstudio.ui.background.stop_button import StopButton
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.areas import mark_area
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID, Theme
from tagstudio.ui.review_screen.favourites import FavouriteBar, Favourites
from tagstudio.ui.review_screen.grip_splitter import GripSplitter
from tagstudio.ui.review_screen.part_bar import PartBar
from tagstudio.ui.review_screen.row_painter import RowTitles, SuggestionList
from tagstudio.ui.review_screen.sound.sound_plot import SoundPlot
from tagstudio.ui.review_screen.sound.timeline import Timeline, score_plot
from tagstudio.ui.review_screen.tag_entry import TagEntry
from tagstudio.ui.review_screen.track_header import TrackHeader
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.elided_label import ElidedLabel, TwoLineLabel
from tagstudio.ui.widgets.menu_in_window import MenuInWindow

LOW, NARROW = 80 * GRID, 112 * GRID  # px of window and screen where the parts draw together
SENTENCE_BESIDE = 140 * GRID  # px of the screen; below, the sentence has a line of its own
SOUND_HEIGHT = "review_sound"  # its name among what is remembered: px, 0 for by what there is
SOUND_SHARE, MOST_SOUND = 0.3, 0.6  # of the height of the window
SHORT_SOUND = 13 * GRID  # px, with its sentence, of a waveform without a curve
TAGS_SEEN = 6  # before the sound gets more than it needs
QWIDGETSIZE_MAX = (1 << 24) - 1  # Qt's own, which PySide6 does not name


class MessagePage(QWidget):
    """The page without a track: a reason, a button for the next step, and maybe another one.

    `stop` stops the job that a track is waited for from.
    """

    def __init__(self, theme: Theme, jobs: JobRunner) -> None:
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
        self.other = QPushButton()
        self.other.hide()
        self.stop = StopButton(self, jobs)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * GRID)
        layout.addStretch(2)
        for part in (self._picture, self.title, self.text, self.button, self.other, self.stop):
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


def make_parts(workspace: Workspace) -> Iterator[None]:
    """Make the view for the screen that is made next, in steps of some ms."""
    sound = SoundPlot()
    yield
    scores = score_plot()
    yield
    workspace.parts_ahead.keep(Timeline(workspace.theme, (sound, scores)))
    yield
    workspace.parts_ahead.keep(TrackHeader())
    yield
    workspace.parts_ahead.keep(ReviewView(workspace))
    yield


class ReviewView(QWidget):
    """The parts of the screen: the page of a track, or a message in its place."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = workspace.theme
        self._workspace = workspace
        self.message = MessagePage(theme, workspace.jobs)
        self.header = workspace.parts_ahead.take(TrackHeader, TrackHeader)
        self.order = self.header.order
        self.timeline = workspace.parts_ahead.take(Timeline, lambda: Timeline(theme))
        self.part_bar = PartBar(self.timeline.part, workspace.actions)
        self.rows = SuggestionList(theme)
        self.opinions = ElidedLabel("quiet")
        self._opinion_line = QWidget()  # with the margins, which take no room while it is hidden
        line = QHBoxLayout(self._opinion_line)
        line.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        line.addWidget(self.opinions)
        self._opinion_line.hide()
        self.no_tags = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.no_tags.setProperty("role", "quiet")
        self.no_tags.setWordWrap(True)
        self.suggest = QPushButton(self.tr("Suggest tags now"))
        self.favourites = Favourites(workspace.remembered)
        self.favourite_bar = FavouriteBar(self.favourites, workspace.actions, self)
        self.entry = TagEntry()
        self.entry.setPlaceholderText(self.tr("Add a tag (Ctrl+T)"))
        self.status = TwoLineLabel("quiet")
        self._said = self._expected = self._leads_to = ""
        self.album = QPushButton(self.tr("Same answer for the album"))
        self.accept = QPushButton(self.tr("Accept the rest and go on"))
        self.finish = QPushButton(self.tr("Finish the track"))
        self.finish.setProperty("main", True)
        self._undecided = 0  # tags of the track in view
        self._has_rows = self._can_finish = self._is_of_album = True
        self._shared_at = 0  # the height of the window when its height was divided
        self._is_all_short = True  # whether all tracks of the list were, so far
        for button in (self.accept, self.album, self.finish, self.message.button):
            button.installEventFilter(self)
        self._explain_lines()
        self._explain_buttons()
        workspace.actions.rebound.connect(self._explain_buttons)
        self.track_page = QWidget()
        self._lay_out_track(workspace)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.message)
        self._stack.addWidget(self.track_page)
        self.timeline.short_changed.connect(self._on_short_changed)
        theme.changed.connect(self._colour)
        self._colour()
        for signal in (workspace.jobs.started, workspace.jobs.ended):
            signal.connect(self._show_listening)
        self._show_listening()
        self.favourite_bar.changed.connect(lambda: self._place_favourites(self._is_low()))

    def show_message(
        self, title: str, text: str, button: str, other: str = "", job: RunningJob | None = None
    ) -> None:
        """Show a message in place of the track, with a button and maybe an `other` one.

        One that tells of a `job` has a button to stop it.
        """
        self.message.title.setText(title)
        self.message.show_text(text)
        self.message.text.setToolTip("")
        self.message.button.setText(button)
        self.message.button.setVisible(bool(button))
        self.message.other.setText(other)
        self.message.other.setVisible(bool(other))
        self._allow(self.accept, "accept_rest", is_possible=False)
        self._allow(self.album, "accept_album", is_possible=False)
        self.message.stop.show_job(job)
        focused = QApplication.focusWidget()
        in_use = focused is not None and self.isAncestorOf(focused)
        self._stack.setCurrentWidget(self.message)
        self.setFocusProxy(self.message.button)
        if in_use:
            self.message.button.setFocus()

    def begin_list(self) -> None:
        """Divide the height anew with the next track; from there on it stays as it is."""
        self._shared_at, self._is_all_short = 0, True

    def expect_tracks_of(self, longest: float) -> None:
        """Divide it for a list whose longest track has so many seconds, whatever comes first."""
        self._is_all_short = self.timeline.would_be_short(longest)
        if self._shared_at:
            self._share_height_soon()

    def show_track(self) -> None:
        """Show the page of the track."""
        self._stack.setCurrentWidget(self.track_page)
        self.setFocusProxy(self.rows)
        if self.window().height() != self._shared_at:
            self._share_height_soon()

    def show_rows_or(self, sentence: str, can_suggest: bool) -> None:
        """Show the rows, or where there are none a sentence and a way to get some."""
        self._listed.setCurrentIndex(1 if sentence else 0)
        self.no_tags.setText(sentence)
        self.suggest.setVisible(can_suggest)
        self._has_rows = not sentence
        if self.may_answer:
            self._explain_finish()

    def show_sound(self, can_be_heard: bool) -> None:
        """Show the sound, or leave its room to why there is none."""
        self._sound.setVisible(can_be_heard)

    def show_opinions(self, sentence: str, of_joint: bool) -> None:
        """Show what each member says of the tag in focus; a line that only a joint model has."""
        self.opinions.setText(sentence)
        self._opinion_line.setVisible(of_joint)
        self.rows.setAccessibleDescription(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let a double click press a button once: the second press would meet the next track."""
        return event.type() == QEvent.Type.MouseButtonDblClick or super().eventFilter(
            watched, event
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the tags their room first."""
        super().resizeEvent(event)
        low, narrow = self._is_low(), self.width() < NARROW
        self.rows.keep_low(low)
        self.album.setVisible(not narrow)
        self._below.updateGeometry()  # not told by itself while a message is shown
        self.order.setMaximumWidth(29 * GRID if narrow else QWIDGETSIZE_MAX)
        side = GRID if narrow or low else 3 * GRID
        self._page.setContentsMargins(side, GRID if low else 2 * GRID, side, GRID)
        self._page.setSpacing(GRID // 2 if low else GRID)
        self._place_sentence(beside=self.width() >= SENTENCE_BESIDE)
        self._place_favourites(low)
        if self.window().height() != self._shared_at:
            self._share_height_soon()

    def _is_low(self) -> bool:
        return self.window().height() < LOW

    def say(self, sentence: str) -> None:
        """Show a sentence on the track in view, "" for what is expected; see `expect`.

        Where there is no room for it, it is in the status bar of the window.
        """
        self._said = sentence
        self.status.setText(sentence or self._expected)
        if sentence and not self.status.isVisible():
            self._workspace.say(sentence)

    def expect(self, leads_to: str, assumed: str = "") -> None:
        """Show, while nothing else is said, where the next key leads and what finishing assumes."""
        is_new, self._leads_to = leads_to != self._leads_to, leads_to
        self._expected = " ".join(filter(None, (leads_to, assumed)))
        self.status.setText(self._said or self._expected)
        has_no_room = self.track_page.isVisible() and not self.status.isVisible()
        if is_new and leads_to and not self._said and has_no_room:
            self._workspace.say(leads_to)

    def show_steps(
        self, *, undecided: int, is_answered: bool, can_accept: bool, can_finish: bool
    ) -> None:
        """Show what the buttons do now: of how many tags finishing assumes a no, and what is left.

        Where there is nothing to finish, the track being reviewed or without a tag, its button
        leads on. While nothing at all is answered and something suggested, it is not the one that
        the page urges to press: that would say no to all of it.
        """
        self._undecided, self._can_finish = undecided, can_finish
        is_next = is_answered or not can_accept
        if self.finish.property("main") != is_next:
            self.finish.setProperty("main", is_next)
            self.finish.style().polish(self.finish)
        self.finish.setText(
            self.tr("Finish the track") if can_finish else self.tr("To the next track")
        )
        # With nothing suggested it finishes the track, so that one key goes through a whole list.
        self._allow(self.accept, "accept_rest", is_possible=can_accept or can_finish)
        if self.may_answer:
            self._explain_finish()

    def show_album(self, *, is_named: bool, has_rows: bool) -> None:
        """Offer the same answer for the album, or say why there is none to give it for."""
        self._allow(self.album, "accept_album", is_possible=is_named and has_rows)
        if is_named != self._is_of_album:
            self._is_of_album = is_named
            self._explain_buttons()

    def _allow(self, button: QPushButton, id: str, *, is_possible: bool) -> None:
        """Let a button be pressed, and so the menu's entry and the key of its action."""
        button.setEnabled(is_possible and self.may_answer)
        self._workspace.actions.allow(id, is_possible=is_possible)

    def _place_favourites(self, low: bool) -> None:
        """Give the favourites a line of their own, or where there is little room the sentence's."""
        are_there = not self.favourite_bar.isHidden()  # which moving them hides for a moment
        self._footer.removeWidget(self.favourite_bar)
        self._lines_below.removeWidget(self.favourite_bar)
        if low:
            self._footer.insertWidget(1, self.favourite_bar, 1)
        else:
            self._lines_below.insertWidget(0, self.favourite_bar)
        self.status.setVisible(not (low and are_there))

    def _place_sentence(self, *, beside: bool) -> None:
        """Put the sentence between the field and the buttons, or where that is too narrow above."""
        if beside == (self._footer.indexOf(self.status) >= 0):
            return
        if beside:
            self._footer.insertWidget(self._footer.indexOf(self.album), self.status, 1)
        else:
            self._page.insertWidget(self._page.indexOf(self._below), self.status)
        up = QSizePolicy.Policy.Ignored if beside else QSizePolicy.Policy.Fixed
        self.status.setSizePolicy(QSizePolicy.Policy.Expanding, up)

    def _share_height_soon(self) -> None:
        """Divide the height when the parts around are laid out."""
        QTimer.singleShot(0, self, self._share_height)

    def _share_height(self) -> None:
        """Divide the height between the sound and the tags: as was wished, else so that both fit.

        That happens with the first track of a list and when the window gets another size, and not
        with the next track or when a bar appears beside the page: what is looked at stays in its
        place. Where all tracks of a list are short, they need the height of their waveforms only.
        While there is no track, nothing tells yet whether they are.
        """
        if self._stack.currentWidget() is not self.track_page:
            return
        self._shared_at = height = self.window().height()
        self._is_all_short = self._is_all_short and self.timeline.is_short
        least = self._sound.minimumSizeHint().height()
        sound = round(max(least, min(self._wished_sound(), MOST_SOUND * height)))
        self._splitter.setSizes([sound, max(1, height - sound)])

    def _wished_sound(self) -> int:
        """Return the height of the sound that the user left, else what the tags leave to it."""
        left = self._workspace.remembered.document(SOUND_HEIGHT, 0)
        if left:
            return left // 2 if self._is_all_short else left
        tags = TAGS_SEEN * self.rows.row_height + self.rows.y() + 2 * self._splitter.handleWidth()
        room = min(round(SOUND_SHARE * self.window().height()), self._splitter.height() - tags)
        return max(room // 2, min(room, SHORT_SOUND)) if self._is_all_short else room

    def _on_short_changed(self) -> None:
        if self._is_all_short:
            self._share_height_soon()

    def _on_splitter_moved(self) -> None:
        height = self._splitter.sizes()[0]
        self._workspace.remembered.keep_document(
            SOUND_HEIGHT, 2 * height if self._is_all_short else height
        )

    def _explain_lines(self) -> None:
        self.opinions.explain(
            self.tr(
                "The score that each of the models that listened together gives the tag. Example:"
                " where one says 0.9 and another 0.1, they disagree, and your answer teaches much."
            )
        )
        self.status.explain(
            self.tr(
                "Where the next key leads, and what becomes of tags without an answer. Example:"
                " “Finishing assumes no: 2 suggested, 3 others” means that 5 tags are still"
                " undecided, 2 of them suggested; they are assumed to be no, which is not written"
                " into files and counts a little as no when the model learns."
            )
        )

    def _explain_buttons(self) -> None:
        """Say in tool tips what the buttons do, and their keys as they are."""
        self._explain_finish()
        text = self.tr("Say yes to all that is still suggested, and finish the track.")
        self._explain(self.accept, "accept_rest", text)
        text = self.tr("Give the answer of the tag in focus to all tracks of the album.")
        if not self._is_of_album:
            text = self.tr("The file names no album, so the answer is for no other track.")
        self._explain(self.album, "accept_album", text)
        parts = (self.accept, self.album, self.finish, self.entry)
        self.may_answer = not grey_out(self._workspace.library, Right.ANSWER, *parts)

    def _explain_finish(self) -> None:
        text = self.tr(
            "Mark the track as reviewed and go on. What is left undecided (now {n}) is assumed to"
            " be no: it is not written into files, and counts a little as no when the model learns."
        )
        if not self._has_rows:
            text = self.tr("Go on. Nothing is known of this track, so it stays as it is.")
        elif not self._can_finish:
            text = self.tr("Go on. This track is reviewed.")
        self._explain(self.finish, "finish", text.format(n=counted(self._undecided)))

    def _explain(self, button: QPushButton, id: str, text: str) -> None:
        keys = self._workspace.actions.keys_of(id)
        native = QKeySequence.SequenceFormat.NativeText
        key = f" ({QKeySequence(keys[0]).toString(native)})" if keys else ""
        button.setToolTip(text + key)

    def _lay_out_track(self, workspace: Workspace) -> None:
        layout = QVBoxLayout(self.track_page)
        self._page = layout
        layout.setSpacing(GRID)
        above, below = QWidget(), QWidget()
        head = QHBoxLayout(above)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(GRID)
        head.addWidget(self.header, 1)
        self._sound_menu = self._listening(workspace)
        head.addWidget(self._sound_menu)
        layout.addWidget(above)
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
        self._below, self._lines_below, self._footer = (
            below,
            QVBoxLayout(below),
            self._footer_line(),
        )
        self._lines_below.setContentsMargins(0, 0, 0, 0)
        self._lines_below.setSpacing(GRID)
        self._lines_below.addWidget(self.favourite_bar)
        self._lines_below.addLayout(self._footer)
        layout.addWidget(below)
        for area, name in (
            (above, self.tr("Track")),
            (self._sound, self.tr("Sound")),
            (listed, self.tr("Tags of the track")),
            (below, self.tr("Finish the track")),
        ):
            mark_area(area, name)

    def _show_listening(self) -> None:
        job = self._workspace.jobs.of_kind("listen_closer")
        self.header.show_listening(job is not None)

    def _colour(self) -> None:
        self._sound_menu.setIcon(icon("review", self._workspace.theme.colours.text))

    def _listening(self, workspace: Workspace) -> QToolButton:
        """Return the button with the menu of how the track is heard and drawn."""
        button = QToolButton()
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setText(self.tr("Sound"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setToolTip(self.tr("How the track is played and drawn"))
        button.setAccessibleName(self.tr("How the track is played and drawn"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = MenuInWindow(button)
        for id in ("seek_to_peak", "play_at_once", "loop", "spectrogram", "zoom_in", "zoom_out"):
            menu.addAction(workspace.actions[id])
        menu.addSeparator()
        for id in ("part_begin", "part_end", "next_part", "remove_part", "whole_track"):
            menu.addAction(workspace.actions[id])
        button.setMenu(menu)

        return button

    def _list(self, theme: Theme) -> QWidget:
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.part_bar)
        layout.addWidget(RowTitles(theme, self.rows))
        layout.addWidget(self.rows, 1)
        layout.addWidget(self._opinion_line)
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

    def _footer_line(self) -> QHBoxLayout:
        footer = QHBoxLayout()
        footer.setSpacing(GRID)
        self.entry.setMinimumWidth(18 * GRID)
        self.entry.setMaximumWidth(30 * GRID)
        footer.addWidget(self.entry, 1)
        footer.addWidget(self.status, 1)
        footer.addStretch()
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
