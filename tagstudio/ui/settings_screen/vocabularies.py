"""The page of the vocabularies: the sets of tags that models bring, each to be switched off."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from tagstudio.library.db.database import Library
from tagstudio.library.tags.vocabularies import Vocabulary, list_vocabularies, switch
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.form import FormPage, quiet


class VocabulariesPage(FormPage):
    """A box to tick for each vocabulary; a tick holds at once, for this library."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            self.tr("Vocabularies"),
            self.tr(
                "A model brings the tags of a vocabulary. Switch one off, and the tags that only it"
                " has are not suggested, offered or asked about in this library. Your answers stay,"
                " searches find them, and switching it on brings all back."
            ),
        )
        self._workspace = workspace
        self.boxes: dict[str, QCheckBox] = {}
        self._notes: dict[str, QLabel] = {}
        self._shown: list[Vocabulary] = []
        self._none = quiet(
            self.tr("No model has brought a vocabulary yet: the first suggestions do so.")
        )
        self._none.hide()  # until it is known
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2 * GRID)
        self.body.addWidget(self._none)
        self.body.addLayout(self._rows)
        self.body.addStretch(1)
        workspace.changed.connect(self._on_changed)
        self.read()

    def read(self) -> None:
        """Read the vocabularies."""
        self._workspace.ask(
            list_vocabularies, self._show, owner=self, topic="vocabularies", later=True
        )

    def _show(self, found: list[Vocabulary]) -> None:
        self._none.setVisible(not found)
        if [one.name for one in found] != [one.name for one in self._shown]:
            self._make_rows(found)
        self._shown = found
        for one in found:
            box = self.boxes[one.name]
            box.blockSignals(True)
            box.setChecked(one.on)
            box.blockSignals(False)
            self._notes[one.name].setText(self._counts(one))
            box.setAccessibleDescription(self._counts(one))

    def _make_rows(self, found: list[Vocabulary]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        self.boxes, self._notes = {}, {}
        for one in found:
            self._rows.addWidget(self._row(one.name))

    def _row(self, name: str) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        box = self.boxes[name] = QCheckBox(name.replace("&", "&&"))
        box.setAccessibleName(self.tr("Vocabulary {name}").format(name=name))
        box.toggled.connect(partial(self._switch, name))
        note: QLabel = quiet("")
        note.setIndent(3 * GRID)
        self._notes[name] = note
        column.addWidget(box)
        column.addWidget(note)
        return whole

    def _counts(self, one: Vocabulary) -> str:
        if one.only == one.tags:
            text = self.tr("{tags} tags that are in this vocabulary alone.")
            return text.format(tags=counted(one.tags))
        text = self.tr("{tags} tags, {only} of them in this vocabulary alone.")
        return text.format(tags=counted(one.tags), only=counted(one.only))

    def _switch(self, name: str, on: bool) -> None:
        def change(library: Library, on: bool) -> str:
            with library.write(durable=True) as connection:
                switch(connection, name, on=on)
            text = self.tr("{name} is on.") if on else self.tr("{name} is off. Your answers stay.")
            return text.format(name=name)

        text = self.tr("switching {name} on") if on else self.tr("switching {name} off")
        self._workspace.act(
            partial(change, on=on),
            lambda: self._workspace.tell("suggestions"),
            what=text.format(name=name),
            back=partial(change, on=not on),
        )

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic in {"suggestions", "models", "settings"}:
            self.read()
