"""The bar under the search: the tags that are asked for, by role, each with a menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QToolButton, QWidget

from tagstudio.library.search.query_text import Role, TagsByRole
from tagstudio.ui.base.areas import mark_area
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.widgets.flow_layout import FlowLayout


class FilterBar(QFrame):
    """Hidden while no tag is asked for. Emits `role_wanted` with a tag and a role, None for out."""

    role_wanted = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark_area(self, self.tr("Tags that are asked for"))
        self._flow = FlowLayout(self, GRID // 2)
        self._flow.setContentsMargins(2 * GRID, 0, 2 * GRID, GRID)
        self.chips: dict[str, QToolButton] = {}
        self.hide()

    def show_roles(self, roles: TagsByRole | None) -> None:
        """Show the tags of a query, of one of another kind none."""
        while item := self._flow.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        self.chips = {}
        for role, title in self._titles().items():
            tags: tuple[str, ...] = getattr(roles, role) if roles else ()
            if tags:
                label = QLabel(title)
                label.setProperty("role", "quiet")
                self._flow.addWidget(label)
            for tag in tags:
                self._flow.addWidget(self._chip(tag, role))
        self.setVisible(bool(self.chips))
        self.updateGeometry()

    def _titles(self) -> dict[Role, str]:
        return {
            "all": self.tr("All of:"),
            "any": self.tr("Any of:"),
            "none": self.tr("None of:"),
        }

    def _chip(self, tag: str, role: Role) -> QToolButton:
        chip = QToolButton()
        chip.setText(f"{tag} ▾".replace("&", "&&"))
        chip.setAccessibleName(f"{self._titles()[role]} {tag}")
        chip.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        chip.setProperty("chip", True)
        menu = QMenu(chip)
        add_roles(menu, tag, role, self.role_wanted.emit)
        chip.setMenu(menu)
        self.chips[tag] = chip
        return chip


def add_roles(
    menu: QMenu, tag: str, role: Role | None, want: Callable[[str, Role | None], object]
) -> None:
    """Add the roles that a tag can have to a menu; `want` gets the tag and the chosen role."""
    translate = QCoreApplication.translate
    texts: dict[Role, str] = {
        "all": translate("tag_roles", "All of: tracks must have it"),
        "any": translate("tag_roles", "Any of: one of these is enough"),
        "none": translate("tag_roles", "None of: tracks must not have it"),
    }
    for one, text in texts.items():
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(one == role)
        action.triggered.connect(lambda _, one=one: want(tag, one))
    if role is not None:
        menu.addSeparator()
        menu.addAction(translate("tag_roles", "No longer ask for it"), lambda: want(tag, None))
