"""A dialog that first looks at what would change, as a job, and then asks whether to do it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, QTimer, SignalInstance
from PySide6.QtWidgets import (
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tagstudio.core.progress import Progress
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.widgets.dialog import Dialog
from tagstudio.ui.widgets.progress_bar import ProgressBar

BAR_WIDTH = 40 * GRID
SOON_MS = 150  # that a choice waits for the next one, before what would change is looked at again


class Look(Protocol):
    """What a preview needs of the job that looks: see `RunningJob`."""

    progressed: SignalInstance
    ended: SignalInstance
    failure: str
    result: object

    @property
    def state(self) -> str:
        """The state: "done" where there is a result."""

    def cancel(self) -> None:
        """Ask the job to end."""


class PreviewDialog(Dialog):
    """Keeps one look at a time: a new one ends the one before, closing the dialog ends it too.

    `pages` shows the waiting page while a look runs; a subclass adds and shows the others, and says
    in `show_failure` why a look came to nothing. It names `bar` for screen readers. One that looks
    again as choices are made says in `begin_look` how, and has a button `agree` to do it all.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look_now: Look | None = None
        self._has_begun = False
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.look)
        self.pages = QStackedWidget()
        self._busy = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.bar = ProgressBar()
        self.bar.setFixedWidth(BAR_WIDTH)
        self._waiting = QWidget()
        waiting = QVBoxLayout(self._waiting)
        waiting.setSpacing(2 * GRID)
        waiting.addStretch(1)
        waiting.addWidget(self._busy)
        waiting.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignHCenter)
        waiting.addStretch(1)
        self.pages.addWidget(self._waiting)

    @property
    def is_looking(self) -> bool:
        """Whether the waiting page is shown."""
        return self.pages.currentWidget() is self._waiting

    @property
    def is_choosing(self) -> bool:
        """Whether the user is at a choice that makes it look again, and is to stay there."""
        return False

    def begin_look(self) -> Look:
        """Begin to look at what would change, and show the waiting page if that is wanted."""
        raise NotImplementedError

    def look(self) -> None:
        """Look at what would change, in place of the look that is under way."""
        self._soon.stop()
        self.agree.setEnabled(False)
        self.follow(self.begin_look())

    def look_soon(self) -> None:
        """Look again once nothing more is chosen in quick succession."""
        self.agree.setEnabled(False)
        self._soon.start()

    def show_waiting(self, text: str) -> None:
        """Show the waiting page."""
        self._busy.setText(text)
        self.bar.show_count(0, 0)
        self.show_page(self._waiting)

    def show_page(self, page: QWidget) -> None:
        """Show one of the pages; the first that tells what was found takes the focus."""
        self.pages.setCurrentWidget(page)
        if not self._has_begun and page is not self._waiting:
            self._has_begun = True
            if not self.is_choosing:
                QTimer.singleShot(0, self, self._begin)  # once the buttons know what they do

    def show_failure(self, why: str) -> None:
        """Say why the look came to nothing."""
        raise NotImplementedError

    def follow(self, look: Look) -> None:
        """Wait for this look, and for no other one any more."""
        self.stop_looking()
        self._look_now = look
        look.progressed.connect(self._on_progress)
        look.ended.connect(self._on_ended)

    def stop_looking(self) -> None:
        """End the look that is under way."""
        look, self._look_now = self._look_now, None
        if look is not None:
            look.cancel()

    def awaits(self, result: object) -> bool:
        """Tell whether a result is that of the newest look."""
        return self._look_now is not None and self._look_now.result is result

    def done(self, result: int) -> None:
        """Look no further once the dialog is closed."""
        self.stop_looking()
        super().done(result)

    def _on_progress(self, progress: Progress) -> None:
        sender: object = self.sender()
        if sender is self._look_now:
            self.bar.show_progress(progress)

    def _on_ended(self, look: Look) -> None:
        if look is self._look_now and look.state != "done":
            self.show_failure(look.failure)
