"""Every text of every page can be read, and every control seen, in both themes: by the pixels."""

from collections import Counter
from itertools import cycle

import numpy as np
import pytest
import shiboken6
from event_loop import live
from pixels import SCALE, background, contrasts, picture, pixels, texts
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QSlider,
    QTabBar,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from tagstudio.engine.training.learning_curve import LearningCurve, Point
from tagstudio.plugin_api import Epoch
from tagstudio.ui.base.focus_ring import BY_MOUSE
from tagstudio.ui.base.tab_order import tab_stops
from tagstudio.ui.model_screen.plots import CurvePlot, EpochPlots

TEXT = 4.5  # WCAG 2.2, 1.4.3
CONTROL = 3.0  # WCAG 2.2, 1.4.11
EDGE = 4  # px, in which the edge of a control is looked for
INDICATOR = 20  # px, of a check box
AROUND = 6  # px around a part, in which its ring is
MARK = 5  # px at the left of a row, in which its mark of selection is
DRAWN = (QSlider, QToolButton, QTabBar, QScrollBar)  # which have no edge of their own
ROUND = 0.5  # of the way around it, that a ring must be seen


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_control_and_selected_row_has_its_contrast(open_pages, theme):
    """A selected row is told by more than its background: by the mark at its left."""
    faults, seen, views, kinds = set(), 0, set(), set()
    for page, shown in open_pages("en", theme, width=1100, height=700).all():
        image = picture(shown)
        for one in texts(shown, image):
            seen += 1
            if one.contrast < TEXT:
                low = f"“{one.text}” {one.contrast:.2f}: {one.foreground} on {one.background}"
                faults.add(f"{page}: {low} at {one.place.getRect()}")
        for part in shown.findChildren(QWidget):
            if has_edge(part, shown) and (found := edge_contrast(image, part)) < CONTROL:
                faults.add(f"{page}: the edge of {described(part)} has {found:.2f}")
            if is_drawn(part, shown) and (found := best_contrast(image, part)) < CONTROL:
                faults.add(f"{page}: {described(part)} has {found:.2f}")
        kinds |= {type(part) for part in shown.findChildren(QWidget) if is_drawn(part, shown)}
        for view, row in selected_rows(shown):
            views.add(type(view).__name__)
            if (found := mark_contrast(image, view.viewport(), row)) < CONTROL:
                faults.add(f"{page}: a selected row of {described(view)} has {found:.2f}")
    assert not faults, "\n".join(sorted(faults))
    assert seen > 500
    assert not [one for one in DRAWN if not any(issubclass(kind, one) for kind in kinds)]
    assert {"TrackView", "Sidebar", "RowView", "SuggestionList", "QListWidget"} <= views


def test_a_page_that_is_shown_changes_its_theme_whole(open_pages):
    """Texts that keep the colour of the theme before are lost on the new background.

    The themes take turns: to go back after each page would change all of the window once more.
    """
    pages, faults = open_pages("en", "light", width=1100, height=700), set()
    themes = cycle(("dark", "light"))
    for page, shown in pages.all():
        pages.workspace.theme.choose(next(themes))
        live(0.05)
        for one in texts(shown):
            if one.contrast < TEXT:
                faults.add(f"{page}: “{one.text}” {one.contrast:.2f} at {one.place.getRect()}")
    assert not faults, "\n".join(sorted(faults))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_opens_over_the_window_can_be_read(open_pages, theme):
    """Menus, lists of choices, tool tips and message boxes: all of them are windows."""
    window = open_pages("en", theme, width=1100, height=700).window
    faults, seen = set(), Counter()

    def look(kind: str, shown: QWidget, seconds: float = 0.05) -> None:
        live(seconds)
        image = picture(shown)
        for one in texts(shown, image):
            seen[kind] += 1
            if one.contrast < TEXT:
                faults.add(f"{kind}: “{one.text}” {one.contrast:.2f} on {one.background}")
        for part in shown.findChildren(QWidget):
            if has_edge(part, shown) and (found := edge_contrast(image, part)) < CONTROL:
                faults.add(f"{kind}: the edge of {described(part)} has {found:.2f}")

    for menu in menus_of(window):
        menu.popup(window.mapToGlobal(QPoint(50, 50)))
        look("menu", menu)
        menu.close()
    for name in ("library", "review", "model", "settings"):
        for box in window.show_screen(name).findChildren(QComboBox):
            if box.isVisibleTo(window) and box.isEnabled():
                box.showPopup()
                look("choices", box.view().window())
                box.hidePopup()
    live(0.2)  # a tip goes with the next event of the mouse, of which closing lists makes some
    QToolTip.showText(window.mapToGlobal(QPoint(100, 100)), "How sure the model is")
    [tip] = [one for one in QApplication.topLevelWidgets() if one.inherits("QTipLabel")]
    look("tip", tip, 0)
    QToolTip.hideText()
    for box in boxes_of(window):
        box.open()
        look("box", box)
        box.close()
    assert not faults, "\n".join(sorted(faults))
    assert seen["menu"] > 100
    assert min(seen[kind] for kind in ("choices", "tip", "box")) > 0


