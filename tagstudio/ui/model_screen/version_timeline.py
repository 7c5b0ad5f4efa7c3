"""The versions as a list over time: the newest above, each with its origin and its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tagstudio.engine.evaluation.verdict_words import judged_state, speaks_for_use
from tagstudio.engine.evaluation.version_scores import EvaluationSummary
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.base.selection_mark import paint_mark
from tagstudio.ui.base.theme import GRID, Colours
from tagstudio.ui.model_screen.overview import Version
from tagstudio.ui.text.dates import day_text
from tagstudio.ui.text.elide import elided
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.form import breakable

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
LINE = 3 * GRID  # px, of the name; the lines below it stand closer together
AROUND_TEXT = GRID + GRID // 2  # px, above and below
RAIL = 4 * GRID  # px, the column of the dots
DOT = 5  # px, radius
JUDGED = {"proven", "probable", "open"}  # states that are the judge's word


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

    @property
    def is_next_to_use(self) -> bool:
        """Whether its verdict makes its use the next step: no other state says more."""
        judged = self.summary.judgement if self.summary else None
        if judged is None or self.state not in JUDGED:
            return False
        return speaks_for_use(judged.outcome, judged.reason.key)

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
    """Return where a version comes from, and that it was active, where its state does not say."""
    facts = _origin_text(version)
    if not version.was_used or version.active or version.was_active:
        return facts
    return QCoreApplication.translate("versions", "{facts}; was active").format(facts=facts)


def _origin_text(version: Version) -> str:
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
    date = day_text(known.added)
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
        self.setResizeMode(QListView.ResizeMode.Adjust)  # texts wrap, so heights go by the width
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
    """Paints a dot on the rail, the name and the state, and the facts below.

    In a narrow list the state stands below the name, and the facts wrap: what is cut off there
    tells one version from another.
    """

    def __init__(self, workspace: Workspace, parent: QListView) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._view = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of a version."""
        entry: VersionEntry = index.data(ROW_ROLE)
        width = self._view.viewport().width() - RAIL - 2 * GRID
        height = LINE + self._facts_area(entry, option.font, width).height() + GRID
        if not self._is_one_line(entry, option.font, width):
            height += QFontMetrics(option.font).lineSpacing() + GRID // 2
        return QSize(RAIL, height + 2 * AROUND_TEXT)

    def _is_one_line(self, entry: VersionEntry, font: QFont, width: int) -> bool:
        """Tell whether the state has room beside the name."""
        name = QFontMetrics(_bold(font)).horizontalAdvance(entry.version.name)
        state = QFontMetrics(font).horizontalAdvance(state_text(entry.state))
        return name + GRID + state <= width

    def _facts_area(self, entry: VersionEntry, font: QFont, width: int) -> QRect:
        facts, room = breakable(facts_text(entry.version)), QRect(0, 0, width, 1 << 14)
        return QFontMetrics(font).boundingRect(room, Qt.TextFlag.TextWordWrap, facts)

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
        text = area.adjusted(RAIL, AROUND_TEXT, -2 * GRID, -AROUND_TEXT)
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
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        name = QRect(area.left(), area.top(), area.width(), LINE)
        painter.setFont(_bold(font))
        painter.setPen(QColor(colours.text))
        painter.drawText(name, left, _elided(painter, entry.version.name, name.width()))
        painter.setFont(font)
        painter.setPen(QColor(_colour(entry.state, colours)))
        state, below = state_text(entry.state), name.bottom() + GRID // 2
        if self._is_one_line(entry, font, area.width()):
            painter.drawText(name, right, state)
        else:
            line = QRect(area.left(), below, area.width(), painter.fontMetrics().lineSpacing())
            painter.drawText(line, left, _elided(painter, state, line.width()))
            below = line.bottom() + GRID // 2
        painter.setPen(QColor(colours.quiet))
        facts = QRect(area.left(), below, area.width(), area.bottom() - below + 1)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(facts, int(flags), breakable(facts_text(entry.version)))


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold


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
