"""The bar that tells of a newer TagStudio, where the user wants to know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

import tagstudio
from tagstudio.ui.background.by_itself.update_check import UpdateCheck
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton

if TYPE_CHECKING:
    from tagstudio.engine.updates import Release

TOLD = "told_updates"  # in the window's state: the versions that need not be told again


class UpdateBar(NoticeBar):
    """Hidden unless a version was found that is newer, and was not told before."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.theme)
        self._remembered = workspace.remembered

    def watch(self, check: UpdateCheck) -> None:
        """Tell of what a check finds, and let it look if it is time."""
        check.found.connect(self._tell)
        check.look_if_due()

    def _tell(self, release: Release) -> None:
        told = self._remembered.document(TOLD, [])
        if release.version in told:
            return
        self._remembered.keep_document(TOLD, [*told, release.version])
        text = self.tr("There is a newer TagStudio: {newest}. This is {own}.")
        buttons = [NoticeButton(self.tr("Dismiss"), self.put_away)]
        if release.page:
            page = QUrl(release.page)
            buttons.append(
                NoticeButton(
                    self.tr("Read about it"), lambda: QDesktopServices.openUrl(page), main=True
                )
            )
        self.show_notice(text.format(newest=release.version, own=tagstudio.__version__), buttons)
