"""The bar that says what Undo takes back, before it does so out of sight."""

from __future__ import annotations

from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.shell.status_bar import OUT_OF_SIGHT
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton


class UndoBar(NoticeBar):
    """Hidden until Undo is asked for on a page that shows nothing of what it takes back.

    Some of what is done there is no step of Undo: a key that is pressed to take that back would
    take back answers of long ago. Pressed once more it does.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.theme)
        self._workspace = workspace
        self._page = ""
        workspace.decisions.waiting_changed.connect(self._on_waiting)

    def show_page(self, page: str) -> None:
        """Take in which page of the window is shown; what was asked on another one is over."""
        if page != self._page:
            self._page = page
            self.put_away()

    def undo(self) -> None:
        """Undo what was done last; of an answer say so first where nothing is seen of it."""
        is_first = self._page in OUT_OF_SIGHT and not self.is_wanted
        self.put_away()
        self._workspace.decisions.undo(ask=self._ask if is_first else None)

    def _on_waiting(self, waiting: int) -> None:
        """Take back nothing else than what was said: something came after it."""
        if waiting and not self._workspace.decisions.is_by_itself:
            self.put_away()

    def _ask(self, what: str) -> None:
        text = self.tr("Undo takes back what was done last on other pages.")
        if what:
            text = self.tr("Undo takes back what was done last on other pages: {what}.")
        self.show_notice(
            text.format(what=what),
            [
                NoticeButton(self.tr("Leave it"), self.put_away),
                NoticeButton(self.tr("Take it back"), self._workspace.decisions.undo),
            ],
        )
