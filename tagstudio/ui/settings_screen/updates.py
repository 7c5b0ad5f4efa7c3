"""The page of the updates: where to look for a newer TagStudio, nowhere unless it is said here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

import tagstudio
from tagstudio.core.errors import TagStudioError
from tagstudio.engine.updates import Release, is_address
from tagstudio.ui.background.by_itself.update_check import update_check_of
from tagstudio.ui.background.saving import keep
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.announce import announce
from tagstudio.ui.text.message_translation import error_text
from tagstudio.ui.widgets.form import FormPage, add_row, form


class UpdatesPage(FormPage):
    """An address is kept once the field is left; an empty one switches the looks off."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            self.tr("Updates"),
            self.tr(
                "TagStudio itself opens no connection unless you ask for one; what a plugin does"
                " stands on the page Plugins. If you name an address here, TagStudio looks there"
                " once a week for a newer version, and tells you. Nothing of you or your music is"
                " sent, and nothing is installed."
            ),
        )
        self._workspace = workspace
        self._check = update_check_of(workspace)
        self._check.said.connect(self._say)
        self.address = QLineEdit(workspace.settings.updates_from)
        self.address.setPlaceholderText("https://")
        self.address.editingFinished.connect(self._keep)
        fields = form()
        add_row(
            fields,
            self.tr("Address"),
            self.address,
            self.tr(
                "The address of a small file in which the number of the newest version stands; who"
                " gave you TagStudio knows it. If it is left empty, TagStudio never looks."
            ),
        )
        self.body.addLayout(fields)
        self.look = QPushButton(self.tr("Look now"))
        self.look.clicked.connect(self._look)
        self.outcome = QLabel(wordWrap=True)
        self.body.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.outcome)
        self.body.addStretch(1)
        self._enable()

    def _keep(self) -> None:
        address = self.address.text().strip()
        if address and not is_address(address):
            self._tell(self.tr("This is no address of the web. It begins with https://"))
            return
        if address != self._workspace.settings.updates_from:
            keep(self._workspace, updates_from=address)
            self._tell("")
        self._enable()

    def _look(self) -> None:
        self.look.setEnabled(False)
        self._tell(self.tr("Looking…"))
        self._check.look()

    def _say(self, outcome: Release | Exception) -> None:
        self._enable()
        if isinstance(outcome, Release):
            newer = self.tr("There is a newer version, {newest}. This is {own}. {page}")
            same = self.tr("This is the newest version, {own}.")
            text = (newer if outcome.is_newer else same).format(
                newest=outcome.version, own=tagstudio.__version__, page=outcome.page
            )
            self._tell(text.strip())
        elif isinstance(outcome, TagStudioError):
            self._tell(error_text(outcome))
        else:
            raise outcome

    def _tell(self, text: str) -> None:
        self.outcome.setText(text)
        if text:
            announce(self, text)

    def _enable(self) -> None:
        self.look.setEnabled(bool(self._workspace.settings.updates_from))
