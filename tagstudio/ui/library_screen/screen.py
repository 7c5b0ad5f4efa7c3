"""The Library screen: the sidebar, the search, the table, and the bar of the selection."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.library.search.query import ALL_TRACKS, Query, parse
from tagstudio.library.search.query_text import (
    Role,
    TagsByRole,
    like_query,
    liked_path,
    tags_by_role,
    text_of,
    with_tag_everywhere,
)
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.tags import list_tags
from tagstudio.library.tags.vocabularies import offered_tags
from tagstudio.library.tracks.track_state import UNREADABLE
from tagstudio.ui.background.decision_writer import WrittenDecisions
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.library_jobs import export_tracks, measure_tracks, try_again
from tagstudio.ui.background.old_suggestions import OldSuggestions
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.areas import mark_area
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.library_screen.all_switched_off import AllSwitchedOff
from tagstudio.ui.library_screen.columns import MEASURES
from tagstudio.ui.library_screen.export_dialog import ExportDialog, ask_where
from tagstudio.ui.library_screen.filtering.filter_bar import FilterBar
from tagstudio.ui.library_screen.filtering.likeness_bar import LikenessBar
from tagstudio.ui.library_screen.filtering.search_field import SearchField
from tagstudio.ui.library_screen.filtering.tag_panel import TagPanel
from tagstudio.ui.library_screen.no_match import NoMatch
from tagstudio.ui.library_screen.no_music import NoMusic
from tagstudio.ui.library_screen.selection_bar import SelectionBar
from tagstudio.ui.library_screen.sidebar import Sidebar
from tagstudio.ui.library_screen.sidebar_model import SidebarCounts
from tagstudio.ui.library_screen.track_table import TrackTable
from tagstudio.ui.library_screen.track_view import TrackView
from tagstudio.ui.player.player import player_of
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.menu_in_window import MenuInWindow, add_heading
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton

if TYPE_CHECKING:
    from tagstudio.engine.exchange.writer import ExportOptions

_SIDEBAR = "library sidebar width"
NEED_TRACKS = ("suggest", "duplicates", "labels_from_files", "measure")
MOST_TAGS = 10  # in the menu of a track
SIDEBAR_WIDTH, SIDEBAR_LEAST = 232, 160  # px
SIDEBAR_READABLE = 188  # px: its entries are whole, in German too


class LibraryScreen(QWidget):
    """Wires the parts; each of them knows only itself."""

    review_wanted = Signal(object)  # array of track ids
    write_wanted = Signal(object, str)  # array of track ids, and in words which these are
    facts_wanted = Signal(object)  # array of track ids
    same_wanted = Signal(int, object)  # the track with the answers, array of track ids
    play_wanted = Signal(int)
    manage_wanted = Signal(str)  # the tag

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._text = ""
        self._wrong = ""  # what is wrong with the search
        self._selected = 0  # tracks
        self._former = ""  # the search before the like of a track was looked for
        self._tracks = 0  # of the library, as they were counted last
        self.table = TrackTable(workspace)
        self.view = TrackView(workspace, self.table)
        self.sidebar = Sidebar(workspace)
        self.search = SearchField(workspace.theme)
        self.selection = SelectionBar(workspace)
        self._roles: TagsByRole | None = TagsByRole()
        self.filters = FilterBar()
        self.panel = TagPanel(self)
        self.alike = LikenessBar(workspace)
        self.lost = NoticeBar(workspace.theme)
        self.by_tags = QToolButton()
        self.by_tags.setText(self.tr("Tags") + " ▾")
        self.by_tags.setToolTip(self.tr("Filter by several tags: all of, any of, none of"))
        self.by_tags.setAccessibleName(self.tr("Filter by tags"))
        self.found = QToolButton()
        self.found.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.found.setText("▾")  # the number of tracks stands before it once they are read
        self.found.setToolTip(self.tr("What can be done with these tracks"))
        self.empty = NoMusic(workspace)
        self.no_match = NoMatch(workspace.theme)
        self.setFocusProxy(self.view)
        self._lay_out()
        self._connect()
        self._read_tags()
        self.show_query("")

    def show_query(self, text: str) -> None:
        """Show the tracks that a query finds."""
        self.search.ask(text)

    def play(self) -> None:
        """Play the track in focus; pause while something plays, and then go on with it."""
        player, id = player_of(self._workspace), self.view.current_id()
        if player.playing or id is None or (player.track and player.track.id == id):
            player.toggle()
        else:
            self.play_wanted.emit(id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the sidebar take no more than its part of a narrow window."""
        super().resizeEvent(event)
        most = max(SIDEBAR_READABLE, self.width() // 4)
        wide = min(self._sidebar_width, most)
        if wide != self._split.sizes()[0]:
            self._split.setSizes([wide, self.width() - wide])

    def showEvent(self, event: QShowEvent) -> None:
        """Leave out what was answered elsewhere, and fits the search no more."""
        super().showEvent(event)
        self.table.look_after_answers()

    def _on_split_moved(self) -> None:
        self._sidebar_width = self._split.sizes()[0]

    def remember(self) -> None:
        """Keep the columns and the width of the sidebar."""
        self.view.remember()
        self._workspace.remembered.keep_document(_SIDEBAR, self._sidebar_width)

    def export_to(self, file: Path, name: str = "", options: ExportOptions | None = None) -> None:
        """Write the tracks that are selected, else those that are shown, to a file.

        In a format, or in that of the file's name.
        """
        from tagstudio.engine.exchange.export import ExportPlan
        from tagstudio.engine.exchange.formats import FORMATS, format_of
        from tagstudio.engine.exchange.writer import ExportOptions

        chosen = FORMATS[name] if name else format_of(file)
        export_tracks(
            self._workspace,
            file,
            ExportPlan(
                chosen,
                self.table.query,
                self._workspace.shown_model(),
                self.table.order,
                options or ExportOptions(bom=chosen.name in {"csv", "wide"}),
                self._workspace.settings.device,
                frozenset(self.view.selected_ids()) or None,
            ),
        )

    def _lay_out(self) -> None:
        search = QWidget()
        top = QHBoxLayout(search)
        top.setContentsMargins(2 * GRID, GRID + GRID // 2, 2 * GRID, GRID + GRID // 2)
        top.setSpacing(GRID)
        top.addWidget(self.search, 1)
        for button in (self.by_tags, self.found):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self._pages = QStackedWidget()
        for page in (self.view, self.empty, self.no_match):
            self._pages.addWidget(page)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(search)
        column.addWidget(self.filters)
        column.addWidget(self.alike)
        column.addWidget(self.lost)
        column.addWidget(OldSuggestions(self._workspace))
        column.addWidget(AllSwitchedOff(self._workspace))
        column.addWidget(self._pages, 1)
        column.addWidget(self.selection)
        for area, name in (
            (search, self.tr("Search")),
            (self._pages, self.tr("Tracks")),
            (self.selection, self.tr("Selected tracks")),
            (self.sidebar, self.tr("Library and tags")),
        ):
            mark_area(area, name)
        self._split = QSplitter()
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self.sidebar.setMinimumWidth(SIDEBAR_LEAST)
        self._split.addWidget(self.sidebar)
        self._split.addWidget(right)
        self._split.setStretchFactor(1, 1)
        self._sidebar_width = self._workspace.remembered.document(_SIDEBAR, SIDEBAR_WIDTH)
        self._split.splitterMoved.connect(self._on_split_moved)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._split)

    def _connect(self) -> None:
        self.search.asked.connect(self._on_asked)
        self.search.wrong.connect(self._on_refused)
        self.search.left.connect(self.view.setFocus)
        self.sidebar.chosen.connect(self.show_query)
        self.sidebar.role_wanted.connect(self.ask_for_tag)
        self.sidebar.manage_wanted.connect(self.manage_wanted)
        self.sidebar.read_anew.connect(self._on_counted)
        self.sidebar.lost.connect(self._offer_back)
        self._workspace.decisions.written.connect(self.lost.put_away)  # of what came after it
        self.filters.role_wanted.connect(self.ask_for_tag)
        self.panel.roles.role_wanted.connect(self.ask_for_tag)
        self.alike.same_wanted.connect(self._same_answers)
        self.alike.back_wanted.connect(self._leave_alike)
        self.by_tags.clicked.connect(lambda: self.panel.open_below(self.by_tags))
        self.found.setMenu(self._found_menu())
        self.table.found.connect(self._on_found)
        self.table.wrong.connect(self._on_wrong)
        self.view.escaped.connect(self._on_escape)
        self.view.delete_wanted.connect(self._say_how_tracks_leave)
        self.view.selected.connect(self.selection.show_selection)
        self.view.selected.connect(self._on_selected)
        self.view.doubleClicked.connect(self._review)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.selection.review_wanted.connect(self._review)
        self.selection.artist_wanted.connect(self._set_artist)
        self.selection.facts_wanted.connect(self._edit_facts)
        self.selection.write_wanted.connect(self._write_tags)
        self.selection.left.connect(self.view.setFocus)
        self.no_match.query_wanted.connect(self.show_query)
        self._workspace.changed.connect(self._on_changed)
        self._workspace.decisions.written.connect(self._on_written)
        self._workspace.actions.bind(
            "library",
            {
                "play": self.play,
                "find": self._find,
                "save_search": self._save_search,
                "select_all": self.view.selectAll,
                "export": self._export,
                "write_tags": self._write_tags,
                "review_selected": self._review,
                "add_tag": self._add_tag,
                "more_like_this": self._show_alike,
                "same_answers": self._same_answers,
                "set_artist": self._set_artist,
                "edit_facts": self._edit_facts,
                "double_tempo": lambda: self._scale_tempo(2.0),
                "halve_tempo": lambda: self._scale_tempo(0.5),
                "measure": self._measure,
                "mark_reviewed": lambda: self._mark(reviewed=True),
                "mark_unreviewed": lambda: self._mark(reviewed=False),
            },
        )

    def ask_for_tag(self, tag: str, role: Role | None) -> None:
        """Ask for a tag in a role beside what is asked for, or with None no longer for it."""
        try:
            query = parse(self.search.text)
        except TagStudioError:
            query = ALL_TRACKS  # what is wrong in the field is explained below it
        roles = self._roles_of(query)
        if roles is None:
            self.search.ask(text_of(with_tag_everywhere(query, tag, role)))
            return
        self._roles = roles.with_tag(tag, role)
        self.search.ask(text_of(self._roles.query()))

    def _offer_back(self, sentence: str) -> None:
        """Say what is gone, and offer it back."""
        close = NoticeButton(self.tr("Close"), self.view.setFocus)
        undo = NoticeButton(self.tr("Undo"), self._workspace.decisions.undo, True)
        self.lost.show_notice(sentence, [close, undo])

    def _roles_of(self, query: Query) -> TagsByRole | None:
        """Return the tags of a query by role; one tag of which one is enough is still such."""
        if self._roles is not None and self._roles.query() == query:
            return self._roles
        return tags_by_role(query)

    def _on_asked(self, text: str, query: Query) -> None:
        if liked_path(query) is not None and self.table.like is None:
            self._former = "" if self._wrong else self._text
            self.alike.name_way_back(self._former)
        self._text = text
        self._show_roles(self._roles_of(query))
        self.table.show(query)
        self.view.follow_search()
        self.alike.show_like(self.table.like)

    def _show_roles(self, roles: TagsByRole | None) -> None:
        self._roles = roles
        self.filters.show_roles(roles)
        self.panel.roles.show_roles(roles)

    def _on_counted(self, counts: SidebarCounts) -> None:
        self.no_match.take_counts(counts)
        tags = [(tag.name, counts.tagged.get(tag.id, 0)) for tag in counts.tags]
        self.panel.roles.show_tags(tags)
        self._allow_what_needs_tracks(counts)

    def _allow_what_needs_tracks(self, counts: SidebarCounts) -> None:
        """Let what is done with tracks hold where there are some, and some of its kind."""
        self._tracks = sum(counts.states.values())
        heard = sum(count for state, count in counts.states.items() if state not in UNREADABLE)
        for id in NEED_TRACKS:
            self._workspace.actions.allow(id, is_possible=heard > 0)
        self._workspace.actions.allow("try_failed", is_possible=counts.states["failed"] > 0)

    def _found_menu(self) -> QMenu:
        menu, actions = MenuInWindow(self.found), self._workspace.actions
        for name in ("review_selected", "write_tags", "export", "import_labels", "save_search"):
            menu.addAction(actions[name])
        return menu

    def _on_selected(self, ids: array[int]) -> None:
        self._selected = len(ids)
        self._say_numbers()

    def _say_numbers(self) -> None:
        """Let each action say which tracks it takes: those selected, else all that are shown."""
        count, actions = self._wanted(), self._workspace.actions
        for name in self._texts_of_wanted():
            text = self._text_of(name, self._selected)
            actions[name].setText(text if count else actions.plain_text(name))
            actions.allow(name, is_possible=count > 0)

    def _text_of(self, name: str, selected: int) -> str:
        """Return the text of an action for so many selected tracks, for 0 all that are shown."""
        count = selected or self.table.count
        number = counted(selected) if selected else self._found_number()
        text = self._texts_of_wanted()[name][(0 if selected else 2) + (count != 1)]
        return text.format(n=number)

    def _wanted(self) -> int:
        return self._selected or self.table.count

    def _found_number(self) -> str:
        """Return how many tracks are found, as it is shown: the least while they are counted."""
        return counted(self.table.count) + ("" if self.table.is_counted else "+")

    def _texts_of_wanted(self) -> dict[str, tuple[str, str, str, str]]:
        """Return the texts of actions: for one selected track, several, one shown, several."""
        return {
            "export": (
                self.tr("Export 1 selected track…"),
                self.tr("Export {n} selected tracks…"),
                self.tr("Export 1 track…"),
                self.tr("Export all {n} tracks shown…"),
            ),
            "write_tags": (
                self.tr("Write tags and facts to 1 selected file…"),
                self.tr("Write tags and facts to {n} selected files…"),
                self.tr("Write tags and facts to 1 file…"),
                self.tr("Write tags and facts to all {n} files shown…"),
            ),
            "review_selected": (
                self.tr("Review 1 selected track"),
                self.tr("Review {n} selected tracks"),
                self.tr("Review 1 track"),
                self.tr("Review all {n} tracks shown"),
            ),
        }

    def _on_found(self) -> None:
        self._wrong = ""
        self.found.show()
        self.search.show_error("")
        self.alike.set_found(True)
        self.sidebar.mark(self._text, self._roles)
        count = self.table.count
        if self.table.is_counted:
            self.sidebar.entries.take_count(self._text.strip(), count)
        self._say_found()
        if count > self._tracks:  # they are listed sooner than they are counted by their state
            for id in NEED_TRACKS:
                self._workspace.actions.allow(id, is_possible=True)
        if not count:
            self.no_match.explain(self._text)
        if not count and not self.table.query.alternatives:
            self.empty.look()
        empty_page = self.no_match if self.table.query.alternatives else self.empty
        self._pages.setCurrentWidget(self.view if count else empty_page)

    def _say_found(self) -> None:
        """Say how many tracks are found, beside the search and in what is done with them."""
        one, many = self.tr("1 track"), self.tr("{n} tracks").format(n=self._found_number())
        self.found.setText((one if self.table.count == 1 else many) + " ▾")
        self._say_numbers()

    def _on_refused(self, text: str, sentence: str) -> None:
        """Find nothing by a text that is no query: the tracks of the former are no answer to it."""
        self._text = text
        self._show_roles(TagsByRole())
        self.table.refuse()
        self._on_wrong(sentence)

    def _on_wrong(self, sentence: str) -> None:
        """Say what is wrong with a search, which stays so until it is changed."""
        self._wrong = sentence
        self.view.clearSelection()
        self.search.show_error(sentence)
        self.alike.set_found(False)
        self.sidebar.mark(self._text)
        self._say_found()
        self.found.hide()  # "0 tracks" would be what was found
        if not self.table.count:
            self.no_match.say_not_understood(self._text)
            self._pages.setCurrentWidget(self.no_match)

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic in {"suggestions", "models", "decisions", "tracks"}:
            self._read_tags()

    def _leave_alike(self) -> None:
        """Show the tracks from which the like of one was looked for."""
        self.show_query(self._former)
        self.view.setFocus()

    def _on_escape(self) -> None:
        """Go back from the like of a track."""
        if self.table.like is not None:
            self._leave_alike()

    def _say_how_tracks_leave(self) -> None:
        """Say what becomes of tracks: no file is deleted, and none is forgotten one by one."""
        id = self.view.current_id()
        row = None if id is None else self.table.row_of(id)
        track = None if row is None else self.table.track(row)
        text = self.tr(
            "Tracks leave the library with their folder, in Settings, Folders. Their answers are"
            " kept, and no file is deleted."
        )
        if track is not None and track.row.state == "missing":
            text = self.tr(
                "A missing track keeps its answers and is found again when its file comes back. It"
                " leaves the library with its folder, in Settings, Folders."
            )
        self._workspace.say(text)

    def _read_tags(self) -> None:
        def names(connection: Connection) -> tuple[list[str], list[str], TagNames]:
            to_search = [tag.name for tag in offered_tags(connection, answered=True)]
            to_give = [tag.name for tag in offered_tags(connection)]
            return to_search, to_give, TagNames(list_tags(connection))

        def show(found: tuple[list[str], list[str], TagNames]) -> None:
            to_search, to_give, known = found
            self.search.set_tags(to_search)
            self.selection.set_tags(to_give, known)

        self._workspace.ask(names, show, owner=self, topic="tags", later=True)

    def _find(self) -> None:
        self.search.edit.setFocus()
        self.search.edit.selectAll()

    def _add_tag(self) -> None:
        if not self.view.selected_ids():
            self._workspace.say(self.tr("Select the tracks first."))
            return
        self.selection.edit.setFocus()
        self.selection.edit.selectAll()

    def _review(self) -> None:
        self._for_wanted(self.review_wanted.emit)

    def _for_wanted(self, then: Callable[[array[int]], object]) -> None:
        """Call `then` with the selected tracks, else with all that are found, unless none is."""
        if selected := self.view.selected_ids():
            then(selected)
        elif self.table.count:
            self.table.when_listed(lambda: then(self.table.ids))

    def _mark(self, *, reviewed: bool) -> None:
        ids = self.view.selected_ids()
        if ids:
            self._workspace.decisions.mark_reviewed(ids, reviewed)

    def _on_written(self, outcome: WrittenDecisions) -> None:
        """List anew after a mark: a list of those that are reviewed, or not, has others then."""
        if outcome.marked and self.isVisible():
            self.table.look_after_answers()

    def _set_artist(self) -> None:
        ids = self.view.selected_ids()
        if not ids:
            self._workspace.say(self.tr("Select the tracks first."))
            return
        artists = self.selection.artist.artists
        known = artists.names[0] if artists and len(artists.names) == 1 else ""
        title = self.tr("Set the artist")
        label = self.tr(
            "Artist of the selected tracks. Files change only by “Write tags and facts to files”.\n"
            "Empty: as the files and their names say."
        )
        name, agreed = QInputDialog.getText(self, title, label, text=known)
        if agreed:
            self._workspace.decisions.set_artist(ids, name.strip())

    def _show_alike(self) -> None:
        """Look for the tracks most like the one in focus."""
        id = self._in_focus()
        row = None if id is None else self.table.row_of(id)
        track = None if row is None else self.table.track(row)
        if track is None:
            self._workspace.say(self.tr("Select a track first."))
        else:
            self.show_query(like_query(track.row.path))

    def _in_focus(self) -> int | None:
        """Return the track in focus, else the first that is selected."""
        return self.view.current_id() or next(iter(self.view.selected_ids()), None)

    def _same_answers(self) -> None:
        """Give the selected tracks the answers of the one looked for, else of the one in focus."""
        reference = self.alike.track_id
        if reference is None:
            reference = self._in_focus()
        others = array("q", (id for id in self.view.selected_ids() if id != reference))
        if reference is None or not others:
            self._workspace.say(
                self.tr(
                    "Select several tracks: the answers of the one that you clicked last, or that"
                    " the list is compared with, go to the others."
                )
            )
        else:
            self.same_wanted.emit(reference, others)

    def _edit_facts(self) -> None:
        ids = self.view.selected_ids()
        if ids:
            self.facts_wanted.emit(ids)
        else:
            self._workspace.say(self.tr("Select the tracks first."))

    def _scale_tempo(self, factor: float) -> None:
        ids = self.view.selected_ids()
        if ids:
            self._workspace.decisions.scale_tempo(ids, factor)
        else:
            self._workspace.say(self.tr("Select the tracks first."))

    def _measure(self) -> None:
        """Measure the selected tracks, or all that are listed."""
        if self._wanted():
            self._for_wanted(self._measure_these)
        else:
            self._workspace.say(self.tr("No track is listed: change the search first."))

    def _measure_these(self, ids: array[int]) -> None:
        measure_tracks(self._workspace, ids.tolist()).ended.connect(self._show_measures)

    def _show_measures(self, running: RunningJob) -> None:
        """Show what was measured, where none of it has a column yet and there is room for it."""
        if running.result is None or not running.result.measured:
            return
        if not self.view.show_any_of(MEASURES):
            text = self.tr("Measured. A right click on the heads of the table shows the columns.")
            self._workspace.say(text)

    def _save_search(self) -> None:
        if not self._text.strip():
            self._workspace.say(self.tr("Search for something first."))
            return
        if self._wrong:
            self._workspace.say(self._wrong)
            return
        title, label = self.tr("Save this search"), self.tr("Name:")
        name, agreed = QInputDialog.getText(self, title, label, text=self._text.strip())
        if agreed and name.strip():
            self.sidebar.save_search(name.strip(), self._text)

    def _write_tags(self) -> None:
        title = self._text_of("write_tags", len(self.view.selected_ids())).rstrip("…")
        self._for_wanted(lambda ids: self.write_wanted.emit(ids, title))

    def _export(self) -> None:
        title = self._workspace.actions["export"].text().rstrip("…")  # says how many tracks
        dialog = ExportDialog(title, self._wanted(), self)
        dialog.accepted.connect(partial(self._export_as, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _export_as(self, dialog: ExportDialog) -> None:
        from tagstudio.engine.exchange.writer import ExportOptions

        chosen = dialog.chosen.name
        options = ExportOptions(
            every=dialog.every.isChecked(),
            bom=chosen in {"csv", "wide"},  # a file saved here is for people, and Excel
            heard=chosen == "audacity" and dialog.heard.isChecked(),
        )
        if file := ask_where(self, dialog):
            self.export_to(file, chosen, options)

    def _show_menu(self, place: QPoint) -> None:
        index = self.view.indexAt(place)
        if index.isValid():
            self.context_menu(index.row()).popup(self.view.viewport().mapToGlobal(place))

    def context_menu(self, row: int) -> QMenu:
        """Return the menu of a row, for it and the selection."""
        menu, actions = QMenu(self), self._workspace.actions
        id, track = self.table.ids[row], self.table.track(row)
        menu.addAction(self.tr("Play"), partial(self.play_wanted.emit, id))
        menu.addAction(actions["review_selected"])
        menu.addSeparator()
        menu.addAction(actions["more_like_this"])
        menu.addAction(actions["same_answers"])
        menu.addSeparator()
        if track is not None:
            add_heading(menu, self.tr("Tags"))
            ids = self.view.selected_ids() or array("q", [id])
            for tagging in (*track.tags, *track.left_alone)[:MOST_TAGS]:
                self._add_answers(menu, tagging.tag, ids)
        menu.addAction(actions["add_tag"])
        menu.addSeparator()
        menu.addAction(actions["set_artist"])
        menu.addAction(actions["edit_facts"])
        for name in ("measure", "double_tempo", "halve_tempo"):
            menu.addAction(actions[name])
        menu.addSeparator()
        menu.addAction(actions["mark_reviewed"])
        menu.addAction(actions["mark_unreviewed"])
        menu.addAction(actions["write_tags"])
        if track is not None:
            path = track.row.path
            if track.row.state == "failed":
                menu.addAction(self.tr("Try again"), partial(try_again, self._workspace, [path]))
            menu.addSeparator()
            menu.addAction(self.tr("Show in its folder"), partial(_open_folder, path))
            menu.addAction(self.tr("Copy path"), partial(_copy, path))
        return menu

    def _add_answers(self, menu: QMenu, tag: str, ids: array[int]) -> None:
        answers, decisions = menu.addMenu(tag), self._workspace.decisions
        answers.addAction(self.tr("Yes"), partial(decisions.answer, ids, tag, "yes"))
        answers.addAction(self.tr("No"), partial(decisions.answer, ids, tag, "no"))
        answers.addAction(self.tr("Undecided"), partial(decisions.answer, ids, tag, "unseen"))


def _open_folder(path: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(path).parent)))


def _copy(path: str) -> None:
    QGuiApplication.clipboard().setText(path)
