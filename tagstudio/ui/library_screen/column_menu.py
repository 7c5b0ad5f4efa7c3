"""The menu on the table's head: which facts have a column, and which tags their scores."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.library_screen.columns import COLUMNS, SCORES, TAGS, Column, title_of
from tagstudio.ui.text.tag_group_names import group_text

if TYPE_CHECKING:
    from tagstudio.ui.library_screen.track_view import TrackView


def column_menu(view: TrackView, workspace: Workspace, columns: Sequence[Column]) -> QMenu:
    """Return the menu; the scores are those of the tags that the shown model has."""
    menu = QMenu(view)
    for number, column in enumerate(COLUMNS):
        action = menu.addAction(title_of(column))
        action.setCheckable(True)
        action.setChecked(view.is_chosen(column.name))
        action.setEnabled(number not in {0, TAGS})  # without these the table helps nobody
        action.toggled.connect(partial(view.choose, column.name))
    menu.addSeparator()
    _add_scores(menu, view, workspace)
    gone = [column for column in columns if column.tag]
    for column in gone:
        text = QCoreApplication.translate("columns", "Hide the scores of {tag}")
        menu.addAction(text.format(tag=column.tag), partial(view.choose, column.name, False))
    menu.addSeparator()
    menu.addAction(
        QCoreApplication.translate("columns", "Widths by themselves"), view.forget_widths
    )
    return menu


def _add_scores(menu: QMenu, view: TrackView, workspace: Workspace) -> None:
    model = workspace.shown_model()
    scores = menu.addMenu(QCoreApplication.translate("columns", "Score of a tag"))
    scores.setEnabled(model is not None)
    groups: dict[str, QMenu] = {}
    for tag in sorted(model.tags if model else (), key=lambda tag: (tag.group, tag.name.lower())):
        name = group_text(tag.group).capitalize() or QCoreApplication.translate("columns", "Own")
        group = groups.get(name) or scores.addMenu(name)
        groups[name] = group
        action = group.addAction(tag.name)
        action.setCheckable(True)
        action.setChecked(view.is_chosen(f"{SCORES}{tag.name}"))
        action.toggled.connect(partial(view.choose, f"{SCORES}{tag.name}"))
