"""The window: a rail to change screens, menus, status bar, and the wiring between screens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tagstudio.core import paths
from tagstudio.ui.background import library_jobs
from tagstudio.ui.background.undo_texts import UndoTexts
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.actions import EVERYWHERE
from tagstudio.ui.base.areas import go_to_area, mark_area
from tagstudio.ui.base.field_keys import FieldKeys
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.physical_keys import PhysicalKeys
from tagstudio.ui.base.tab_order import ReadingOrder, tab_stops
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.waiting_version_bar import WaitingVersionBar
from tagstudio.ui.shell.better_model_bar import BetterModelBar
from tagstudio.ui.shell.failed_job_bar import FailedJobBar
from tagstudio.ui.shell.first_steps import FirstStepsBar
from tagstudio.ui.shell.libraries import (
    ask_for_library,
    open_library_window,
    open_new,
    open_other,
    remember,
    title_of,
)
from tagstudio.ui.shell.menus import fill_menu_bar
from tagstudio.ui.shell.new_tracks_bar import NewTracksBar
from tagstudio.ui.shell.plugin_trouble_bar import PluginTroubleBar
from tagstudio.ui.shell.quitting import QuitQuestion, UnwrittenQuestion, jobs_to_ask_about
from tagstudio.ui.shell.status_bar import StatusBar
from tagstudio.ui.shell.undo_bar import UndoBar
from tagstudio.ui.shell.unfinished_job_bar import UnfinishedJobBar
from tagstudio.ui.shell.update_bar import UpdateBar
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP
from tagstudio.ui.widgets.dialog import FRAME, Dialog
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton
from tagstudio.ui.widgets.notice_place import NoticePlace
from tagstudio.ui.widgets.page_area import PageArea
from tagstudio.ui.widgets.under_page import UnderPage

if TYPE_CHECKING:
    from tagstudio.ui.handbook.window import HandbookWindow

SIZE = QSize(1280, 800)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
LABELS = {".csv", ".jsonl", ".tsv"}  # files that are no music, but say something of it
RAIL_WIDTH = 72  # at least; as wide as its longest word


@dataclass(frozen=True)
class ScreenSpec:
    """A screen: its name, its title in English, its icon, and the class that is imported late.

    One that stands `under` another has no button in the rail: the other's is marked.
    """

    name: str
    title: str
    icon: str
    module: str
    class_name: str
    under: str = ""


SCREENS = (
    ScreenSpec(
        "library",
        QT_TRANSLATE_NOOP("screens", "Library"),
        "library",
        "tagstudio.ui.library_screen.screen",
        "LibraryScreen",
    ),
    ScreenSpec(
        "review",
        QT_TRANSLATE_NOOP("screens", "Review"),
        "review",
        "tagstudio.ui.review_screen.screen",
        "ReviewScreen",
    ),
    ScreenSpec(
        "model",
        QT_TRANSLATE_NOOP("screens", "Model"),
        "model",
        "tagstudio.ui.model_screen.screen",
        "ModelScreen",
    ),
    ScreenSpec(
        "doubts",
        QT_TRANSLATE_NOOP("screens", "Doubted answers"),
        "model",
        "tagstudio.ui.doubts_screen.screen",
        "DoubtsScreen",
        "model",
    ),
    ScreenSpec(
        "disputes",
        QT_TRANSLATE_NOOP("screens", "Where people disagree"),
        "model",
        "tagstudio.ui.disputes_screen.screen",
        "DisputesScreen",
        "model",
    ),
    ScreenSpec(
        "jobs",
        QT_TRANSLATE_NOOP("screens", "Jobs"),
        "jobs",
        "tagstudio.ui.jobs_screen.screen",
        "JobsScreen",
    ),
    ScreenSpec(
        "settings",
        QT_TRANSLATE_NOOP("screens", "Settings"),
        "settings",
        "tagstudio.ui.settings_screen.screen",
        "SettingsScreen",
    ),
)
AHEAD = ("review", "model", "settings")  # they take longer to make than a window may stand still
PLAYER_BAR = ("tagstudio.ui.player.bar", "PlayerBar")


class MainWindow(ReadingOrder, QMainWindow):
    """The one window of the program. A screen is made when it is first shown."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._page = ""
        self._screens: dict[str, QWidget] = {}
        self._being_made: dict[str, Iterator[None]] = {}  # screens, in steps
        self._areas: dict[str, PageArea] = {}
        self._player_bar: QWidget | None = None
        self._handbook: HandbookWindow | None = None
        self._specs = {spec.name: spec for spec in SCREENS if _is_there(spec.module)}
        self._may_close = False
        self.setWindowTitle(title_of(workspace.library.path))
        remember(workspace.remembered, workspace.library.path)
        self.setAcceptDrops(True)
        self._build()
        self._bind_actions()
        workspace.theme.changed.connect(self._colour)
        workspace.decisions.failed.connect(self._on_not_written)
        workspace.decisions.written.connect(self._problem_bar.put_away)
        self._colour()
        self._restore()
        self.show_screen("library")
        QTimer.singleShot(0, self, self._after_first_paint)

    def show_screen(self, name: str) -> QWidget:
        """Show a screen, go into it, and return it."""
        screen = self._show_screen(name)
        _begin_of(screen).setFocus()
        return screen

    def _show_screen(self, name: str) -> QWidget:
        screen = self._screens.get(name) or self._make_screen(name)
        self._stack.setCurrentWidget(self._areas[name])
        self._buttons[self._specs[name].under or name].setChecked(True)
        for one in self._buttons.values():  # the rail is one stop of Tab; arrows go along it
            tab, none = Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.NoFocus
            one.setFocusPolicy(tab if one.isChecked() else none)
        self._workspace.actions.show_screen(name)
        self._page = name
        self._failed_job_bar.show_page(name)
        self._first_steps.show_page(name)
        self.better_model_bar.show_page(name)
        self._undo_bar.show_page(name)
        self._status.show_page(name)
        return screen

    def make_ahead(self) -> Iterator[None]:
        """Make the pages that take long before they are shown, in steps of some ms each.

        One that the user opens meanwhile is made at once.
        """
        for name in AHEAD:
            spec = self._specs[name]
            screen = getattr(import_module(spec.module), spec.class_name)
            for _ in screen.make_parts(self._workspace):
                yield
                if name in self._screens:
                    break
            if name not in self._screens:
                self._being_made[name] = self._making(name)
            while name in self._being_made:
                self._go_on_with(name)
                yield
            self._workspace.parts_ahead.clear()

    def _on_rail(self, name: str) -> None:
        """Show a screen; who goes along the rail by the arrows stays there."""
        if any(button.hasFocus() for button in self._buttons.values()):
            self._show_screen(name)
        else:
            self.show_screen(name)

    def review(self, track_ids: Sequence[int]) -> None:
        """Show the review screen with these tracks."""
        self.show_screen("review").review(track_ids)  # type: ignore[attr-defined]

    def _review_all(self) -> None:
        """Show the review screen with what is to review, whatever was chosen for it before."""
        self.show_screen("review").review_all()  # type: ignore[attr-defined]

    def show_query(self, query: str) -> None:
        """Show the library screen with the tracks that a query finds."""
        self.show_screen("library").show_query(query)  # type: ignore[attr-defined]

    def train(self) -> None:
        """Show the model screen and ask how to train."""
        self.show_screen("model").train()  # type: ignore[attr-defined]

    def _show_changes(self) -> None:
        """Show on the model screen what changes with the newest version."""
        self.show_screen("model").show_newest_changes()  # type: ignore[attr-defined]

    def _ask_about_version(self, name: str) -> None:
        """Show the model screen and ask whether to use a version."""
        self.show_screen("model").ask_about(name)  # type: ignore[attr-defined]

    def _roll_back(self) -> None:
        """Show the model screen and go back to the version before."""
        self.show_screen("model")
        self._workspace.actions["rollback"].trigger()

    def _import_version(self) -> None:
        """Show the model screen and ask for a version from a colleague."""
        self.show_screen("model").import_version()  # type: ignore[attr-defined]

    def write_tags(self, track_ids: Sequence[int], title: str = "") -> None:
        """Show the changes that writing the tags of these tracks would make in their files.

        The `title` says which these are, "" for all of the library.
        """
        from tagstudio.ui.write_tags.dialog import WriteDialog

        self._open_dialog(WriteDialog(self._workspace, track_ids, self, title))

    def _write_all(self) -> None:
        """Show the same of all tracks, whatever is selected."""
        from tagstudio.library.search.query import ALL_TRACKS
        from tagstudio.library.views.browse import track_ids

        self._workspace.ask(
            lambda connection: track_ids(connection, ALL_TRACKS, None),
            self.write_tags,
            owner=self,
            topic="all tracks",
        )

    def come_forward(self, opened: Sequence[Path] = ()) -> None:
        """Show the window in front of the others, and take what was opened with the program."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        QApplication.alert(self)
        if not opened:
            self._workspace.say(self.tr("TagStudio is running already: this is its window."))
        self.take_opened(opened)

    def take_opened(self, opened: Sequence[Path]) -> None:
        """Take what was opened with the program, as what is dropped, but ask before all folders.

        Of a folder that is in the library its tracks are shown.
        """
        if music := self._take_files(opened):
            library_jobs.add_opened(self, self._workspace, music, self.show_query)

    def tell_problem(self, sentence: str) -> None:
        """Show a sentence about a fault outside the program, until it is dismissed."""
        dismiss = NoticeButton(self.tr("Dismiss"), self._problem_bar.put_away)
        self._problem_bar.show_notice(sentence, [dismiss])

    def _on_not_written(self, why: str, _: object) -> None:
        text = self.tr("This was not kept: {why}")
        self.tell_problem(text.format(why=why))

    def edit_facts(self, track_ids: Sequence[int]) -> None:
        """Ask for artist, album and title of these tracks."""
        from tagstudio.ui.edit_facts.dialog import FactsDialog

        self._open_dialog(FactsDialog(self._workspace, track_ids, self))

    def same_answers(self, reference: int, track_ids: Sequence[int]) -> None:
        """Show which answers of a track these tracks would get."""
        from tagstudio.ui.similar_tracks.same_answers_dialog import SameAnswersDialog

        self._open_dialog(SameAnswersDialog(self._workspace, reference, track_ids, self))

    def _find_duplicates(self) -> None:
        from tagstudio.ui.similar_tracks.duplicates_dialog import DuplicatesDialog

        dialog = self.findChild(DuplicatesDialog)
        if dialog is None:
            dialog = DuplicatesDialog(self._workspace, self)
            dialog.play_wanted.connect(self.play)
            dialog.finished.connect(dialog.deleteLater)
        dialog.show()  # beside the window, in which the recordings are looked at
        dialog.raise_()
        dialog.activateWindow()

    def play(self, track_id: int) -> None:
        """Play a track from its beginning."""
        if self._player_bar is not None:
            self._player_bar.play(track_id)  # type: ignore[attr-defined]

    def _build(self) -> None:
        self._stack = QStackedWidget()
        self._unfinished_job_bar = UnfinishedJobBar(self._workspace)
        self._failed_job_bar = FailedJobBar(self._workspace)
        self._failed_job_bar.page_wanted.connect(self._show_if_there)
        self._problem_bar = NoticeBar(self._workspace.theme, "failure")
        self.plugin_trouble_bar = PluginTroubleBar(self._workspace)
        self.update_bar = UpdateBar(self._workspace)
        self._first_steps = FirstStepsBar(self._workspace)
        self._first_steps.page_wanted.connect(self._show_if_there)
        self._first_steps.review_wanted.connect(self._review_all)
        self._first_steps.changes_wanted.connect(self._show_changes)
        self._first_steps.write_wanted.connect(self._write_all)
        mark_area(self._first_steps, self.tr("First steps"))
        self.better_model_bar = BetterModelBar(self._workspace, self._first_steps.leads)
        self._first_steps.moved.connect(self.better_model_bar.look)
        self._waiting_version_bar = WaitingVersionBar(self._workspace)
        self._waiting_version_bar.question_wanted.connect(self._ask_about_version)
        self._new_tracks_bar = NewTracksBar(
            self._workspace,
            lambda: self._first_steps.offers("add") or self._first_steps.offers("suggest"),
        )
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self._first_steps)
        right.addWidget(self._stack, 1)
        self._undo_bar = UndoBar(self._workspace)
        notices = (  # the most urgent first
            self._undo_bar,
            self._problem_bar,
            self._failed_job_bar,
            self.plugin_trouble_bar,
            self._waiting_version_bar,
            self._unfinished_job_bar,
            self._new_tracks_bar,
            self.better_model_bar,
            self.update_bar,
        )
        # They come by themselves: below, so that what is looked at stays in its place.
        right.addWidget(NoticePlace(notices))
        self._right = right
        whole = QWidget()
        layout = QHBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._rail())
        layout.addLayout(right, 1)
        self.setCentralWidget(whole)
        fill_menu_bar(self.menuBar(), self._workspace)
        self._status = StatusBar(self._workspace, self)
        self._status.jobs_wanted.connect(lambda: self._show_if_there("jobs"))
        self.setStatusBar(self._status)

    def _rail(self) -> QFrame:
        rail = QFrame()
        rail.setObjectName("rail")
        mark_area(rail, self.tr("Pages of the window"))
        layout = QVBoxLayout(rail)
        layout.setContentsMargins(GRID // 2, GRID, GRID // 2, GRID)
        layout.setSpacing(GRID // 2)
        group = QButtonGroup(rail)
        self._buttons: dict[str, QToolButton] = {}
        for spec in self._specs.values():
            if spec.under:
                continue
            button = self._rail_button(spec)
            group.addButton(button)
            if spec.name == "settings":
                layout.addStretch(1)
            layout.addWidget(button)
        if "settings" not in self._specs:
            layout.addStretch(1)
        wide = max(one.sizeHint().width() for one in group.buttons())
        wide = max(RAIL_WIDTH - GRID - 1, wide)
        for one in group.buttons():
            one.setFixedWidth(wide)
        rail.setFixedWidth(wide + GRID + 1)
        return rail

    def _rail_button(self, spec: ScreenSpec) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.setText(QCoreApplication.translate("screens", spec.title))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(QSize(24, 24))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        key = self._workspace.actions[f"show_{spec.name}"].shortcut()
        native = key.toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{button.text()} ({native})" if native else button.text())
        button.clicked.connect(lambda: self._on_rail(spec.name))
        self._buttons[spec.name] = button
        return button

    def _on_jobs(self, _: object = None) -> None:
        running = bool(self._workspace.jobs.jobs)
        self._workspace.actions.allow("cancel_jobs", is_possible=running)

    def _bind_actions(self) -> None:
        actions, workspace = self._workspace.actions, self._workspace
        self.addActions(actions.all())
        workspace.jobs.started.connect(self._on_jobs)
        workspace.jobs.ended.connect(self._on_jobs)
        self._on_jobs()
        PhysicalKeys(actions.all, self)
        FieldKeys(self)
        self._undo_texts = UndoTexts(workspace, self)
        for menu in actions["undo"].associatedObjects():
            if isinstance(menu, QMenu):
                self._undo_texts.stand_in(menu)
        workspace.ask_first = self._ask_to_put_files_back
        actions.bind(
            EVERYWHERE,
            {
                **{f"show_{n}": partial(self.show_screen, n) for n in self._specs},
                "add_folder": lambda: library_jobs.ask_for_folder(self, workspace),
                "folders": self._show_folders,
                "rescan": lambda: library_jobs.scan_folders(workspace, []),
                "check_library": lambda: library_jobs.check_library(self, workspace),
                "suggest": lambda: library_jobs.suggest_tags(workspace),
                "open_library": lambda: open_other(self, workspace),
                "new_library": lambda: open_new(self, workspace),
                "demo": lambda: open_library_window(workspace, paths.demo_library()),
                "try_failed": lambda: library_jobs.try_failed_again(workspace),
                "cancel_jobs": self._cancel_jobs,
                "undo": self._undo,
                "redo": workspace.decisions.redo,
                "undo_write": self._put_files_back,
                "import_labels": self._import_labels,
                "labels_from_files": self._take_over_genres,
                "merge_library": self._merge_library,
                "duplicates": self._find_duplicates,
                "manage_tags": self.manage_tags,
                "full_screen": self._toggle_full_screen,
                "next_area": lambda: go_to_area(self, 1),
                "previous_area": lambda: go_to_area(self, -1),
                "keys": self._show_keys,
                "about": self._show_about,
                "help": self._show_help,
                "copy_diagnostics": self._copy_diagnostics,
                "first_steps": self._first_steps.open_again,
                "quit": self.close,
            },
        )
        if "model" in self._specs:
            actions.bind(
                EVERYWHERE,
                {
                    "train": self.train,
                    "rollback": self._roll_back,
                    "import_version": self._import_version,
                },
            )

    def _make_screen(self, name: str) -> QWidget:
        """Make a screen, or what is left to make of it."""
        self._being_made.setdefault(name, self._making(name))
        while name in self._being_made:
            self._go_on_with(name)
        return self._screens[name]

    def _go_on_with(self, name: str) -> None:
        for _ in self._being_made[name]:
            return
        del self._being_made[name]

    def _making(self, name: str) -> Iterator[None]:
        """Make a screen in steps, for Qt looks at each of its widgets in each."""
        spec = self._specs[name]
        made = getattr(import_module(spec.module), spec.class_name)(self._workspace, self)
        screen = cast(QWidget, made)
        yield
        page = self._with_way_back(screen, spec.under)
        mark_area(page, QCoreApplication.translate("screens", spec.title))
        area = PageArea(page)
        yield
        self._stack.addWidget(area)
        self._areas[name] = area
        wiring = {"review_wanted": self.review, "query_wanted": self.show_query,
                  "write_wanted": self.write_tags, "play_wanted": self.play,
                  "facts_wanted": self.edit_facts, "same_wanted": self.same_answers,
                  "manage_wanted": self.manage_tags}  # fmt: skip
        for signal, slot in wiring.items():
            if hasattr(screen, signal):
                getattr(screen, signal).connect(slot)
        self._screens[name] = screen

    def _with_way_back(self, screen: QWidget, above: str) -> QWidget:
        """Return the screen, with a button over it where it stands under another one."""
        if not above:
            return screen
        title = QCoreApplication.translate("screens", self._specs[above].title)
        page = UnderPage(screen, title)
        page.back.connect(lambda: self.show_screen(above))
        return page

    def _after_first_paint(self) -> None:
        if self._player_bar is None and _is_there(PLAYER_BAR[0]):
            bar = getattr(import_module(PLAYER_BAR[0]), PLAYER_BAR[1])
            self._player_bar = bar(self._workspace, self)
            self._right.addWidget(cast(QWidget, self._player_bar))
        self._unfinished_job_bar.look_for_unfinished()

    def _show_if_there(self, name: str) -> None:
        if name in self._specs:
            self.show_screen(name)

    def _show_folders(self) -> None:
        from tagstudio.ui.settings_screen.screen import SettingsScreen

        cast(SettingsScreen, self.show_screen("settings")).show_folders()

    def _cancel_jobs(self) -> None:
        for job in list(self._workspace.jobs.jobs):
            job.cancel()

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _undo(self) -> None:
        if not self._ask_to_put_files_back():
            self._undo_bar.undo()

    def _ask_to_put_files_back(self) -> bool:
        """Ask before Undo puts files back, where these were written last; tell if so."""
        if self._undo_texts.wrote_files:
            self._put_files_back()
        return self._undo_texts.wrote_files

    def _put_files_back(self) -> None:
        from tagstudio.ui.write_tags.dialog import PutBackDialog

        self._open_dialog(PutBackDialog(self._workspace, self))

    def _import_labels(self) -> None:
        from tagstudio.ui.import_labels.dialog import ask_for_labels

        ask_for_labels(self, self._workspace)

    def _import_file(self, file: Path) -> None:
        from tagstudio.ui.import_labels.dialog import ImportDialog

        self._open_dialog(ImportDialog(self._workspace, file, self))

    def _take_over_genres(self) -> None:
        from tagstudio.ui.file_labels.dialog import FileLabelsDialog

        self._open_dialog(FileLabelsDialog(self._workspace, self))

    def _merge_library(self) -> None:
        from tagstudio.ui.merge_library.dialog import MergeDialog

        folder = self._workspace.library.beside.parent
        if chosen := ask_for_library(self, folder, self.tr("Merge another library")):
            self._open_dialog(MergeDialog(self._workspace, chosen, self))

    def manage_tags(self, tag: str = "") -> None:
        """Open the tag manager, at a tag if one is named."""
        from tagstudio.ui.tag_manager.dialog import TagManager

        self._open_dialog(TagManager(self._workspace, self, [tag] if tag else ()))

    @staticmethod
    def _open_dialog(dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_keys(self) -> None:
        from tagstudio.ui.shell.key_sheet import KeySheet

        KeySheet(self._workspace.actions, self).open()

    def _copy_diagnostics(self) -> None:
        from tagstudio.ui.shell.diagnostics import copy_diagnostics

        copy_diagnostics(self._workspace, self)

    def _show_about(self) -> None:
        from tagstudio.ui.shell.about import About

        About(self).open()

    def _show_help(self) -> None:
        """Show the handbook at the page of what is in front: an open dialog, else the screen."""
        from tagstudio.ui.handbook.window import HandbookWindow

        if self._handbook is None:
            self._handbook = HandbookWindow(self._workspace.actions, self._workspace.theme)
            self._handbook.setWindowIcon(self.windowIcon())
            self._handbook.resize(self._handbook.size().boundedTo(self.size()))
        in_front = QApplication.activeWindow()
        of_dialog = in_front.handbook_page if isinstance(in_front, Dialog) else ""
        of_screen = getattr(self._screens.get(self._page), "handbook_page", self._page)
        self._handbook.show_page(of_dialog or of_screen)

    def _colour(self) -> None:
        colours = self._workspace.theme.colours
        self.setWindowIcon(icon("app", colours.accent))
        for name, button in self._buttons.items():
            button.setIcon(icon(self._specs[name].icon, colours.text))

    def _restore(self) -> None:
        if not self.restoreGeometry(self._workspace.remembered.bytes_of("geometry")):
            room = self.screen().availableSize() - FRAME
            self.resize(SIZE.boundedTo(room))

    def resting_place(self) -> QWidget | None:
        """Return the beginning of the page."""
        screen = self._screens.get(self._page)
        return None if screen is None else _begin_of(screen)

    def event(self, event: QEvent) -> bool:
        """Leave Space and Enter to a button that has the focus, and the arrows to the rail."""
        if event.type() == QEvent.Type.ShortcutOverride:
            key, focused = cast(QKeyEvent, event).key(), QApplication.focusWidget()
            presses = key in {Qt.Key.Key_Space, *ENTER} and isinstance(focused, QAbstractButton)
            goes_along = key in {Qt.Key.Key_Up, Qt.Key.Key_Down}
            if presses or (goes_along and focused in self._buttons.values()):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the focus, as Space does; Qt does so in dialogs."""
        focused = QApplication.focusWidget()
        if event.key() in ENTER and isinstance(focused, QAbstractButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Scan the folders that are dropped, and those of dropped files once that is confirmed.

        A file of labels is shown before it is imported; a library opens in a window of its own.
        """
        event.acceptProposedAction()
        dropped = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        library_jobs.add_dropped(self, self._workspace, self._take_files(dropped))

    def _take_files(self, given: Sequence[Path]) -> list[Path]:
        """Open the libraries among files and folders, show the labels, and return the others."""
        libraries = [path for path in given if paths.is_library(path)]
        here = self._workspace.library.path
        for library in libraries:
            if not (isinstance(here, Path) and library.samefile(here)):
                open_library_window(self._workspace, library)
        labels = [path for path in given if path.suffix.lower() in LABELS and path.is_file()]
        if labels:
            self._import_file(labels[0])
            if len(labels) > 1:
                self._workspace.say(self.tr("Files of labels are imported one at a time."))
        return [path for path in given if path not in {*libraries, *labels}]

    def close_at_once(self) -> None:
        """Close without a question."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once where answers or jobs would be lost, then remember the place of the window.

        The jobs are ended by who made the workspace.
        """
        workspace = self._workspace
        if workspace.watch.is_lost and workspace.decisions.waiting and not self._may_close:
            event.ignore()
            UnwrittenQuestion(self, workspace.decisions, self.close_at_once).open()
            return
        running = jobs_to_ask_about(self._workspace.jobs.jobs)
        if running and not self._may_close:
            event.ignore()
            QuitQuestion(self, self._workspace.jobs, self.close_at_once).open()
            return
        self._workspace.remembered.keep_bytes("geometry", self.saveGeometry())
        for screen in self._screens.values():
            if hasattr(screen, "remember"):
                screen.remember()
        if self._handbook is not None:
            self._handbook.close()
            self._handbook.deleteLater()
            self._handbook = None
        event.accept()


def _begin_of(screen: QWidget) -> QWidget:
    """Return the part of a screen that has the focus first; no button, which Space would press."""
    if screen.focusProxy() is not None:
        return screen
    stops = tab_stops(screen)
    return next((one for one in stops if not isinstance(one, QAbstractButton)), screen)


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
