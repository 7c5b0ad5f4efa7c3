"""The page of the analysis: the model, the device, the windows, what goes on by itself."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QFormLayout, QSpinBox

from tagstudio.core.settings import (
    DAILY,
    DEVICES,
    MAX_TRAIN_AFTER,
    MAX_WINDOWS,
    NEVER,
    WEEKLY,
    Settings,
    settings_file,
)
from tagstudio.ui.background.plugin_states import plugin_states_of
from tagstudio.ui.background.saving import keep
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.text.device_names import device_text
from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.form import FormPage, add_row, breakable, form, quiet


class AnalysisPage(FormPage):
    """Each change is kept at once."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(self.tr("Analysis"))
        self._workspace = workspace
        self._plugins = plugin_states_of(workspace)
        self.model = Combo()
        self.device = Combo()
        self.windows = QSpinBox(minimum=1, maximum=MAX_WINDOWS)
        self.closer = QCheckBox(self.tr("Listen more closely"))
        fields = form()
        add_row(
            fields,
            self.tr("Model"),
            self.model,
            self.tr(
                "The model that suggests. The one in use is the version that you, or a training,"
                " put to use last; before there is one, the best of the models that are installed."
            ),
        )
        add_row(
            fields,
            self.tr("Device"),
            self.device,
            self.tr("Where the network runs. Automatic takes a graphics card where there is one."),
        )
        add_row(
            fields,
            self.tr("Windows per track"),
            self.windows,
            self.tr(
                "How many windows of 29 s are heard and averaged. The one from the middle comes"
                " first; the others follow, the newest tracks first. Three are a good choice, five"
                " are thorough; each takes about as long as the first."
            ),
        )
        add_row(
            fields,
            self.tr("In the background"),
            self.closer,
            self.tr(
                "After the first suggestions the other windows are heard while nothing else is to"
                " be done, and not on battery. Jobs shows how far it is."
            ),
        )
        self._add_training(fields)
        self.body.addLayout(fields)
        self.body.addStretch(1)
        self.body.addWidget(quiet(self._where()))
        self._fill()
        self.model.activated.connect(lambda: self._keep(model=self.model.currentData()))
        self.device.activated.connect(lambda: self._keep(device=self.device.currentData()))
        self.windows.editingFinished.connect(self._keep_windows)
        self.closer.clicked.connect(lambda on: self._keep(listen_closer=on))
        self._plugins.changed.connect(self._fill)
        workspace.changed.connect(self._on_changed)

    def _add_training(self, fields: QFormLayout) -> None:
        self.train_after = Combo()
        for title, rule in (
            (self.tr("After so many answered tracks"), ""),
            (self.tr("Once a day"), DAILY),
            (self.tr("Once a week"), WEEKLY),
            (self.tr("Never"), NEVER),
        ):
            self.train_after.addItem(title, rule)
        self.answered_tracks = QSpinBox(minimum=1, maximum=MAX_TRAIN_AFTER)
        add_row(
            fields,
            self.tr("Learn by itself"),
            self.train_after,
            self.tr(
                "A version is trained quietly while you work, and judged on your answers. It is"
                " used if it is better, on trial until that is proven."
            ),
        )
        add_row(fields, self.tr("Answered tracks"), self.answered_tracks)
        self.train_after.activated.connect(self._keep_rule)
        self.answered_tracks.editingFinished.connect(self._keep_rule)

    def _keep_rule(self) -> None:
        rule = self.train_after.currentData() or str(self.answered_tracks.value())
        if rule != self._workspace.settings.train_after:
            self._keep(train_after=rule)

    def _where(self) -> str:
        return self.tr("Kept in {file}, which the command line reads too.").format(
            file=breakable(settings_file())
        )

    def _fill(self) -> None:
        settings = self._workspace.settings
        names = [model.info.name for model in self._plugins.installed]
        if settings.model and settings.model not in names:
            names.append(settings.model)
        self.model.clear()
        self.model.addItem(self.tr("The one in use"), "")
        for name in names:
            self.model.addItem(name, name)
        self.model.setCurrentIndex(self.model.findData(settings.model))
        self.device.clear()
        for device in DEVICES:
            self.device.addItem(device_text(device), device)
        self.device.setCurrentIndex(self.device.findData(settings.device))
        self.windows.setValue(settings.windows)
        rule = settings.train_after
        self.train_after.setCurrentIndex(self.train_after.findData("" if rule.isdigit() else rule))
        self.answered_tracks.setEnabled(rule.isdigit())
        self.answered_tracks.setValue(int(rule if rule.isdigit() else Settings.train_after))
        self.closer.setChecked(settings.listen_closer)

    def _keep_windows(self) -> None:
        if self.windows.value() != self._workspace.settings.windows:
            self._keep(windows=self.windows.value())

    def _keep(self, **values: object) -> None:
        if not keep(self._workspace, **values):
            self._fill()

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic == "settings":
            self._fill()
