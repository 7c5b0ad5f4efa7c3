"""Count the answers of each tag, and say what is missing to learn it well."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from tagstudio.engine.training.readiness import LEARNS_WELL_FROM, Readiness, TagReadiness
from tagstudio.learning.witnesses import MIN_NO
from tagstudio.ui.base.actions import Actions
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.explanations import explained
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView


class AnswersPanel(QWidget):
    """A row per tag that was ever answered."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        artists = self.tr(
            "By how many artists these tracks are: ten tracks of one artist teach little more than"
            " one. Of tracks without an artist or album, those that sound alike count as one, once"
            " a training has compared them; until then each counts."
        )
        self.table = RowTable(
            [
                RowColumn(self.tr("Tag"), lambda one: one.tag, lambda one: one.tag.lower()),
                _number(self.tr("Yes"), "yes", self.tr("Tracks that you answered yes to")),
                _number(self.tr("Yes: artists"), "yes_artists", artists),
                _number(
                    self.tr("No"),
                    "no",
                    self.tr("Tracks that you answered no to; what is assumed no does not count"),
                ),
                _number(self.tr("No: artists"), "no_artists", artists),
                RowColumn(
                    self.tr("Missing, by other artists"),
                    _missing,
                    _missing,
                    help=self.tr(
                        "What is missing to learn it well. Yes by an artist that has one already"
                        " fills nothing of it, nor does such a no."
                    ),
                ),
            ],
            self,
        )
        self.view = RowView(self.table, self.tr("Answers by tag"), wide=5)
        self._worth = quiet("")
        self._worth.setToolTip(explained("worth"))
        self._rule = quiet("")
        self._rule.setToolTip(explained("rule"))
        look = QPushButton(actions["show_doubts"].text())
        look.setToolTip(self.tr("Lists the answers that the model finds least believable"))
        look.clicked.connect(actions["show_doubts"].trigger)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self._worth)
        layout.addWidget(self._rule)
        layout.addWidget(self.view, 1)
        layout.addWidget(look, 0, Qt.AlignmentFlag.AlignLeft)

    def show_answers(self, found: Readiness) -> None:
        """Show what can be learned."""
        worth = found.obstacle or found.worth
        said = (worth, found.on_out_of_reach, found.on_artists, found.on_parts)
        self._worth.setText(" ".join(translated(one) for one in said if one))
        rule = self.tr(
            "Every answer teaches. A tag is learned well from {yes} yes and {no} no on, each by"
            " another artist; to measure how well takes more: see the tab Tags."
        ).format(yes=LEARNS_WELL_FROM, no=MIN_NO)
        assumed = translated(found.on_assumed) if found.on_assumed else ""
        self._rule.setText(" ".join(filter(None, (rule, assumed))))
        self._rule.setVisible(bool(found.tags))
        # Those that lack something first, as that is what one looks for here.
        self.table.show_rows(sorted(found.tags, key=lambda one: not one.missing))
        self.view.fit_texts()


def _number(title: str, name: str, help: str) -> RowColumn:
    return RowColumn(
        title,
        lambda one: counted(getattr(one, name)),
        lambda one: getattr(one, name),
        number=True,
        help=help,
    )


def _missing(one: TagReadiness) -> str:
    return translated(one.missing) if one.missing else ""
