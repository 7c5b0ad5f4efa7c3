"""Ask before training: which layers, on which device, what counts as no, whether on trial."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tagstudio.core.clock import clock
from tagstudio.core.settings import DEVICES
from tagstudio.engine.jobs.model_specs import TrainJob
from tagstudio.learning.looks import FIRST_TRIAL
from tagstudio.plugin_api.depths import Depth
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.overview import Overview, seconds_of_last
from tagstudio.ui.text.device_names import device_text
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.dialog import Dialog
from tagstudio.ui.widgets.form import add_row, form, quiet

WIDTH = 620  # px


class TrainDialog(Dialog):
    """Makes the spec of a training."""

    handbook_page = "model"

    def __init__(self, overview: Overview, device: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._overview = overview
        self.setWindowTitle(self.tr("Train on the answers"))
        self.setMinimumWidth(WIDTH)
        self.depths = Combo()
        for depth in Depth:
            self.depths.addItem(self._depth_text(depth), depth.value)
        self.depths.setCurrentIndex(self.depths.findData(TrainJob.depth))
        self.devices = Combo()
        for one in DEVICES:
            self.devices.addItem(device_text(one), one)
        self.devices.setCurrentIndex(DEVICES.index(device))
        self.reviewed_as_no = QCheckBox(
            self.tr("Count a little what is assumed no on finished tracks")
        )
        self.reviewed_as_no.setChecked(True)
        self.trials = QCheckBox(self.tr("Use it already when it is probably better, on trial"))
        self.trials.setChecked(True)
        self.reviewed_as_no.setToolTip(
            self.tr(
                "Example: you finished a track and left jazz undecided. It is assumed no, and then"
                " counts about a third as much as a no that you gave."
            )
        )
        self.trials.setToolTip(
            self.tr(
                "Probably: three to one or better, by your answers. A version on trial is taken"
                " back by itself if later answers speak against it."
            )
        )
        self._summary = QLabel(self._summarise(), wordWrap=True)
        self._worth, self._estimate = quiet(""), quiet("")
        self.depths.currentIndexChanged.connect(self._show_estimate)
        self._build()
        self._show_worth()
        self._show_estimate()

    @property
    def spec(self) -> TrainJob:
        """The training with the choices of the dialog."""
        return TrainJob(
            depth=self.depths.currentData(),
            device=self.devices.currentData(),
            reviewed_as_no=self.reviewed_as_no.isChecked(),
            trials=self.trials.isChecked(),
        )

    def _build(self) -> None:
        details = QWidget()
        fields = form()
        fields.setContentsMargins(0, 0, 0, 0)
        details.setLayout(fields)
        details.hide()
        self.details = QPushButton(self.tr("Details"))
        self.details.setCheckable(True)
        self.details.setToolTip(self.tr("Which layers learn, and on what device"))
        self.details.toggled.connect(details.setVisible)
        self.details.toggled.connect(self.adjustSize)
        add_row(
            fields,
            self.tr("Layers to train"),
            self.depths,
            self.tr(
                "By itself goes as deep as it pays. The output layer is the quickest; all layers"
                " need the tracks decoded again and a graphics card."
            ),
        )
        add_row(fields, self.tr("Device"), self.devices)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.train = self.buttons.addButton(
            self.tr("Train"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.train.setProperty("main", True)
        self.reviewed_as_no.toggled.connect(self._show_worth)
        self.buttons.addButton(self.details, QDialogButtonBox.ButtonRole.ResetRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self._summary)
        layout.addWidget(self._worth)
        layout.addWidget(self.reviewed_as_no)
        layout.addWidget(self.trials)
        layout.addWidget(details)
        layout.addWidget(self._estimate)
        layout.addWidget(self.buttons)

    def _summarise(self) -> str:
        """Return what a training makes; it asks about a trial only where there may be one."""
        active, found = self._overview.active, self._overview.readiness
        may_be_used = found.tracks >= FIRST_TRIAL
        self.trials.setVisible(may_be_used)
        text = self.tr(
            "Makes a new version of {model} from {count} answers. It then stands in the list: look"
            " at its changes, and use it if they look right."
        )
        if may_be_used:
            text = self.tr(
                "Makes a new version of {model} from {count} answers, and tests it on tracks that"
                " it did not learn from. If your answers show that it is better, it is used by"
                " itself; else it stays in the list, and you may use it."
            )
        return text.format(
            model=(active.parent or active.name) if active else "",
            count=counted(self._overview.to_learn_from + found.parts - found.parts_out_of_reach),
        )

    def _show_worth(self) -> None:
        """Say what it is worth to train as is chosen, or why it is not possible."""
        found = self._overview.readiness
        obstacle = found.obstacle_for(reviewed_as_no=self.reviewed_as_no.isChecked())
        self.train.setEnabled(obstacle is None)
        self._summary.setVisible(obstacle is None)
        sentences = (obstacle or found.worth, found.on_out_of_reach)  # more is on the tab Answers
        said = [translated(one) for one in sentences if one]
        self._worth.setText(" ".join(said))
        self._worth.setVisible(bool(said))

    def _show_estimate(self) -> None:
        seconds = seconds_of_last(self._overview, self.depths.currentData())
        if seconds is None:
            text = self.tr("How long it takes is known after the first training.")
        else:
            text = self.tr("The last training of this kind took {time}.").format(
                time=clock(max(1.0, seconds))
            )
        self._estimate.setText(text)

    def _depth_text(self, depth: Depth) -> str:
        return {
            Depth.AUTO: self.tr("By itself"),
            Depth.HEAD: self.tr("The output layer"),
            Depth.RECURRENT: self.tr("The recurrent layers too"),
            Depth.FULL: self.tr("All layers, from the audio"),
        }[depth]
