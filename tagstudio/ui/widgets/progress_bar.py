"""A progress bar that waits with its painting until the window paints."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar

from tagstudio.core.progress import Progress


class ProgressBar(QProgressBar):
    """A bar without a text. It moves until something is done, and the whole is known."""

    def __init__(self) -> None:
        super().__init__(textVisible=False)

    def show_progress(self, progress: Progress) -> None:
        """Show how much of the whole is done."""
        self.show_count(progress.done, progress.total or 0 if progress.done else 0)

    def show_count(self, done: int, total: int) -> None:
        """Show `done` of `total`; of a total of 0 that it is under way.

        Qt's own `setValue` paints at once, and with the bar all else of the window that waits to be
        painted: at each report of a job, a page that is scrolled was painted once more.
        """
        self.setUpdatesEnabled(False)
        self.setRange(0, total)
        self.setValue(done)
        self.setUpdatesEnabled(True)
