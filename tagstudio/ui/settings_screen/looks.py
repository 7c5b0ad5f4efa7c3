"""How the window looks: light, dark, or as the system is."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QRadioButton

from tagstudio.ui.remembered import ThemeChoice
from tagstudio.ui.settings_screen.page import Page
from tagstudio.ui.workspace import Workspace


class LooksPage(Page):
    """The theme changes at once."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(self.tr("Appearance"))
        self._workspace = workspace
        texts: dict[ThemeChoice, str] = {
            "system": self.tr("Light or dark, as the system is"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }
        self.buttons: dict[ThemeChoice, QRadioButton] = {}
        group = QButtonGroup(self)
        for choice, text in texts.items():
            button = self.buttons[choice] = QRadioButton(text)
            button.clicked.connect(lambda _, choice=choice: workspace.theme.choose(choice))
            group.addButton(button)
            self.body.addWidget(button)
        self.body.addStretch(1)
        workspace.theme.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.buttons[self._workspace.theme.choice].setChecked(True)
