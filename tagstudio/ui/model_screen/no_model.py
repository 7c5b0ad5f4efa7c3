"""The page of the Model screen while no model is installed: offers one to install."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from tagstudio.engine.jobs.model_specs import InstallModelJob
from tagstudio.engine.plugins.installed_models import PluginState
from tagstudio.engine.plugins.published_models import known_model, without_worse_readings
from tagstudio.ui.background import model_jobs
from tagstudio.ui.background.stop_button import StopButton
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.number_format import decimal
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.install_row import InstallRow

WIDTH = 520  # px


class NoModel(QWidget):
    """Offers the models that the plugins know, the preferred ones first."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._status = quiet("")
        self.row = InstallRow(main=True)
        self.row.wanted.connect(partial(model_jobs.install_model, workspace))
        self.stop = StopButton(self.row, workspace.jobs, InstallModelJob.kind)
        self.row.add_at_end(self.stop)
        inner = QWidget()
        inner.setFixedWidth(WIDTH)
        column = QVBoxLayout(inner)
        column.setSpacing(2 * GRID)
        column.addWidget(self._title)
        column.addWidget(self._status)
        column.addWidget(self.row)
        layout = QVBoxLayout(self)
        layout.addWidget(inner, 0, Qt.AlignmentFlag.AlignCenter)

    def show_states(self, states: Sequence[PluginState] | None) -> None:
        """Show the models that the plugins can install; None while they are being asked."""
        offers = [name for state in states or () for name in _offers(state)]
        self._title.setText(
            self.tr("Looking for models…") if states is None else self.tr("No model is installed")
        )
        centred = Qt.AlignmentFlag.AlignHCenter if states is None else Qt.AlignmentFlag.AlignLeft
        self._title.setAlignment(centred)
        self._status.setText(self._sentence(offers) if states is not None else "")
        self.row.show_offers(offers)

    def _sentence(self, offers: Sequence[str]) -> str:
        if not offers:
            return self.tr("None of the plugins offers one. The plugins are in the Settings.")
        text = self.tr(
            "A model analyses your tracks and suggests tags. Install {model}: its weights are"
            " fetched once and checked. Without network, take the file of the weights."
        )
        text = text.format(model=offers[0])
        if known := known_model(offers[0]):
            facts = self.tr("To fetch: {size} MB, licence {licence}.")
            size = decimal(known.megabytes, 1)
            text = f"{text} {facts.format(size=size, licence=known.licence)}"
        return text


def _offers(state: PluginState) -> list[str]:
    preferred = state.plugin.manifest.preferred if state.plugin.manifest else ()
    offers = without_worse_readings(state.installable)
    return sorted(offers, key=lambda name: name not in preferred)
