"""The page of the keys: change those of any action, see clashes, take changes back."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.actions import SPECS, ActionSpec, default_keys, text_of
from tagstudio.ui.base.key_names import one_of
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.widgets.flow_layout import FlowLayout
from tagstudio.ui.widgets.form import name_buttons_in, name_field
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView
from tagstudio.ui.widgets.wrapped_rows import wrap_rows


class KeysPage(QWidget):
    """A table of actions, and below it the keys of the one that is selected."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._actions = workspace.actions
        self.filter = QLineEdit(placeholderText=self.tr("Find an action or a key"))
        self.filter.setAccessibleName(self.tr("Find an action or a key"))
        self.filter.setClearButtonEnabled(True)
        name_buttons_in(self.filter, self.tr("Clear the search"))
        self.filter.textChanged.connect(self._fill)
        self.table = RowTable(
            [
                RowColumn(self.tr("Action"), text_of),
                RowColumn(self.tr("Keys"), self._keys_text),
                RowColumn(self.tr("Where"), self._where_text),
            ],
            self,
        )
        self.view = RowView(self.table, self.tr("Actions"), wide=0)
        wrap_rows(self.view)  # many actions end in dots of their own: none may be cut off
        self.view.setSelectionMode(RowView.SelectionMode.SingleSelection)
        self.view.selectionModel().selectionChanged.connect(self._show_chosen)
        self.edit = QKeySequenceEdit()
        name_field(self.edit, self.tr("New key"))
        self.edit.setMaximumSequenceLength(1)
        self.edit.keySequenceChanged.connect(self._look_for_clash)
        self.clash = QLabel(wordWrap=True)
        self.clash.setProperty("role", "quiet")
        self.use = QPushButton(self.tr("Use this key"))
        self.add = QPushButton(self.tr("Add this key"))
        self.none = QPushButton(self.tr("No key"))
        self.reset = QPushButton(self.tr("Reset"))
        self.reset_all = QPushButton(self.tr("Reset all"))
        self.use.clicked.connect(lambda: self._set([self._pressed()]))
        self.add.clicked.connect(lambda: self._set([*self._keys(), self._pressed()]))
        self.none.clicked.connect(lambda: self._set([]))
        self.reset.clicked.connect(lambda: self._set(None))
        self.reset_all.clicked.connect(self._reset_all)
        self._build()
        self._actions.rebound.connect(self._fill)
        self._fill()
        self.view.fit_texts()

    def _build(self) -> None:
        title = QLabel(self.tr("Keys"))
        title.setProperty("role", "title")
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(self.reset_all)
        buttons = FlowLayout(spacing=GRID)
        self.edit.setFixedWidth(32 * GRID)  # the text of Qt fits, also in German
        for button in (self.edit, self.use, self.add, self.none, self.reset):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID + GRID // 2)
        layout.addLayout(head)
        layout.addWidget(self.filter)
        layout.addWidget(self.view, 1)
        layout.addLayout(buttons)
        layout.addWidget(self.clash)

    def _fill(self) -> None:
        chosen = self._chosen()
        words = self.filter.text().casefold().split()
        rows = [
            spec
            for spec in SPECS
            if all(w in f"{text_of(spec)} {self._keys_text(spec)}".casefold() for w in words)
        ]
        self.table.show_rows(rows)
        if chosen in self.table.rows:
            self.view.selectRow(self.table.rows.index(chosen))
        self._show_chosen()

    def _chosen(self) -> ActionSpec | None:
        chosen = self.view.chosen()
        return chosen[0] if chosen else None

    def _show_chosen(self) -> None:
        spec = self._chosen()
        self.edit.clear()
        self.edit.setEnabled(spec is not None)
        keys = self._keys()
        self.none.setEnabled(bool(keys))
        self.reset.setEnabled(spec is not None and keys != default_keys(spec))
        self._look_for_clash()

    def _look_for_clash(self) -> None:
        spec, key = self._chosen(), self._pressed()
        for button in (self.use, self.add):
            button.setEnabled(bool(spec and key))
        if spec is None:
            self.clash.setText(self.tr("Select an action to change its keys."))
        elif not key:
            text = self.tr("Press the new key for “{action}” in the field.")
            self.clash.setText(text.format(action=text_of(spec)))
        elif holders := self._actions.holders_of(key, spec.id):
            quoted = self.tr("“{action}”")
            names = ", ".join(quoted.format(action=text_of(holder)) for holder in holders)
            text = self.tr("{key} is the key of {actions}, which loses it if you go on.")
            self.clash.setText(text.format(key=_native(key), actions=names))
        else:
            self.clash.setText(self.tr("{key} is free.").format(key=_native(key)))

    def _keys(self) -> list[str]:
        spec = self._chosen()
        return self._actions.keys_of(spec.id) if spec else []

    def _pressed(self) -> str:
        return self.edit.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _set(self, keys: list[str] | None) -> None:
        spec = self._chosen()
        if spec is None:
            return
        for key in keys if keys is not None else default_keys(spec):
            self._take_away(key, spec)
        self._actions.rebind(spec.id, None if keys is None else list(dict.fromkeys(keys)))

    def _take_away(self, key: str, spec: ActionSpec) -> None:
        """Let no other action that could be meant by `key` keep it."""
        for holder in self._actions.holders_of(key, spec.id):
            left = [held for held in self._actions.keys_of(holder.id) if not _same(held, key)]
            self._actions.rebind(holder.id, left)

    def _reset_all(self) -> None:
        for spec in SPECS:
            if self._actions.keys_of(spec.id) != default_keys(spec):
                self._actions.rebind(spec.id, None)

    def _keys_text(self, spec: ActionSpec) -> str:
        keys = [_native(key) for key in self._actions.keys_of(spec.id)]
        return one_of(keys) if keys else ""

    def _where_text(self, spec: ActionSpec) -> str:
        if not spec.screens:
            return self.tr("everywhere")
        return ", ".join(self._actions.plain_text(f"show_{name}") for name in spec.screens)


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def _same(one: str, other: str) -> bool:
    return QKeySequence(one) == QKeySequence(other)
