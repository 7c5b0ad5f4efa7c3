"""The Settings screen: pages, and the list to choose from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar, cast

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.areas import mark_area
from tagstudio.ui.settings_screen.analysis import AnalysisPage
from tagstudio.ui.settings_screen.appearance import AppearancePage
from tagstudio.ui.settings_screen.folders import FoldersPage
from tagstudio.ui.settings_screen.keys import KeysPage
from tagstudio.ui.settings_screen.person import PersonPage
from tagstudio.ui.settings_screen.plugins import PluginsPage
from tagstudio.ui.settings_screen.thresholds import ThresholdsPage
from tagstudio.ui.settings_screen.updates import UpdatesPage
from tagstudio.ui.settings_screen.vocabularies import VocabulariesPage

LIST_WIDTH = 160
ITEM_HEIGHT = 32
# Pages that have one of their own in the handbook.
OF_ITS_OWN: dict[type, str] = {
    FoldersPage: "folders",
    ThresholdsPage: "thresholds",
    KeysPage: "window",
    PluginsPage: "plugins",
    PersonPage: "disputes",
}


Page = TypeVar("Page", bound=QWidget)


class SettingsScreen(QWidget):
    """Changes hold at once; there is nothing to confirm.

    A page is made when it is first shown: all of them at once would hold the window up.
    """

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        titles: dict[Callable[[Workspace], QWidget], str] = {
            FoldersPage: self.tr("Folders"),
            AnalysisPage: self.tr("Analysis"),
            ThresholdsPage: self.tr("Thresholds"),
            VocabulariesPage: self.tr("Vocabularies"),
            KeysPage: self.tr("Keys"),
            AppearancePage: self.tr("Appearance"),
            PluginsPage: self.tr("Plugins"),
            PersonPage: self.tr("Your name"),
            UpdatesPage: self.tr("Updates"),
        }
        self._kinds = list(titles)
        self._made: dict[Callable[[Workspace], QWidget], QWidget] = {}
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Pages of the settings"))
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.setObjectName("pages")
        self._pages = QStackedWidget()
        for title in titles.values():
            item = QListWidgetItem(title, self.list)
            item.setSizeHint(QSize(0, ITEM_HEIGHT))  # the style sheet comes later than the sizes
            self._pages.addWidget(QWidget())
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list)
        layout.addWidget(self._pages, 1)
        mark_area(self.list, self.tr("Pages of the settings"))

    @staticmethod
    def make_parts(workspace: Workspace) -> Iterator[None]:
        """Make the page that the screen shows first."""
        workspace.parts_ahead.keep(FoldersPage(workspace))
        yield

    def show_folders(self) -> None:
        """Show the page of the folders."""
        self.list.setCurrentRow(self._kinds.index(FoldersPage))

    def page(self, kind: Callable[[Workspace], Page]) -> Page:
        """Return the page of a kind, made now if it was not shown yet."""
        if kind not in self._made:
            row = self._kinds.index(kind)
            empty = self._pages.widget(row)
            self._made[kind] = self._workspace.parts_ahead.take(
                cast(type[Page], kind), lambda: kind(self._workspace)
            )
            self._pages.insertWidget(row, self._made[kind])
            if empty is not None:
                self._pages.removeWidget(empty)
                empty.deleteLater()
        return cast(Page, self._made[kind])

    def _show(self, row: int) -> None:
        if row >= 0:
            self._pages.setCurrentWidget(self.page(self._kinds[row]))

    @property
    def handbook_page(self) -> str:
        """Return the page of the handbook about what is shown."""
        return OF_ITS_OWN.get(self._pages.currentWidget().__class__, "settings")
