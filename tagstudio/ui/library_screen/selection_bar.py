"""The bar under the table: the tags of the selected tracks, and answers for all of them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import Connection

from tagstudio.library.tags.aliases import TagNames, bare
from tagstudio.library.tags.decisions import DecisionState
from tagstudio.library.views.common_tags import FEW, TagSpread, common_tags
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.announce import announce
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.library_screen.artist_line import ArtistLine
from tagstudio.ui.library_screen.trouble_line import Trouble, TroubleLine, read_trouble
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.text.tag_name_mistake import mistake_in
from tagstudio.ui.widgets.click_through import ClickThrough
from tagstudio.ui.widgets.completion_list import dress_completions
from tagstudio.ui.widgets.dialog import ENTER
from tagstudio.ui.widgets.flow_layout import FlowLayout

TAGS_NAMED, FEW_NAMED = 12, 5
EDIT_WIDTH = 144  # px
NARROW = 720  # px; in a narrower bar fewer tags are named, so that the table keeps its rows


class SelectionBar(QFrame):
    """Hidden while nothing is selected. Mixed tags stay as they are unless one is answered."""

    review_wanted = Signal()
    artist_wanted = Signal()
    facts_wanted = Signal()
    write_wanted = Signal()
    left = Signal()  # Escape, or the selection is gone: on to the table

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._workspace = workspace
        self._ids = array("q")
        self._spreads: list[TagSpread] = []
        self._asked = ""  # the new tag that was asked for
        self._known: TagNames | None = None  # by the library, once it was read
        self._made: set[str] = set()  # here; what was read before lacks them
        self._count = QLabel()
        self._count.setProperty("role", "heading")
        self._tags = QLabel(textFormat=Qt.TextFormat.RichText, wordWrap=True)
        self._tags.linkActivated.connect(self._take_up)
        self.trouble = TroubleLine(workspace)
        self.artist = ArtistLine(workspace)
        self.artist.linkActivated.connect(lambda _: self.artist_wanted.emit())
        self.edit = _TagField()
        self.edit.setAccessibleName(self.tr("Tag to answer"))
        self.edit.setToolTip(self.tr("Enter says yes to the tag, Shift+Enter says no."))
        self.edit.refused.connect(lambda: self._answer("no"))
        self.edit.setPlaceholderText(self.tr("Tag"))
        self.edit.setFixedWidth(EDIT_WIDTH)
        self.edit.returnPressed.connect(lambda: self._answer("yes"))
        self.edit.textEdited.connect(lambda _: self._ask(""))
        self.question = QLabel(textFormat=Qt.TextFormat.RichText, wordWrap=True)
        self.question.linkActivated.connect(self._take_up)
        self.question.hide()
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.edit.setCompleter(completer)
        ClickThrough(completer)
        dress_completions(completer)
        self.yes = self._button(self.tr("Yes"), "yes")
        self.no = self._button(self.tr("No"), "no")
        self.undecided = self._button(self.tr("Undecided"), "unseen")
        self.review = QPushButton(self.tr("Review"))
        self.review.clicked.connect(self.review_wanted)
        self.facts = QPushButton(self.tr("Edit…"))
        self.facts.setToolTip(self.tr("Artist, album and title of the selected tracks"))
        self.facts.clicked.connect(self.facts_wanted)
        self.write = QPushButton()
        self.write.clicked.connect(self.write_wanted)
        self._lay_out()
        workspace.changed.connect(self._on_changed)
        workspace.theme.changed.connect(self._colour)
        self._colour()
        self.hide()

    def show_selection(self, ids: array[int]) -> None:
        """Show the tags that these tracks have in common."""
        if ids != self._ids:
            self._ask("")
            if not self.edit.hasFocus():
                self.edit.clear()  # one click on Yes would answer it for these tracks, too
        self._ids = ids
        focused = QApplication.focusWidget()
        if not ids and focused is not None and self.isAncestorOf(focused):
            self.left.emit()
        self.setVisible(bool(ids))
        if not ids:
            return
        one, many = self.tr("1 track selected"), self.tr("{n} tracks selected")
        self._count.setText(one if len(ids) == 1 else many.format(n=counted(len(ids))))
        one, many = self.tr("Write to 1 file…"), self.tr("Write to {n} files…")
        self.write.setText(one if len(ids) == 1 else many.format(n=counted(len(ids))))
        self._read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave for the table at Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._ask("")
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name as many tags as there is room for."""
        super().resizeEvent(event)
        if (event.oldSize().width() >= NARROW) != (self.width() >= NARROW):
            self._show(self._spreads)

    def set_tags(self, names: list[str], known: TagNames) -> None:
        """Set the tags that are offered for completion, and all that the library knows."""
        self._names.setStringList(names)
        self._known = known

    def _lay_out(self) -> None:
        """Put the buttons last: the bar grows upwards, so they stay under the pointer."""
        said = QHBoxLayout()
        said.setSpacing(2 * GRID)
        said.addWidget(self._count, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self._tags, 1)
        row = FlowLayout(spacing=GRID)
        for widget in (
            self.edit,
            self.yes,
            self.no,
            self.undecided,
            self.review,
            self.facts,
            self.write,
            self.trouble.again,
        ):
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID // 2)
        layout.addLayout(said)
        layout.addWidget(self.trouble)
        layout.addWidget(self.artist)
        layout.addWidget(self.question)
        layout.addLayout(row)

    def _button(self, text: str, state: DecisionState) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda: self._answer(state))
        return button

    def _read(self) -> None:
        model, ids = self._workspace.shown_model(), self._ids

        def read(connection: Connection) -> tuple[list[TagSpread], Trouble | None]:
            trouble = read_trouble(connection, model, ids[0]) if len(ids) == 1 else None
            return common_tags(connection, model, ids), trouble

        self._workspace.ask(
            read,
            self._take,
            owner=self,
            later=len(ids) > FEW,  # it takes a while, and rows are scrolled to meanwhile
        )
        self.artist.show_tracks(ids)

    def _take(self, found: tuple[list[TagSpread], Trouble | None]) -> None:
        spreads, trouble = found
        self.trouble.show_trouble(trouble)
        self.artist.make_way(trouble is not None)
        self._show(spreads)

    def _show(self, spreads: list[TagSpread]) -> None:
        self._spreads = spreads
        common = [one for one in spreads if one.common]
        mixed = [one for one in spreads if _held(one) and not one.common]
        refused = [one for one in spreads if one.no and not _held(one)]
        refused.sort(key=lambda one: one.no < one.tracks)
        parts = []
        if common:
            is_one = common[0].tracks == 1
            text = self.tr("Tags: {tags}") if is_one else self.tr("All: {tags}")
            parts.append(text.format(tags=self._links(common, _held)))
        if mixed:
            parts.append(self.tr("Mixed: {tags}").format(tags=self._links(mixed, _held)))
        if refused:
            text = self.tr("Not: {tags}")
            parts.append(text.format(tags=self._links(refused, lambda one: one.no)))
        self._tags.setText("&nbsp; · &nbsp;".join(parts) or self._said_of_none())

    def _said_of_none(self) -> str:
        return "" if self.trouble.trouble is not None else self.tr("No tags yet.")

    def _links(self, spreads: list[TagSpread], count_of: Callable[[TagSpread], int]) -> str:
        """Return the tags as links, with how many tracks are meant where these are not all."""
        colour = self._workspace.theme.colours.text
        links = []
        named = TAGS_NAMED if self.width() >= NARROW else FEW_NAMED
        for one in spreads[:named]:
            mark = "✓ " if one.yes == one.tracks else ""
            some = count_of(one)
            count = f"&nbsp;{counted(some)}/{counted(one.tracks)}" if some < one.tracks else ""
            name = escape(one.tag)
            links.append(
                f'<a href="{name}" style="color:{colour}; text-decoration:none">'
                f"{mark}{name}{count}</a>"
            )
        rest = len(spreads) - named
        return ", ".join(links) + (f" +{rest}" if rest > 0 else "")

    def _take_up(self, tag: str) -> None:
        self._ask("")
        self.edit.setText(tag)
        self.edit.setFocus()

    def _answer(self, state: DecisionState) -> None:
        tag = self.edit.text().strip()
        new = state == "yes"  # a tag that nobody knows can only be brought by a yes
        if not (new and tag == self._asked) and self._ask_about(tag, new):
            self.edit.setFocus()
            return
        self._ask("")
        if new:
            self._made.add(bare(tag))
        self._workspace.decisions.answer(self._ids, tag, state, new_tag=new)
        self.edit.setText(tag)  # forgets what was typed: Undo is that of the answer now
        self.edit.selectAll()

    def _ask_about(self, tag: str, new: bool) -> bool:
        """Ask where the name means no tag, or several, and tell whether it was asked."""
        if not tag:
            self._ask(self.tr("Name the tag first."))
            return True
        if self._known is None:
            return False
        meant = self._known.meant_by(tag)
        if len(meant) == 1 or bare(tag) in self._made:
            return False
        if meant:
            text = self.tr("“{tag}” can mean several tags.")
            self._ask(text.format(tag=tag), like=[one.name for one in meant])
            return True
        like = self._known.closest(tag)
        if not new:
            text = self.tr("There is no tag “{tag}”. A new tag begins with a yes.")
            self._ask(text.format(tag=tag), like=like)
        elif mistake := mistake_in(tag):
            self._ask(mistake)
        else:
            text = self.tr("There is no tag “{tag}” yet. Press Enter or Yes again to make it.")
            self._ask(text.format(tag=tag), tag, like)
        return True

    def _ask(self, sentence: str, new_tag: str = "", like: Sequence[str] = ()) -> None:
        """Ask over the field what its name is meant to be; "" withdraws the question.

        `like` are tags that may be meant: a click takes one into the field.
        """
        self._asked = new_tag
        text = self.tr("Did you mean {tags}?") if like else ""
        links = [f'<a href="{escape(one)}">{escape(one)}</a>' for one in like]
        shown = (escape(sentence), text.format(tags=", ".join(links)))
        self.question.setText(" ".join(filter(None, shown)))
        self.question.setVisible(bool(sentence))
        plain = " ".join(filter(None, (sentence, text.format(tags=", ".join(like)))))
        self.question.setAccessibleName(plain)
        self.edit.setAccessibleDescription(plain)
        announce(self.edit, plain)

    def _on_changed(self, changed: Changed) -> None:
        if self._ids and changed.topic != "jobs":
            self._read()

    def _colour(self) -> None:
        self._show(self._spreads)  # the links carry the colour of their text
        colours = self._workspace.theme.colours
        self.yes.setIcon(icon("yes", colours.yes))
        self.no.setIcon(icon("no", colours.no))
        self.review.setIcon(icon("review", colours.text))


def _held(spread: TagSpread) -> int:
    """Return how many of the tracks have the tag, decided or suggested."""
    return spread.yes + spread.suggested


class _TagField(QLineEdit):
    """A line edit whose Enter with Shift says no, as that of Review does."""

    refused = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter with Shift."""
        shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if shifted and event.key() in ENTER:
            self.refused.emit()
        else:
            super().keyPressEvent(event)
