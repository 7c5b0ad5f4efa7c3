"""The dialog that gives tracks the answers of another one, after it showed which these are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy import Connection

from tagstudio.engine.artists.shown_names import names_of
from tagstudio.engine.similar.same_answers import answers_of
from tagstudio.library.tags.tags import list_tags
from tagstudio.library.views.browse import rows_of
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.dialog import Dialog
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

SIZE = QSize(480, 480)


@dataclass(frozen=True)
class CopiedAnswer:
    """An answer of the reference: its tag, yes or no, and on how many tracks it would be new."""

    tag: str
    state: str
    new: int


@dataclass(frozen=True)
class Copying:
    """What would be copied: the name of the reference, its answers, and how many tracks change."""

    name: str
    answers: tuple[CopiedAnswer, ...]
    tracks: int


def read_copying(connection: Connection, reference: int, track_ids: Sequence[int]) -> Copying:
    """Return what copying the answers of `reference` onto these tracks would change."""
    rows = rows_of(connection, None, [reference])
    names = names_of(connection, rows)
    found = answers_of(connection, [reference, *track_ids])
    tags = {tag.id: tag.name for tag in list_tags(connection)}
    answers = [
        CopiedAnswer(
            tags[tag_id],
            state,
            sum(found.get(id, {}).get(tag_id) != state for id in track_ids),
        )
        for tag_id, state in found.get(reference, {}).items()
    ]
    wanted = found.get(reference, {}).items()
    changing = sum(not wanted <= found.get(id, {}).items() for id in track_ids)
    name = names[reference].title if rows else ""
    ordered = sorted(answers, key=lambda one: (one.state != "yes", one.tag.casefold()))
    return Copying(name, tuple(ordered), changing)


class SameAnswersDialog(Dialog):
    """Shows the answers of the reference; agreeing is one step that undo takes back."""

    handbook_page = "similar"

    def __init__(
        self,
        workspace: Workspace,
        reference: int,
        track_ids: Sequence[int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._reference = reference
        self._track_ids = [id for id in track_ids if id != reference]
        self.setWindowTitle(self.tr("Same answers"))
        self.resize(SIZE)
        self.text = QLabel(wordWrap=True)
        columns = [
            RowColumn(self.tr("Tag"), lambda one: one.tag),
            RowColumn(self.tr("Answer"), self._answer),
            RowColumn(
                self.tr("Tracks that change"),
                lambda one: counted(one.new),
                key=lambda one: one.new,
                number=True,
            ),
        ]
        self.table = RowTable(columns, self)
        self.view = RowView(self.table, self.tr("Answers"), wide=0)
        self.view.set_widths(0, 88, 136)
        self.lay_out([(self.text, 0), (self.view, 1), (self.buttons_to_agree(""), 0)])
        self.agree.setEnabled(False)
        self._name_button(len(self._track_ids))
        ids = self._track_ids
        workspace.ask(
            lambda connection: read_copying(connection, reference, ids), self._show, owner=self
        )

    def accept(self) -> None:
        """Give the answers."""
        self._workspace.decisions.copy_answers(self._reference, self._track_ids)
        super().accept()

    def _show(self, copying: Copying) -> None:
        self.table.show_rows(copying.answers)
        if not copying.answers:
            text = self.tr(
                "“{track}” has no answers yet. Answer its suggestions first, in the table or in"
                " Review."
            )
        elif not copying.tracks:
            text = self.tr("All of these tracks have the answers of “{track}” already.")
        else:
            text = self.tr(
                "The tracks get the answers of “{track}”. Their answers to other tags stay. Undo"
                " takes it back in one step."
            )
        self.text.setText(text.format(track=copying.name))
        self._name_button(copying.tracks)
        self.agree.setEnabled(copying.tracks > 0)
        self.say_nothing_to_do(copying.tracks == 0)

    def _name_button(self, count: int) -> None:
        one, many = self.tr("Change 1 track"), self.tr("Change {n} tracks")
        self.agree.setText(one if count == 1 else many.format(n=counted(count)))

    def _answer(self, one: CopiedAnswer) -> str:
        return self.tr("yes") if one.state == "yes" else self.tr("no")
