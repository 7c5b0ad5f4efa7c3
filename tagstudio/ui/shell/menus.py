"""The menu bar: the actions of each menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar

from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.window_state import ThemeChoice
from tagstudio.ui.shell.libraries import fill_recent
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP

_SEPARATOR = "-"
_THEMES = "themes"
_RECENT = "recent"
MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        QT_TRANSLATE_NOOP("menus", "&File"),
        (
            "add_folder",
            "rescan",
            "folders",
            "check_library",
            _SEPARATOR,
            "new_library",
            "open_library",
            _RECENT,
            "demo",
            _SEPARATOR,
            "write_tags",
            "export",
            "import_labels",
            "labels_from_files",
            "merge_library",
            _SEPARATOR,
            "quit",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("menus", "&Edit"),
        ("undo", "redo", "undo_write", _SEPARATOR, "select_all", "find", "save_search"),
    ),
    (
        QT_TRANSLATE_NOOP("menus", "&View"),
        (
            "show_library",
            "show_review",
            "show_model",
            "show_jobs",
            "show_settings",
            _SEPARATOR,
            "next_area",
            "previous_area",
            _SEPARATOR,
            _THEMES,
            "full_screen",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("menus", "&Playback"),
        (
            "play",
            "next_track",
            "previous_track",
            _SEPARATOR,
            "seek_back",
            "seek_on",
            "seek_far_back",
            "seek_far_on",
            "seek_to_peak",
            _SEPARATOR,
            "part_begin",
            "part_end",
            "next_part",
            "remove_part",
            "whole_track",
            _SEPARATOR,
            "play_at_once",
            "loop",
            "spectrogram",
            "zoom_in",
            "zoom_out",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("menus", "&Tags"),
        (
            "yes",
            "no",
            "skip",
            _SEPARATOR,
            "add_tag",
            "finish",
            "accept_rest",
            "accept_album",
            _SEPARATOR,
            "more_like_this",
            "same_answers",
            _SEPARATOR,
            "set_artist",
            "edit_facts",
            "double_tempo",
            "halve_tempo",
            "review_selected",
            "mark_reviewed",
            "mark_unreviewed",
            _SEPARATOR,
            "show_doubts",
            "keep_answer",
            "turn_answer",
            "show_disputes",
            _SEPARATOR,
            "manage_tags",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("menus", "&Model"),
        (
            "suggest",
            "train",
            _SEPARATOR,
            "promote",
            "rollback",
            _SEPARATOR,
            "export_version",
            "import_version",
        ),
    ),
    (
        QT_TRANSLATE_NOOP("menus", "T&ools"),
        ("measure", "duplicates", _SEPARATOR, "try_failed", "cancel_jobs"),
    ),
    (
        QT_TRANSLATE_NOOP("menus", "&Help"),
        ("help", "first_steps", "keys", _SEPARATOR, "copy_diagnostics", "about"),
    ),
)


def fill_menu_bar(bar: QMenuBar, workspace: Workspace) -> None:
    """Put all menus into the menu bar."""
    for title, ids in MENUS:
        menu = bar.addMenu(QCoreApplication.translate("menus", title))
        menu.setToolTipsVisible(True)
        for id in ids:
            if id == _SEPARATOR:
                menu.addSeparator()
            elif id == _THEMES:
                _add_themes(menu, workspace)
            elif id == _RECENT:
                libraries = menu.addMenu(QCoreApplication.translate("menus", "Recent libraries"))
                fill_recent(libraries, workspace)
                menu.aboutToShow.connect(partial(fill_recent, libraries, workspace))
            else:
                menu.addAction(workspace.actions[id])


def _add_themes(menu: QMenu, workspace: Workspace) -> None:
    texts: dict[ThemeChoice, str] = {
        "system": QCoreApplication.translate("menus", "As the system"),
        "light": QCoreApplication.translate("menus", "Light"),
        "dark": QCoreApplication.translate("menus", "Dark"),
    }
    themes = menu.addMenu(QCoreApplication.translate("menus", "Theme"))
    group = QActionGroup(themes)
    for choice, text in texts.items():
        action = themes.addAction(text)
        action.setCheckable(True)
        action.setChecked(workspace.theme.choice == choice)
        action.triggered.connect(lambda _, choice=choice: workspace.theme.choose(choice))
        group.addAction(action)
