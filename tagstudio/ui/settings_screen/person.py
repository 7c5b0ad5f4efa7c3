"""The page of the person: the name under which answers are given."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QLineEdit

from tagstudio.core.person import login
from tagstudio.core.settings import LONGEST_NAME
from tagstudio.ui.background.saving import keep
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.announce import announce
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.widgets.form import FormPage, add_row, form


class PersonPage(FormPage):
    """A name is kept once the field is left; an empty one means the login."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            self.tr("Your name"),
            self.tr(
                "Each answer carries the name of who gave it. So several people can answer in one"
                " library: Undo takes back your own answers only, and where two disagree, both"
                " answers are shown."
            ),
        )
        self._workspace = workspace
        self.name = QLineEdit(workspace.settings.name)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(self.tr("{login}, your login").format(login=login()))
        self.name.editingFinished.connect(self._keep)
        workspace.changed.connect(self._on_changed)
        fields = form()
        add_row(
            fields,
            self.tr("Your name"),
            self.name,
            self.tr(
                "If it is left empty, your answers carry the name with which you logged in to this"
                " computer. Another name is another person from then on: what was answered under"
                " the former one stays theirs, and Undo does not take it back."
            ),
        )
        self.body.addLayout(fields)
        self.outcome = QLabel(wordWrap=True)
        self.body.addWidget(self.outcome)
        self.body.addStretch(1)

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic == "settings" and not self.name.hasFocus():
            self.name.setText(self._workspace.settings.name)

    def _keep(self) -> None:
        name = " ".join(self.name.text().split())
        self.name.setText(name)
        if name != self._workspace.settings.name and keep(self._workspace, name=name):
            text = self.tr("From now on you answer as {person}.")
            said = text.format(person=self._workspace.library.person)
            self.outcome.setText(said)
            announce(self, said)
