"""The dialog before an export: the formats, each with what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFileDialog,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP
from tagstudio.ui.widgets.dialog import Dialog
from tagstudio.ui.widgets.form import quiet

WIDTH = 560


@dataclass(frozen=True)
class OfferedFormat:
    """A format as it is offered: its name in `engine/exchange/formats`, its title, its purpose.

    `suffix` is that of a file, `many` of one about several tracks, where that is another.
    """

    name: str
    suffix: str
    title: str
    purpose: str
    many: str = ""


OFFERED = (
    OfferedFormat(
        "csv",
        ".csv",
        QT_TRANSLATE_NOOP("export", "CSV, a row per track and tag"),
        QT_TRANSLATE_NOOP("export", "For spreadsheets and scripts, and to be imported again."),
    ),
    OfferedFormat(
        "wide",
        ".csv",
        QT_TRANSLATE_NOOP("export", "CSV, a row per track"),
        QT_TRANSLATE_NOOP("export", "With a column for each tag of the model, for statistics."),
    ),
    OfferedFormat(
        "xlsx",
        ".xlsx",
        QT_TRANSLATE_NOOP("export", "Excel workbook"),
        QT_TRANSLATE_NOOP("export", "For Excel and LibreOffice, with accents as they are."),
    ),
    OfferedFormat(
        "m3u8",
        ".m3u8",
        QT_TRANSLATE_NOOP("export", "Playlist"),
        QT_TRANSLATE_NOOP("export", "For players: the tracks, without their tags."),
    ),
    OfferedFormat(
        "jsonl",
        ".jsonl",
        QT_TRANSLATE_NOOP("export", "JSON Lines"),
        QT_TRANSLATE_NOOP("export", "For programs: a line per track with all of its tags."),
    ),
    OfferedFormat(
        "jams",
        ".jams",
        QT_TRANSLATE_NOOP("export", "JAMS"),
        QT_TRANSLATE_NOOP(
            "export", "For music research: a file per track, several in one archive."
        ),
        ".jams.zip",
    ),
    OfferedFormat(
        "audacity",
        ".txt",
        QT_TRANSLATE_NOOP("export", "Labels for Audacity"),
        QT_TRANSLATE_NOOP("export", "A label track per track, several in one archive."),
        ".txt.zip",
    ),
    OfferedFormat(
        "label-studio",
        ".json",
        QT_TRANSLATE_NOOP("export", "Label Studio"),
        QT_TRANSLATE_NOOP("export", "Tasks for several people; suggestions are predictions there."),
    ),
)


class ExportDialog(Dialog):
    """Asks in which format tracks are exported; `agree` says how many."""

    handbook_page = "exchange"

    def __init__(self, agree: str, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(agree)
        self._count = count
        self.group = QButtonGroup(self)
        self.every = QCheckBox(self.tr("Every tag with its score, also those not suggested"))
        self.left_alone = quiet(
            self.tr(
                "Suggestions that you left undecided on reviewed tracks are assumed to be no, and"
                " exported only while this box is ticked."
            )
        )
        self.left_alone.setContentsMargins(3 * GRID, 0, 0, 0)
        self.every.setAccessibleDescription(self.left_alone.text())
        self.heard = QCheckBox(
            self.tr("Labels for Audacity: mark where each tag is heard (listens to each track)")
        )
        self._build(agree)
        self.group.idToggled.connect(self._show_options)
        self.group.button(0).setChecked(True)
        cut = self._formats.maximumHeight() - self._formats.sizeHint().height()
        self.resize(WIDTH, self._parts.totalHeightForWidth(WIDTH) + max(0, cut))

    @property
    def chosen(self) -> OfferedFormat:
        """The format that is chosen."""
        return OFFERED[max(0, self.group.checkedId())]

    @property
    def suffix(self) -> str:
        """The end of the name of a file in this format, of so many tracks."""
        return self.chosen.many if self.chosen.many and self._count != 1 else self.chosen.suffix

    @property
    def proposed(self) -> str:
        """The name of the file that is proposed: a list of tracks holds no tags."""
        return ("playlist" if self.chosen.name == "m3u8" else "tags") + self.suffix

    def _show_options(self) -> None:
        has_choice = self.chosen.name not in {"m3u8", "wide", "label-studio"}
        self.every.setEnabled(has_choice)
        self.left_alone.setVisible(has_choice)
        self.heard.setEnabled(self.chosen.name == "audacity")

    def _build(self, agree: str) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(GRID // 2, GRID // 2, GRID, 0)  # room for the ring of the focus
        column.setSpacing(GRID // 4)
        for place, one in enumerate(OFFERED):
            button = QRadioButton(QCoreApplication.translate("export", one.title))
            purpose = quiet(QCoreApplication.translate("export", one.purpose))
            button.setAccessibleDescription(purpose.text())
            purpose.setContentsMargins(3 * GRID, 0, 0, GRID // 2)
            self.group.addButton(button, place)
            column.addWidget(button)
            column.addWidget(purpose)
        self._formats = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("Formats"))
        area.setWidget(inner)
        self._parts = layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(area, 1)
        options = QVBoxLayout()
        options.setContentsMargins(GRID // 2, 0, 0, 0)  # below the radio buttons
        options.setSpacing(GRID // 2)
        options.addWidget(self.every)
        options.addWidget(self.left_alone)
        options.addSpacing(GRID)
        options.addWidget(self.heard)
        layout.addLayout(options)
        layout.addWidget(self.buttons_to_agree(f"{agree}…"))
        area.setMaximumHeight(column.totalHeightForWidth(WIDTH - 8 * GRID))


def ask_where(parent: QWidget, dialog: ExportDialog) -> Path | None:
    """Let the user choose the file for what a dialog was agreed to; None where they do not."""
    kinds = QCoreApplication.translate("export", dialog.chosen.title)
    suffix = dialog.suffix
    place = str(Path.home() / dialog.proposed)
    chosen, _ = QFileDialog.getSaveFileName(
        parent, dialog.windowTitle(), place, f"{kinds} (*{suffix})"
    )
    if not chosen:
        return None
    return Path(chosen if chosen.lower().endswith(suffix) else chosen + suffix)
