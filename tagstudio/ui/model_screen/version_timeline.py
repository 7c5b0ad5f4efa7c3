"""The versions as a list over time: the newest above, each with its origin and its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QDateTime,
    QLocale,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tagstudio.engine.evaluation.verdict_words import judged_state
from tagstudio.engine.evaluation.version_scores import EvaluationSummary
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.base.selection_mark import paint_mark
from tagstudio.ui.base.theme import GRID, Colours
from tagstudio.ui.model_screen.overview import Version
from tagstudio.ui.text.elide import elided
from tagstudio.ui.text.number_format import counted

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
ROW_HEIGHT = 9 * GRID
RAIL = 4 * GRID  # px, the column of the dots
DOT = 5  # px, radius


@dataclass(frozen=True)
class VersionEntry:
    """A version, and its figures on the answers, if they are known."""

    version: Version
    summary: EvaluationSummary | None = None

    @property
    def state(self) -> str:
        """One word: see `state_text`.

        The judge's word is that of its last verdict.
        """
        version = self.version
        if version.active:
            return "trial" if version.on_trial else "active"
        if version.installed is None:
            return "gone"
        if version.was_active:
            return "before"
        return self._as_judged() if version.parent else "installed"

    def _as_judged(self) -> str:
        judged = self.summary.judgement if self.summary else None
        if judged is None:
            return "older" if self._is_of_an_older_program else "new"
        return judged_state(judged.outcome, judged.reason.key)

    @property
    def _is_of_an_older_program(self) -> bool:
        """Tell whether it does not say whose answers it learned from: then it has no shadows."""
        installed = self.version.installed
        return installed is not None and installed.info.library is None


def state_text(state: str) -> str:
    """Return the state of a version in the user's words."""
    texts = {
        "active": QCoreApplication.translate("versions", "Active"),
        "trial": QCoreApplication.translate("versions", "On trial"),
        "probable": QCoreApplication.translate("versions", "Probably better"),
        "before": QCoreApplication.translate("versions", "Active before"),
        "proven": QCoreApplication.translate("versions", "Proven"),
        "candidate": QCoreApplication.translate("versions", "Not better so far"),
        "open": QCoreApplication.translate("versions", "Too little to tell"),
        "older": QCoreApplication.translate("versions", "Made by an older way"),
        "new": QCoreApplication.translate("versions", "Not judged yet"),
        "gone": QCoreApplication.translate("versions", "File is gone"),
        "installed": QCoreApplication.translate("versions", "Installed"),
    }
    return texts[state]


def state_tip(state: str) -> str:
    """Return what the state of a version means, in a sentence."""
    texts = {
        "active": QCoreApplication.translate("versions", "Its suggestions are those you see."),
        "trial": QCoreApplication.translate(
            "versions",
            "In use, as it is probably better. If later answers speak against it, the version"
            " before comes back by itself.",
        ),
        "probable": QCoreApplication.translate(
            "versions", "Three to one or better, by your answers. It may be used on trial."
        ),
        "before": QCoreApplication.translate("versions", "It was in use, and can be again."),
        "proven": QCoreApplication.translate(
            "versions", "Better by your answers, and not by chance. Example: 95 right, before 90."
        ),
        "candidate": QCoreApplication.translate(
            "versions", "Your answers so far do not speak for it. More answers may."
        ),
        "open": QCoreApplication.translate(
            "versions", "Too few answers to compare it with the version in use."
        ),
        "older": QCoreApplication.translate(
            "versions", "It can be used, but not compared. Train anew to compare."
        ),
        "new": QCoreApplication.translate("versions", "It was not compared with others yet."),
        "gone": QCoreApplication.translate("versions", "The library knows it; its file is away."),
        "installed": QCoreApplication.translate("versions", "It can be put to use."),
    }
    return texts[state]


def facts_text(version: Version) -> str:
    """Return the date of a version, its parent, and the number of its answers, in words.

    Of a version that another library taught they are that library and the parent.
    """
    known = version.known
    if version.elsewhere:
        text = QCoreApplication.translate(
            "versions", "From the answers of another library, {path}; from {parent}"
        )
        return text.format(path=version.elsewhere, parent=version.parent)
    if known is None:
        return QCoreApplication.translate("versions", "Not used yet")
    at = QDateTime.fromSecsSinceEpoch(known.added).date()
    date = QLocale().toString(at, QLocale.FormatType.ShortFormat)
    if version.parent and known.answers:
        text = QCoreApplication.translate("versions", "{date}, {answers} answers, from {parent}")
        return text.format(date=date, answers=counted(known.answers), parent=version.parent)
    if version.parent:
        text = QCoreApplication.translate("versions", "{date}, from {parent}")
        return text.format(date=date, parent=version.parent)
    return QCoreApplication.translate("versions", "As it was published")


