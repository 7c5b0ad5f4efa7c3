"""Put a version to use: first its verdict, and how many tracks would get which tag."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QScrollArea, QVBoxLayout, QWidget

from tagstudio.engine.evaluation.expected_tags import ExpectedTag
from tagstudio.engine.evaluation.gate import Preview
from tagstudio.engine.training.own_tags import OwnTag
from tagstudio.learning.verdict import Outcome
from tagstudio.ui.background import model_jobs
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.version_details import details_of_judgement, own_tags_text
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.details_button import DetailsButton
from tagstudio.ui.widgets.dialog import Dialog, room_for
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.row_table import ROW_HEIGHT, RowColumn, RowTable, RowView

WIDTH, HEIGHT = 720, 500  # px
LOW = 240  # px, without the table
ROWS_IN_SIGHT = 5  # of the table, with its head


def use_version(
    workspace: Workspace,
    name: str,
    own_tags: Callable[[Mapping[str, Any]], Sequence[OwnTag]],
    parent: QWidget,
) -> None:
    """Judge a version and count what it would suggest, then ask whether to use it.

    `own_tags` returns the librarian's own tags by it, from the details of a judgement.
    """

    def ask(preview: Preview) -> None:
        known = own_tags(preview.judgement.details)
        dialog = PromotionDialog(name, preview, parent, own_tags=known)
        force = preview.judgement.outcome == Outcome.NOT_BETTER
        dialog.accepted.connect(lambda: model_jobs.promote_version(workspace, name, force=force))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    model_jobs.check_gate(workspace, name, ask)


class PromotionDialog(Dialog):
    """The verdict on a version, the tags that it would suggest, and the question.

    Its default button uses the version only where it is proven or probably better.
    """

    handbook_page = "model"

    def __init__(
        self,
        name: str,
        preview: Preview,
        parent: QWidget | None = None,
        *,
        own_tags: Sequence[OwnTag] = (),
    ) -> None:
        super().__init__(parent)
        self._own_tags = {one.tag: one for one in own_tags}
        self.setWindowTitle(self.tr("Use {name}?").format(name=name))
        self.resize(WIDTH, HEIGHT if preview.tags else LOW)
        heading = QLabel(self.windowTitle(), wordWrap=True)
        heading.setProperty("role", "heading")
        self.verdict = QLabel(translated(preview.judgement.reason), wordWrap=True)
        self.table = RowTable(self._columns(), self)
        self.view = RowView(self.table, self.tr("Tags that it would suggest"), wide=5)
        self.view.set_widths(136, 64, 72, 96, 128)
        self.table.show_rows(preview.tags)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        use = self.buttons.addButton(self.tr("Use it"), QDialogButtonBox.ButtonRole.AcceptRole)
        figures = details_of_judgement(preview.judgement)
        self.figures = quiet("\n".join(figures))
        self.details = DetailsButton(self.figures, self)
        self.details.hide()
        if figures:
            self.buttons.addButton(self.details, QDialogButtonBox.ButtonRole.ResetRole)
            self.details.show()
        is_better = preview.judgement.outcome != Outcome.NOT_BETTER
        use.setProperty("main", is_better)
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        for button, is_default in ((use, is_better), (cancel, not is_better)):
            button.setAutoDefault(is_default)
            button.setDefault(is_default)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.own_tags = quiet(own_tags_text(own_tags))  # whole: the notes have no room for it
        self._texts = self._between(preview)
        self._area = QScrollArea(widgetResizable=True)  # scrolls where there is no room
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._texts)
        self.details.toggled.connect(lambda: QTimer.singleShot(0, self, self._grow))
        self.lay_out([(heading, 0), (self._area, 1), (self.buttons, 0)])

    def _between(self, preview: Preview) -> QWidget:
        """Return what stands between heading and buttons."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self.verdict)
        column.addWidget(self.figures)
        column.addWidget(quiet(self._explanation(preview)))
        column.addWidget(self.view, 1)
        self.view.setMinimumHeight(ROWS_IN_SIGHT * ROW_HEIGHT)
        self.view.setVisible(bool(preview.tags))
        self.own_tags.setVisible(bool(self._own_tags))
        column.addWidget(self.own_tags)
        if not preview.tags:
            column.addStretch(1)  # else the texts would share out the room of the table
        column.addWidget(quiet(self.tr("You can go back at any time.")))
        return inner

    def _grow(self) -> None:
        """Take the room that the figures need, as far as there is any."""
        room = self._area.viewport().size()
        more = self._texts.heightForWidth(room.width()) - room.height()
        if more > 0:
            self.resize((self.size() + QSize(0, more)).boundedTo(room_for(self)))

    def _columns(self) -> list[RowColumn]:
        return [
            RowColumn(self.tr("Tag"), lambda one: one.tag, lambda one: one.tag.casefold()),
            RowColumn(self.tr("Now"), self._now_text, _now, number=True),
            RowColumn(self.tr("With it"), self._then_text, lambda one: one.then or 0, number=True),
            RowColumn(
                self.tr("Change"),
                self._change_text,
                lambda one: one.comes + one.goes,
                help=self.tr("On how many tracks it comes (+), and from how many it goes (−)"),
            ),
            RowColumn(self.tr("Your answers"), self._answers_text, lambda one: one.yes + one.no),
            RowColumn(self.tr("Note"), self._remark, self._remark),
        ]

    def _now_text(self, one: ExpectedTag) -> str:
        number = _now(one)
        return self.tr("new") if one.now is None and not number else counted(number)

    def _then_text(self, one: ExpectedTag) -> str:
        return "–" if one.then is None else counted(one.then)

    def _change_text(self, one: ExpectedTag) -> str:
        said = [f"+{counted(one.comes)}"] if one.comes else []
        return "  ".join([*said, f"−{counted(one.goes)}"] if one.goes else said)

    def _answers_text(self, one: ExpectedTag) -> str:
        if not one.yes + one.no:
            return ""
        text = self.tr("{yes} yes, {no} no")
        return text.format(yes=counted(one.yes), no=counted(one.no))

    def _remark(self, one: ExpectedTag) -> str:
        own = self._own_tags.get(one.tag)
        said = [self.tr("your own")] if own else []
        if one.then is None and own is None:
            said.append(self.tr("it does not know this tag"))
        if one.is_strikingly_much:
            text = self.tr("{percent} % of all tracks: probably too many")
            said.append(text.format(percent=round(100 * one.share)))
        return "; ".join(said)

    def _explanation(self, preview: Preview) -> str:
        if not preview.tags:
            return self.tr(
                "How many tracks would get which tag is not known: it has to listen to your tracks"
                " first. Until it has, the suggestions of the version in use stay."
            )
        text = self.tr(
            "On how many of {tracks} tracks each tag stands now and with it, answered yes or"
            " suggested. Your answers stay: where a tag is answered, it neither comes nor goes."
        ).format(tracks=counted(preview.tags[0].tracks))
        if any(one.comes or one.goes for one in preview.tags):
            return text
        return " ".join([text, self.tr("So no tag comes to any track or goes from it.")])


def _now(one: ExpectedTag) -> int:
    """Return on how many tracks a tag stands: of one that is not known where it was answered."""
    return one.yes if one.now is None else one.now