def menus_of(window: QMainWindow) -> list[QMenu]:
    """Return the menus of the window, those within them, and some that parts of pages open."""
    library, review = window.show_screen("library"), window.show_screen("review")
    live(0.3)
    sidebar = library.sidebar
    found = [
        sidebar.menu_of(sidebar.entries.index_of("tag:jazz")),
        review.view.favourite_bar.menu_of("sad"),
    ]
    waiting = [window.menuBar()]
    while waiting:
        inside = [one.menu() for one in waiting.pop().actions() if one.menu() is not None]
        found += inside
        waiting += inside
    return found


def boxes_of(window: QMainWindow) -> list[QDialog]:
    """Return a question, one that asks for a name, and one of each kind of message."""
    question = QMessageBox(QMessageBox.Icon.Question, "TagStudio", "A question?", parent=window)
    question.addButton("Agree", QMessageBox.ButtonRole.AcceptRole)
    question.addButton(QMessageBox.StandardButton.Cancel)
    name = QInputDialog(window)
    name.setLabelText("Name")
    name.setTextValue("late night")
    warning = QMessageBox(QMessageBox.Icon.Warning, "TagStudio", "It failed.", parent=window)
    warning.setInformativeText("What helps.")
    warning.setDetailedText("Where it failed.")
    return [question, name, warning]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plots_with_curves_can_be_read(open_pages, theme):
    workspace = open_pages("en", theme).workspace
    plots = [EpochPlots(workspace), CurvePlot(workspace)]
    holder = QDialog()
    column = QVBoxLayout(holder)
    for plot in plots:
        column.addWidget(plot)
    plots[0].show_epochs([Epoch(n, 4, 1 / n, 1.1 / n, 0.5 + n / 10) for n in range(1, 5)])
    points = tuple(Point(100 * n, 0.6 + n / 50) for n in (1, 2, 4))
    plots[1].show_curve(LearningCurve(points, 0.01))
    holder.resize(700, 600)
    holder.show()
    live(0.05)
    read = texts(holder)
    assert len(read) > 10
    assert not [one for one in read if one.contrast < TEXT]
    shiboken6.delete(holder)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_is_seen_on_every_part(open_pages, theme):
    faults = []
    for page, shown in open_pages("en", theme, width=1100, height=700).all():
        stops = tab_stops(shown)
        faults += [
            f"{page}: {found:.2f} of a ring around {described(part)}"
            for part in filter(shiboken6.isValid, stops)
            if (found := ring_seen(shown, part, stops)) < ROUND
        ]
    assert not faults, "\n".join(dict.fromkeys(faults))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_checked_has_an_edge_too(shown, workspace, theme):
    workspace.theme.choose(theme)
    button = QPushButton("Details", checkable=True)
    holder = QWidget()
    QVBoxLayout(holder).addWidget(button)
    shown(holder)
    before = picture(holder)
    button.setChecked(True)
    live(0.05)
    place = QRect(button.pos(), button.size())
    changed = contrasts(pixels(before, place), pixels(picture(holder), place)) >= 1.5
    assert changed.sum() / SCALE**2 > button.width() + button.height()  # a frame of a px or more


def selected_rows(shown: QWidget) -> list[tuple[QAbstractItemView, QRect]]:
    """Return the lists with a selected row that can be seen, and where the first one is."""
    found = []
    for view in shown.findChildren(QAbstractItemView):
        chosen = view.selectionModel().selectedIndexes() if view.selectionModel() else []
        rects = [view.visualRect(one) for one in chosen if one.column() == 0]
        rects = [one for one in rects if seen_in(view).contains(one)]
        if rects and view.isVisibleTo(shown):
            found.append((view, rects[0]))
    return found


def seen_in(view: QAbstractItemView) -> QRect:
    return view.viewport().visibleRegion().boundingRect()


