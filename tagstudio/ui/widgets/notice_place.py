"""The place of several notices, of which one is shown at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from tagstudio.ui.widgets.notice_bar import NoticeBar


class NoticePlace(QWidget):
    """Shows one of the bars that are wanted, and how many more there are.

    `bars` begin with the most urgent. A more urgent one takes the place of the one that is shown;
    another waits until that is put away, or is gone on to. The place is as high as the highest of
    those that are wanted, so that nothing moves when one goes on.
    """

    def __init__(self, bars: Sequence[NoticeBar]) -> None:
        super().__init__()
        self._bars = list(bars)
        self._shown: NoticeBar | None = None
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for bar in self._bars:
            bar.shows_itself = False
            layout.addWidget(bar, 0, 0)
            bar.wanted.connect(partial(self._look, bar))
            bar.more.clicked.connect(self._go_on)
        self.hide()

    def _look(self, changed: NoticeBar) -> None:
        """Show the most urgent, unless another is shown that is wanted still and nothing is new."""
        wanted = self._wanted()
        if self._shown not in wanted:
            self._show(wanted[0] if wanted else None)
        elif changed.is_wanted and wanted.index(changed) < wanted.index(self._shown):
            self._show(changed)
        else:
            self._show(self._shown)

    def _go_on(self) -> None:
        """Show the next of those that are wanted, after the last the first again."""
        wanted, shown = self._wanted(), self._shown
        if shown is None or shown not in wanted or shown.show_next():
            return
        had_focus = QApplication.focusWidget() is shown.more
        following = wanted[(wanted.index(shown) + 1) % len(wanted)]
        self._show(following)
        if had_focus:
            following.more.setFocus()

    def _wanted(self) -> list[NoticeBar]:
        return [bar for bar in self._bars if bar.is_wanted]

    def _show(self, shown: NoticeBar | None) -> None:
        self._shown = shown
        others = sum(bar.count for bar in self._wanted()) - 1
        for bar in self._bars:
            policy = bar.sizePolicy()
            policy.setRetainSizeWhenHidden(bar.is_wanted)
            bar.setSizePolicy(policy)
            bar.show_more(others)  # of those that wait, too: it takes room from the sentence
            bar.setVisible(bar is shown)
        self.setVisible(shown is not None)
