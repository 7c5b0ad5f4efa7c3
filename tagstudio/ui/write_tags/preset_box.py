"""The choice of a preset, with a line that says what it does."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from sqlalchemy import Connection

from tagstudio.engine.file_tags.presets.find import list_presets
from tagstudio.engine.file_tags.presets.preset import Preset
from tagstudio.engine.file_tags.presets.shipped import STANDARD
from tagstudio.library.tags.write_preset import chosen_preset
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.write_tags.staged import field_text


@dataclass(frozen=True)
class KnownPresets:
    """The presets, the name of the one that the library writes with, and faults of files."""

    presets: tuple[Preset, ...]
    chosen: str
    faults: tuple[str, ...]


def known_presets(connection: Connection) -> KnownPresets:
    """Read the presets and the library's choice."""
    presets, faults = list_presets()
    chosen = chosen_preset(connection) or STANDARD.name
    return KnownPresets(tuple(presets), chosen, tuple(translated(one.message) for one in faults))


def _about(preset: Preset) -> str:
    """Return what a preset does, and where it puts tags that are of no group yet."""
    fields = dict.fromkeys(field_text(one) for one in preset.fields_of("own"))
    told = [translated(preset.about)]
    if fields:
        own = QCoreApplication.translate(
            "write_tags",
            "Your own tags without a group go into: {fields}. In Manage tags they get a group, and"
            " so its field.",
        )
        told.append(own.format(fields=", ".join(fields)))
    return " ".join(told)


class PresetBox(QWidget):
    """A box of the presets; it says which one is chosen, and what that one does."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = KnownPresets((), "", ())
        self.box = Combo()
        self.box.setAccessibleName(self.tr("Preset"))
        self.box.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToContents)
        self.box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.note = quiet("")
        label = QLabel(self.tr("&Written for"))
        label.setBuddy(self.box)
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(label)
        row.addWidget(self.box)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(self.note)
        self.box.currentIndexChanged.connect(self._on_chosen)

    @property
    def name(self) -> str:
        """The name of the chosen preset; "" where the library's own cannot be read."""
        at = self.box.currentIndex()
        return self._known.presets[at].name if at >= 0 else ""

    @property
    def is_another(self) -> bool:
        """Whether another preset is chosen than the one that the library writes with."""
        return self.name not in {"", self._known.chosen}

    def show_presets(self, known: KnownPresets) -> None:
        """Show these, with the library's preset chosen."""
        self._known = known
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItems([one.title for one in known.presets])
        names = [one.name for one in known.presets]
        self.box.setCurrentIndex(names.index(known.chosen) if known.chosen in names else -1)
        self.box.blockSignals(False)
        self._on_chosen()

    def _on_chosen(self) -> None:
        at = self.box.currentIndex()
        if at >= 0:
            about = _about(self._known.presets[at])
        else:
            about = self.tr(
                "The preset {name}, which this library writes with, cannot be read. Choose another"
                " one."
            ).format(name=self._known.chosen)
        self.note.setText("\n".join((about, *self._known.faults)))
        self.box.setAccessibleDescription(about)
        self.chosen.emit()
