"""Compare the suggestions of two versions: tags gained and lost, and the tracks.

The active version is compared with the one before it, any other with the active one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import Connection

from tagstudio.engine.artists.shown_names import ShownNames, names_of
from tagstudio.engine.evaluation.version_diff import TagDifference, changed_tracks
from tagstudio.engine.jobs.model_specs import VersionDiff, VersionDiffJob
from tagstudio.library.views.browse import rows_of
from tagstudio.ui.background.stop_button import StopButton
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.explanations import explained
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

LEAST_OF_TRACKS = 280  # px
LISTED = 500  # tracks of a tag that are listed; all of them go to the review


@dataclass(frozen=True)
class ChangedTrack:
    """A track of the list, by the names that lists show."""

    id: int
    names: ShownNames


_Tracks = tuple[list[int], list[int], list[ChangedTrack]]


class ChangesPanel(QWidget):
    """A button first; then the tags, and the tracks of the one that is selected."""

    wanted = Signal()
    review_wanted = Signal(object)  # list of track ids

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._difference: VersionDiff | None = None
        self._is_active = False
        self._ids: list[int] = []
        self._gained: set[int] = set()
        self._summary = QLabel(wordWrap=True)
        self.look = QPushButton(self.tr("Compare on the whole library"))
        self.look.setToolTip(explained("changes"))
        self.look.clicked.connect(self.wanted)
        self.stop = StopButton(self, workspace.jobs, VersionDiffJob.kind)
        self.tags = RowTable(self._tag_columns(), self)
        self.tag_view = RowView(self.tags, self.tr("Tags that change"), wide=0)
        self.tag_view.set_widths(0, 80, 80, 96)
        self.tag_view.setSelectionMode(RowView.SelectionMode.SingleSelection)
        self.tag_view.selectionModel().selectionChanged.connect(self._ask_for_tracks)
        self.tracks = RowTable(self._track_columns(), self)
        self.track_view = RowView(self.tracks, self.tr("Tracks that change"), wide=1)
        self.track_view.set_widths(88, 0, 160)
        self.review = QPushButton(self.tr("Review these tracks"))
        self.review.clicked.connect(lambda: self.review_wanted.emit(self._ids))
        self._build()
        self.forget()

    def _tag_columns(self) -> list[RowColumn]:
        return [
            RowColumn(self.tr("Tag"), lambda one: one.tag, lambda one: one.tag.lower()),
            RowColumn(
                self.tr("Comes"),
                lambda one: f"+{counted(one.gained)}" if one.gained else "",
                lambda one: one.gained,
                True,
                help=self.tr("Tracks that have the tag with this version alone"),
            ),
            RowColumn(
                self.tr("Goes"),
                lambda one: f"−{counted(one.lost)}" if one.lost else "",
                lambda one: one.lost,
                True,
                help=self.tr("Tracks that have the tag with the other version alone"),
            ),
            RowColumn(
                self.tr("Answered"),
                self._answered_text,
                help=self.tr("You answered this tag on some track, so the change may come of it"),
            ),
        ]

    def _track_columns(self) -> list[RowColumn]:
        return [
            RowColumn(self.tr("Change"), self._change_text),
            RowColumn(self.tr("Title"), lambda row: row.names.title),
            RowColumn(self.tr("Artist"), lambda row: row.names.artist),
        ]

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.look, self.stop, self.review):
            buttons.addWidget(button)
        buttons.addStretch(1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.tag_view)
        splitter.addWidget(self.track_view)
        self._tables = splitter
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self._summary)
        layout.addLayout(buttons)
        layout.addWidget(splitter, 1)
        layout.addStretch(0)

    def forget(self, *, is_active: bool = False, before: str = "") -> None:
        """Show nothing yet; `before` is the version in use before the active one, "" for none."""
        self._difference, self._is_active = None, is_active
        self._tables.hide()
        self.review.hide()
        self.look.setVisible(bool(before) or not is_active)
        if not is_active:
            text = self.tr(
                "Let this version score every track, and see which tags it would suggest that the"
                " active one does not, and the other way round. Nothing in the library changes."
            )
        elif before:
            text = self.tr(
                "See which tags this version suggests that {before}, in use before it, did not, and"
                " the other way round. Nothing in the library changes."
            ).format(before=before)
        else:
            text = self.tr(
                "This is the first version in use. With the next one, here stands what changes."
            )
        self._summary.setText(text)
        self._summary.setToolTip(explained("changes"))

    def show_difference(self, difference: VersionDiff) -> None:
        """Show a difference of two versions."""
        self._difference = difference
        found = difference.found
        moving = [one for one in found.tags if one.gained or one.lost]
        self.tags.show_rows(sorted(moving, key=lambda one: one.gained + one.lost, reverse=True))
        self._summary.setText(self._sentence(difference))
        told = (self._on_order(found.drift), explained("changes"))
        self._summary.setToolTip("\n\n".join(filter(None, told)))
        self.tracks.show_rows([])
        self._tables.setVisible(bool(moving))
        self._share_room()
        self.look.hide()
        if moving:
            self.tag_view.selectRow(0)

    def _share_room(self) -> None:
        """Give the tags the room of their titles, and the tracks the rest."""
        self.tag_view.fit_texts()
        header = self.tag_view.horizontalHeader()
        titles = sum(header.sectionSizeHint(column) for column in range(header.count()))
        titles += self.tag_view.verticalScrollBar().sizeHint().width() + GRID  # and the frame
        self._tables.setSizes([titles, max(LEAST_OF_TRACKS, self.width() - titles)])

    def _sentence(self, difference: VersionDiff) -> str:
        found = difference.found
        return self.tr(
            "{after} in place of {before}, on {tracks} tracks: tags that come: {gained}, that go:"
            " {lost}. Your answers stay: where a tag is answered, it neither comes nor goes."
        ).format(
            tracks=counted(found.tracks),
            after=difference.after.name,
            before=difference.before.name,
            gained=counted(sum(one.gained for one in found.tags)),
            lost=counted(sum(one.lost for one in found.tags)),
        )

    def _on_order(self, drift: float | None) -> str:
        if drift is None:
            return ""
        text = self.tr(
            "For tags that you never answered, the order of the tracks by their scores stays the"
            " same to {percent} %."
        )
        return text.format(percent=round(100 * (1 - drift)))

    def _answered_text(self, one: TagDifference) -> str:
        return self.tr("yes") if one.corrected else ""

    def _change_text(self, row: ChangedTrack) -> str:
        return self.tr("+ comes") if row.id in self._gained else self.tr("− goes")

    def _ask_for_tracks(self) -> None:
        chosen, difference = self.tag_view.chosen(), self._difference
        self.review.setVisible(bool(chosen))
        if chosen and difference is not None:
            read = partial(_tracks_of, difference, chosen[0].tag)
            self._workspace.ask(read, self._show_tracks, owner=self, topic="tracks")

    def _show_tracks(self, found: _Tracks) -> None:
        gained, lost, rows = found
        self._ids, self._gained = gained + lost, set(gained)
        self.tracks.show_rows(rows)


def _tracks_of(difference: VersionDiff, tag: str, connection: Connection) -> _Tracks:
    before, after = difference.before, difference.after
    tag_id = next(one.tag_id for one in (*before.tags, *after.tags) if one.name == tag)
    gained, lost = changed_tracks(connection, before, after, tag_id)
    rows = rows_of(connection, None, (gained + lost)[:LISTED])
    names = names_of(connection, rows)
    return gained, lost, [ChangedTrack(row.id, names[row.id]) for row in rows]
