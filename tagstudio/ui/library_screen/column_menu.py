"""The menu on the table's head: which facts have a column, and which tags their scores."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from tagstudio.plugin_api.vocabulary import group_place
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.library_screen.columns import COLUMNS, LIKENESS, SCORES, TAGS, Column, title_of
from tagstudio.ui.text.tag_group_names import group_title


class Chooser(Protocol):
    """What shows and hides columns, by name."""

    def choose(self, name: str, wanted: bool) -> None:
        """Show a column, or hide it."""

    def forget_widths(self) -> None:
        """Let all columns have their own widths again."""


def column_menu(
    parent: QWidget,
    workspace: Workspace,
    columns: Sequence[Column],
    chosen: Collection[str],
    chooser: Chooser,
) -> QMenu:
    """Return the menu; the scores are those of the tags that the shown model has."""
    menu = QMenu(parent)
    for number, column in enumerate(COLUMNS):
        if number == LIKENESS:
            continue  # it comes and goes with what is looked for
        action = menu.addAction(title_of(column))
        action.setCheckable(True)
        action.setChecked(column.name in chosen)
        action.setEnabled(number not in {0, TAGS})  # without these the table helps nobody
        action.toggled.connect(partial(chooser.choose, column.name))
    menu.addSeparator()
    _add_scores(menu, workspace, chosen, chooser)
    for column in columns:
        if column.tag:
            text = QCoreApplication.translate("columns", "Hide the scores of {tag}")
            hide = partial(chooser.choose, column.name, False)
            menu.addAction(text.format(tag=column.tag), hide)
    menu.addSeparator()
    text = QCoreApplication.translate("columns", "Widths by themselves")
    menu.addAction(text, chooser.forget_widths)
    return menu


def _add_scores(
    menu: QMenu, workspace: Workspace, chosen: Collection[str], chooser: Chooser
) -> None:
    model = workspace.shown_model()
    scores = menu.addMenu(QCoreApplication.translate("columns", "Score of a tag"))
    scores.setEnabled(model is not None)
    groups: dict[str, QMenu] = {}
    tags = model.offered_tags if model else []
    for tag in sorted(tags, key=lambda tag: (group_place(tag.group), tag.name.lower())):
        name = group_title(tag.group) or QCoreApplication.translate("columns", "Own")
        group = groups.get(name) or scores.addMenu(name)
        groups[name] = group
        action = group.addAction(tag.name)
        action.setCheckable(True)
        action.setChecked(f"{SCORES}{tag.name}" in chosen)
        action.toggled.connect(partial(chooser.choose, f"{SCORES}{tag.name}"))