def mark_contrast(image: QImage, viewport: QWidget, row: QRect) -> float:
    """Return the highest contrast in the first MARK px of a row with its background."""
    corner = viewport.mapTo(viewport.window(), QPoint(0, row.top()))
    place = QRect(corner.x(), corner.y(), row.right(), row.height())
    behind = np.array(background(image, place).getRgb()[:3], np.uint8)
    first = pixels(image, QRect(place.topLeft(), QSize(MARK, place.height())))
    return float(contrasts(first, np.broadcast_to(behind, first.shape)).max())


def has_edge(part: QWidget, shown: QWidget) -> bool:
    kinds = (QPushButton, QLineEdit, QComboBox, QAbstractSpinBox, QCheckBox, QRadioButton)
    inside = isinstance(part.parentWidget(), QComboBox | QAbstractSpinBox)
    is_seen = part.isVisibleTo(shown) and part.isEnabled()
    return isinstance(part, kinds) and is_seen and not inside and in_sight(part)


def in_sight(part: QWidget) -> bool:
    """Tell whether a part is wholly seen, wherever it may be scrolled."""
    return part.visibleRegion().boundingRect() == part.rect()


def edge_contrast(image: QImage, part: QWidget) -> float:
    """Return the contrast of the left edge of a part with what is beside it."""
    corner = part.mapTo(part.window(), QPoint(0, 0))
    middle = corner.y() + part.height() // 2
    wide = INDICATOR if isinstance(part, QCheckBox | QRadioButton) else EDGE
    edge = pixels(image, QRect(corner.x(), middle, wide, 1))
    beside = pixels(image, QRect(corner.x() - AROUND, middle, 1, 1))[:, :1]
    if not beside.size:
        beside = pixels(image, QRect(corner.x(), corner.y(), 1, 1))[:1, :1]
    return float(contrasts(edge, np.broadcast_to(beside[:1], edge.shape)).max())


def is_drawn(part: QWidget, shown: QWidget) -> bool:
    """Tell whether a part is one of those that are seen by what is drawn on them."""
    is_there = part.isVisibleTo(shown) and part.isEnabled() and part.window() is shown
    return isinstance(part, DRAWN) and is_there and not part.size().isEmpty() and in_sight(part)


def best_contrast(image: QImage, part: QWidget) -> float:
    """Return the highest contrast of what is drawn on a part with its background."""
    place = QRect(part.mapTo(part.window(), QPoint(0, 0)), part.size())
    drawn = pixels(image, place)
    behind = np.array(background(image, place).getRgb()[:3], np.uint8)
    return float(contrasts(drawn, np.broadcast_to(behind, drawn.shape)).max())


def ring_seen(shown: QWidget, part: QWidget, stops: list[QWidget]) -> float:
    """Return how far around a part the focus changes pixels by CONTROL, 1 for all around."""
    if not (isinstance(part, QAbstractScrollArea) or in_sight(part)):
        return 1.0  # scrolled to when it gets the focus
    others = (one for one in stops if one is not part and shiboken6.isValid(one))
    other = next(others, None)
    if other is None:
        return 1.0
    with_the_focus(other)
    with_the_focus(part)
    if not part.isEnabled():  # what was read meanwhile leaves it nothing to do
        return 1.0
    place = QRect(part.mapTo(shown, QPoint(0, 0)), part.size())
    place = place.adjusted(-AROUND, -AROUND, AROUND, AROUND) & shown.rect()
    behind = grabbed(shown, place)
    with_the_focus(other)
    changed = contrasts(grabbed(shown, place), behind) >= CONTROL
    return float(changed.sum()) / (2 * (part.width() + part.height()))


def with_the_focus(part: QWidget) -> None:
    part.setFocus(Qt.FocusReason.TabFocusReason)
    if part.property(BY_MOUSE):  # in a dialog with a theme of its own, as one before the window
        QTest.keyClick(part, Qt.Key.Key_F24)
    QApplication.processEvents()


def grabbed(shown: QWidget, place: QRect) -> np.ndarray:
    """Return the colours of a place, of which alone a picture is made: there are many parts."""
    image = shown.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB32)
    return pixels(image, QRect(QPoint(0, 0), place.size()))


def described(part: QWidget) -> str:
    text = part.text() if hasattr(part, "text") and not isinstance(part, QLabel) else ""
    return f"{type(part).__name__} “{text or part.accessibleName()}”"
