"""The Settings screen: pages, and the list to choose from them."""

from __future__ import annotations

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


class SettingsScreen(QWidget):
    """Changes hold at once; there is nothing to confirm."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folders = FoldersPage(workspace)
        self.analysis = AnalysisPage(workspace)
        self.thresholds = ThresholdsPage(workspace)
        self.vocabularies = VocabulariesPage(workspace)
        self.keys = KeysPage(workspace)
        self.appearance = AppearancePage(workspace)
        self.plugins = PluginsPage(workspace)
        self.person = PersonPage(workspace)
        self.updates = UpdatesPage(workspace)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Pages of the settings"))
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.setObjectName("pages")
        self._pages = QStackedWidget()
        for title, page in (
            (self.tr("Folders"), self.folders),
            (self.tr("Analysis"), self.analysis),
            (self.tr("Thresholds"), self.thresholds),
            (self.tr("Vocabularies"), self.vocabularies),
            (self.tr("Keys"), self.keys),
            (self.tr("Appearance"), self.appearance),
            (self.tr("Plugins"), self.plugins),
            (self.tr("You"), self.person),
            (self.tr("Updates"), self.updates),
        ):
            item = QListWidgetItem(title, self.list)
            item.setSizeHint(QSize(0, ITEM_HEIGHT))  # the style sheet comes later than the sizes
            self._pages.addWidget(page)
        self.list.currentRowChanged.connect(self._pages.setCurrentIndex)
        self.list.setCurrentRow(0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list)
        layout.addWidget(self._pages, 1)
        mark_area(self.list, self.tr("Pages of the settings"))

    @property
    def handbook_page(self) -> str:
        """Return the page of the handbook about what is shown."""
        return OF_ITS_OWN.get(self._pages.currentWidget().__class__, "settings")