class VersionListModel(QAbstractListModel):
    """The entries; ROW_ROLE gives one whole."""

    def __init__(self, parent: QListView) -> None:
        super().__init__(parent)
        self.entries: list[VersionEntry] = []

    def show_versions(
        self, versions: Sequence[Version], found: Mapping[int, EvaluationSummary]
    ) -> None:
        """Show versions with their summaries by the library's id."""
        self.beginResetModel()
        self.entries = [
            VersionEntry(one, found.get(one.known.id) if one.known else None) for one in versions
        ]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of versions."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the name, and for screen readers all that is painted."""
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == ROW_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.version.name
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            parts = [entry.version.name, state_text(entry.state), facts_text(entry.version)]
            if role == Qt.ItemDataRole.ToolTipRole:
                parts.append(state_tip(entry.state))
            return ". ".join(part.rstrip(".") for part in parts)
        return None


class VersionListView(QListView):
    """The list; one version is always selected while there is any."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Versions"))
        self.entries_model = VersionListModel(self)
        self.setModel(self.entries_model)
        self.setItemDelegate(_Painter(workspace, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        workspace.theme.changed.connect(self.viewport().update)

    def chosen(self) -> VersionEntry | None:
        """Return the selected entry."""
        entry: VersionEntry | None = self.currentIndex().data(ROW_ROLE)
        return entry

    def choose(self, name: str) -> None:
        """Select the version called `name`, else the active one, else the first."""
        names = [entry.version.name for entry in self.entries_model.entries]
        active = (n for n, entry in enumerate(self.entries_model.entries) if entry.version.active)
        row = names.index(name) if name in names else next(active, 0)
        self.setCurrentIndex(self.entries_model.index(row))


class _Painter(QStyledItemDelegate):
    """Paints a dot on the rail, the name and the state, and the facts below."""

    def __init__(self, workspace: Workspace, parent: QListView) -> None:
        super().__init__(parent)
        self._workspace = workspace

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a version."""
        return QSize(30 * GRID, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one version."""
        entry: VersionEntry = index.data(ROW_ROLE)
        colours, area = self._workspace.theme.colours, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(colours.accent_quiet))
            paint_mark(painter, area, QColor(colours.accent))
        self._paint_rail(painter, area, index, entry, colours)
        text = area.adjusted(RAIL, GRID + GRID // 2, -2 * GRID, -GRID - GRID // 2)
        self._paint_texts(painter, text, entry, colours, option.font)
        painter.restore()

    def _paint_rail(
        self, painter: QPainter, area: QRect, index: Index, entry: VersionEntry, colours: Colours
    ) -> None:
        middle = QPoint(area.left() + RAIL // 2 + 2, area.center().y())
        top = area.top() if index.row() else middle.y()
        last = index.row() == len(index.model().entries) - 1  # type: ignore[attr-defined]
        bottom = middle.y() if last else area.bottom() + 1
        painter.setPen(QPen(QColor(colours.border), 2))
        painter.drawLine(middle.x(), top, middle.x(), bottom)
        colour = QColor(_colour(entry.state, colours))
        painter.setPen(QPen(colour, 2))
        painter.setBrush(colour if entry.version.active else QColor(colours.base))
        painter.drawEllipse(middle, DOT, DOT)

    def _paint_texts(
        self, painter: QPainter, area: QRect, entry: VersionEntry, colours: Colours, font: QFont
    ) -> None:
        half = area.height() // 2
        above = QRect(area.left(), area.top(), area.width(), half)
        below = QRect(area.left(), area.top() + half, area.width(), half)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        state = state_text(entry.state)
        painter.setFont(font)
        painter.setPen(QColor(colours.quiet))
        facts = facts_text(entry.version)
        painter.drawText(below, left, _elided(painter, facts, below.width()))
        bold = QFont(font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(colours.text))
        painter.drawText(above, left, _elided(painter, entry.version.name, above.width()))
        taken = painter.fontMetrics().horizontalAdvance(entry.version.name) + GRID
        painter.setFont(font)
        painter.setPen(QColor(_colour(entry.state, colours)))
        painter.drawText(above, right, _elided(painter, state, max(0, above.width() - taken)))


def _elided(painter: QPainter, text: str, width: int) -> str:
    return elided(painter.fontMetrics(), text, width)


def _colour(state: str, colours: Colours) -> str:
    special = {
        "active": colours.accent,
        "trial": colours.accent,
        "probable": colours.yes,
        "proven": colours.yes,
        "candidate": colours.warning,
        "gone": colours.no,
    }
    return special.get(state, colours.quiet)
