"""The bar above the screens that offers to go on with a job that was interrupted."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from tagstudio.engine.jobs.specs import unfinished
from tagstudio.library.db.job_records import JobRecord
from tagstudio.ui.background.job_kinds import title_of
from tagstudio.ui.background.unfinished_jobs import go_on
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.number_format import counted


class UnfinishedJobBar(QFrame):
    """Hidden until there is something to offer."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("unfinished_job_bar")
        self._workspace = workspace
        self._record: JobRecord | None = None
        self._text = QLabel()
        self.go_on = QPushButton(self.tr("Go on"))
        self.go_on.setProperty("main", True)
        self.go_on.clicked.connect(self._go_on)
        self.not_now = QPushButton(self.tr("Not now"))
        self.not_now.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.not_now)
        layout.addWidget(self.go_on)
        self.hide()

    def look_for_unfinished(self) -> None:
        """Offer the newest job that was interrupted, can be resumed, and was not done since."""
        self._workspace.ask(unfinished, self._offer, owner=self)

    def _offer(self, record: JobRecord | None) -> None:
        self._record = record
        if record is None:
            return
        text = self.tr("{job} was interrupted at {done} of {total}.")
        total = "?" if record.total is None else counted(record.total)
        title = title_of(record.kind)
        self._text.setText(text.format(job=title, done=counted(record.done), total=total))
        self.show()

    def _go_on(self) -> None:
        self.hide()
        if self._record is not None:
            go_on(self._workspace, self._record)
