"""The page of the appearance: light, dark, or as the system is; and the language."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QRadioButton

from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.languages import NAMES
from tagstudio.ui.base.window_state import ThemeChoice
from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.form import FormPage, add_row, form


class AppearancePage(FormPage):
    """The theme changes at once, the language with the next start."""

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
        self.language = self._language_box()
        fields = form()
        add_row(
            fields,
            self.tr("Language"),
            self.language,
            self.tr("Takes effect when TagStudio is started again."),
        )
        self.body.addLayout(fields)
        self.body.addStretch(1)
        workspace.theme.changed.connect(self._show)
        self._show()

    def _language_box(self) -> Combo:
        box, remembered = Combo(), self._workspace.remembered
        box.addItem(self.tr("As the system"), "system")
        for language, name in NAMES.items():
            box.addItem(name, language)
        box.setCurrentIndex(box.findData(remembered.language))
        box.activated.connect(lambda _: setattr(remembered, "language", box.currentData()))
        return box

    def _show(self) -> None:
        self.buttons[self._workspace.theme.choice].setChecked(True)
