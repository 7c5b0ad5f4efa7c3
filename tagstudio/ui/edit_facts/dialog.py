"""The dialog that edits facts and measures of many tracks, or takes facts from file names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget
from sqlalchemy import Connection

from tagstudio.audio.files.regular_file import shown
from tagstudio.audio.metadata.file_tags.fields import MEASURED_FIELDS
from tagstudio.core.errors import TagStudioError
from tagstudio.engine.artists.facts_from_names import PATTERNS, Pattern, facts_from_path
from tagstudio.engine.artists.shown_names import shown_names
from tagstudio.library.tracks.facts_by_user import WordField
from tagstudio.library.tracks.measurements import as_word, bpm_word
from tagstudio.library.tracks.track_artists import artists_of
from tagstudio.library.tracks.tracks import folders
from tagstudio.library.views.browse import rows_of
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.announce import announce
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.message_translation import error_text
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP
from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.dialog import ENTER, Dialog
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

SIZE = QSize(920, 600)
WIDTHS: Mapping[WordField, int] = {"title": 144, "artist": 128, "album": 128, "bpm": 64, "key": 56}
FIELDS: Mapping[WordField, str] = {
    "title": QT_TRANSLATE_NOOP("edit_facts", "Title"),
    "artist": QT_TRANSLATE_NOOP("edit_facts", "Artist"),
    "album": QT_TRANSLATE_NOOP("edit_facts", "Album"),
    "bpm": QT_TRANSLATE_NOOP("edit_facts", "Tempo"),
    "key": QT_TRANSLATE_NOOP("edit_facts", "Key"),
}
FOLDERS: Mapping[WordField, str] = {
    "artist": QT_TRANSLATE_NOOP("edit_facts", "Artist folder"),
    "album": QT_TRANSLATE_NOOP("edit_facts", "Album folder"),
}


@dataclass
class EditedTrack:
    """A track: what its facts are, and what they would be (`after`, where they would change).

    What is only guessed, by the names of files say, is shown as lists show it, and becomes the
    user's word where it is said once more.
    """

    id: int
    path: str
    before: dict[WordField, str]
    guessed: frozenset[WordField] = frozenset()
    after: dict[WordField, str] = field(default_factory=dict)

    def plan(self, wanted: Mapping[WordField, str]) -> None:
        """Work out what would change by what is wanted."""
        self.after = {
            name: text
            for name, text in wanted.items()
            if (text if name in self.guessed else text != self.before[name])
        }

    def text(self, name: WordField) -> str:
        """Return a fact as it would be."""
        return self.after.get(name, self.before[name])


def read_tracks(connection: Connection, track_ids: Sequence[int]) -> list[EditedTrack]:
    """Return the facts of these tracks; an artist and a title count whatever tells them."""
    artists = artists_of(connection, track_ids)
    found = []
    for row in rows_of(connection, None, track_ids):
        artist = artists.get(row.id)
        before: dict[WordField, str] = {
            "title": shown_names(row, artist).title,
            "artist": row.artist or (artist.name if artist else ""),
            "album": row.album,
            "bpm": "" if row.bpm is None else bpm_word(row.bpm),
            "key": row.key or "",
        }
        guessed: set[WordField] = set() if row.title else {"title"}
        if not row.artist and artist is not None and artist.origin != "user":
            guessed.add("artist")
        found.append(EditedTrack(row.id, row.path, before, frozenset(guessed)))
    return found


def read_facts(
    connection: Connection, track_ids: Sequence[int]
) -> tuple[list[EditedTrack], list[str]]:
    """Return the facts of these tracks, and the folders of the library."""
    return read_tracks(connection, track_ids), [one.path for one in folders(connection)]


class FactTable(RowTable):
    """The tracks with a check mark each, where there are several; `left_out` are to stay."""

    ticked = Signal()

    def __init__(self, columns: Sequence[RowColumn], parent: QWidget) -> None:
        super().__init__(columns, parent)
        self.left_out: set[int] = set()

    def show_tracks(self, tracks: Sequence[EditedTrack]) -> None:
        """Show the tracks; those that are shown already keep their order, and the focus."""
        if {*map(id, self.rows)} != {*map(id, tracks)}:
            self.show_rows(tracks)
        elif self.rows:
            last = self.index(len(self.rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let a track be left out."""
        has_mark = index.column() == 0 and len(self.rows) > 1
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsUserCheckable if has_mark else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the content of a cell, or whether the track is to be changed."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return super().data(index, role)
        if index.column() != 0 or len(self.rows) < 2:
            return None
        is_left_out = self.rows[index.row()].id in self.left_out
        return Qt.CheckState.Unchecked if is_left_out else Qt.CheckState.Checked

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Leave a track out, or take it again."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        is_taken = Qt.CheckState(value) == Qt.CheckState.Checked
        change = self.left_out.discard if is_taken else self.left_out.add
        change(self.rows[index.row()].id)
        self.ticked.emit()
        return True


class FactsDialog(Dialog):
    """Shows what the tracks' facts are and would be; agreeing is one step that undo takes back."""

    handbook_page = "artists"

    def __init__(
        self, workspace: Workspace, track_ids: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.tracks: list[EditedTrack] = []
        self._roots: list[str] = []
        self.setWindowTitle(self.tr("Edit facts"))
        self.resize(SIZE)
        self.edits: dict[WordField, QLineEdit] = {name: QLineEdit() for name in FIELDS}
        self.pattern = Combo()
        self.pattern.addItem(self.tr("Nothing"))
        for pattern in PATTERNS:
            self.pattern.addItem(_text_of(pattern))
        self.mistake = quiet("")  # a line even while it is empty, so that nothing moves
        self.mistake.setProperty("role", "error")
        self.table = FactTable(self._columns(), self)
        self.table.ticked.connect(self._plan)
        self.view = RowView(self.table, self.tr("Tracks"), wide=0)
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # files differ at their ends
        self._is_warned = False  # that Esc would forget what was typed
        self._build(len(track_ids))
        for edit in self.edits.values():
            edit.textEdited.connect(self._plan)
        self.edits["title"].setFocus()
        self.pattern.currentIndexChanged.connect(self._plan)
        ids = list(track_ids)
        workspace.ask(lambda connection: read_facts(connection, ids), self._show, owner=self)

    def accept(self) -> None:
        """Change the facts."""
        wanted = {one.id: dict(one.after) for one in self.tracks if one.after}
        if wanted:
            self._workspace.decisions.edit_facts(wanted)
        super().accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Agree at Enter in a field, too; forget what was typed at the second Esc only."""
        if event.key() in ENTER and isinstance(self.focusWidget(), QLineEdit):
            self.agree.click()  # which does nothing while it is disabled
        elif event.key() == Qt.Key.Key_Escape and self._would_forget() and not self._is_warned:
            self._is_warned = True
            self._say(self.tr("Nothing is changed yet. Esc once more forgets what you typed."))
        else:
            super().keyPressEvent(event)

    def _would_forget(self) -> bool:
        return any(one.after for one in self.tracks) or any(map(_is_said, self.edits.values()))

    def _say(self, sentence: str) -> None:
        self.mistake.setText(sentence)
        announce(self.mistake, sentence)

    def _show(self, found: tuple[list[EditedTrack], list[str]]) -> None:
        tracks, self._roots = found
        self.tracks = tracks
        for name, edit in self.edits.items():
            values = {one.before[name] for one in tracks}
            edit.setText(values.pop() if len(values) == 1 else "")
            edit.setModified(False)
            edit.setPlaceholderText(self.tr("several; they stay") if values else "")
            guessed = edit.text() and any(name in one.guessed for one in tracks)
            edit.setToolTip(self.tr("Not from the file, but from its name.") if guessed else "")
        self._plan()
        if self.focusWidget() is self.edits["title"]:  # also before the dialog is active
            self.edits["title"].selectAll()

    def _plan(self) -> None:
        """Work out what would change; what is typed goes before what the file names tell."""
        typed, mistakes = self._typed()
        self._mark(mistakes)
        chosen = self.pattern.currentIndex()
        pattern = PATTERNS[chosen - 1] if chosen > 0 else None
        fits = False
        for one in self.tracks:
            told = facts_from_path(shown(one.path), pattern, self._roots) if pattern else {}
            fits = fits or bool(told)
            one.plan({} if one.id in self.table.left_out else dict(told.items()) | typed)
        misfit = _misfit(pattern) if pattern and self.tracks and not fits else ""
        self._is_warned = False
        self.mistake.setText(" ".join(mistakes.values()) or misfit)
        self.table.show_tracks(self.tracks)
        self._give_room()
        count = 0 if mistakes else sum(bool(one.after) for one in self.tracks)
        text, many = self.tr("Change 1 track"), self.tr("Change {n} tracks")
        text = text if count == 1 else many.format(n=counted(count))
        self.agree.setText(text if count else self.tr("Change"))
        self.agree.setEnabled(count > 0)

    def _mark(self, mistakes: Mapping[WordField, str]) -> None:
        """Mark the fields with a mistake, and tell it to those who hear the fields."""
        for name, edit in self.edits.items():
            edit.setProperty("wrong", name in mistakes)
            edit.style().polish(edit)
            edit.setAccessibleDescription(mistakes.get(name, ""))

    def _give_room(self) -> None:
        """Give the columns room for their texts; facts that no track has leave theirs to others."""
        filled = {name for name in FIELDS if any(one.text(name) for one in self.tracks)}
        typed = {name for name, edit in self.edits.items() if _is_said(edit)}
        room = filled & typed  # its text grows
        self.view.fit_texts(0, *(WIDTHS[name] if name in room else 0 for name in FIELDS))

    def _typed(self) -> tuple[dict[WordField, str], dict[WordField, str]]:
        """Return what was typed, and what is wrong with a tempo or key that is none."""
        typed = {name: edit.text().strip() for name, edit in self.edits.items() if _is_said(edit)}
        wrong: dict[WordField, str] = {}
        for name in MEASURED_FIELDS:
            try:
                if name in typed:
                    typed[name] = as_word(name, typed[name])
            except TagStudioError as error:
                wrong[name] = error_text(error)
                del typed[name]
        return typed, wrong

    def _columns(self) -> list[RowColumn]:
        def column(name: WordField) -> RowColumn:
            return RowColumn(
                _name(name),
                lambda one: ("● " if name in one.after else "") + one.text(name),
                tip=lambda one: _change(one, name),
            )

        of_file = RowColumn(
            self.tr("File"),
            lambda one: PurePath(shown(one.path)).name,
            tip=lambda one: shown(one.path),
        )
        return [of_file, *(column(name) for name in FIELDS)]

    def _build(self, tracks: int) -> None:
        measures, from_names = QHBoxLayout(), QHBoxLayout()
        measures.setSpacing(2 * GRID)
        from_names.setSpacing(2 * GRID)
        measures.addWidget(self.edits["bpm"])
        measures.addWidget(self._named(self.edits["key"], _name("key")))
        measures.addWidget(self.edits["key"])
        from_names.addWidget(self._named(self.pattern, self.tr("Take from file names")))
        from_names.addWidget(self.pattern)
        from_names.addStretch(1)
        form = QGridLayout()
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID)
        rows: dict[WordField, tuple[int, int]]
        rows = {"title": (0, 0), "artist": (0, 2), "album": (1, 0), "bpm": (1, 2)}
        for name, (row, column) in rows.items():
            edit = self.edits[name]
            form.addWidget(self._named(edit, _name(name)), row, column)
            if name != "bpm":
                form.addWidget(edit, row, column + 1)
        form.addLayout(measures, 1, 3)
        form.setColumnStretch(1, 1)
        form.setColumnStretch(3, 1)
        self.lay_out(
            [
                (quiet(self._explanation(tracks)), 0),
                (form, 0),
                (self.mistake, 0),
                (from_names, 0),
                (self.view, 1),
                (self.buttons_to_agree(""), 0),
            ]
        )

    def _named(self, part: QWidget, text: str) -> QLabel:
        """Return the label of a part, which is its name for the screen reader, too."""
        label = QLabel(text)
        label.setBuddy(part)
        part.setAccessibleName(text)
        return label

    def _explanation(self, tracks: int) -> str:
        text = self.tr(
            "Changes are kept in the library, also when the files are scanned again. Empty a field"
            " to go back to what the file says, or what was measured."
        )
        marks = [self.tr("● marks what would change.")]
        if tracks > 1:
            marks.append(self.tr("Tracks without a tick stay as they are."))
        return "\n".join([text, " ".join(marks)])


def _name(name: WordField) -> str:
    return QCoreApplication.translate("edit_facts", FIELDS[name])


def _text_of(pattern: Pattern) -> str:
    """Return how people call a pattern: "Artist folder / Title"."""
    above = (QCoreApplication.translate("edit_facts", FOLDERS[one]) for one in pattern.folders)
    return " / ".join([*above, " - ".join(map(_name, pattern.name))])


def _misfit(pattern: Pattern) -> str:
    """Return what there is to say where a pattern fits none of the files."""
    text = QCoreApplication.translate("edit_facts", "None of these file names fits “{pattern}”.")
    if pattern.folders:
        text = QCoreApplication.translate(
            "edit_facts",
            "None of these files fits “{pattern}”: the folders must lie within a folder of the"
            " library, whose own name does not count.",
        )
    return text.format(pattern=_text_of(pattern))


def _is_said(edit: QLineEdit) -> bool:
    """Tell whether the user typed into a field; one that only shows several values says nothing."""
    return edit.isModified()


def _change(one: EditedTrack, name: WordField) -> str:
    before = one.before[name] or "–"
    return f"{before} → {one.after[name] or '–'}" if name in one.after else before
