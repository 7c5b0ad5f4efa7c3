"""Every page and dialog fits a small screen, in English and German: nothing is cut off.

A screen of 1920x1080 at 200 % has 960x540 to give; of these the desktop's panel and the title bar
take some. The sizes are those that a layout works with, so no test needs the scale itself.
"""

import re
import threading
import time

import pytest
from event_loop import live, until
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabBar,
    QToolButton,
    QWidget,
)

from tagstudio.core.messages import plain
from tagstudio.core.progress import Progress
from tagstudio.library.db import job_records
from tagstudio.library.db.job_records import JobFailure
from tagstudio.ui.widgets.elided_label import TwoLineLabel
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton

SMALL, SCALED = QSize(800, 600), QSize(960, 508)
NARROW, LOW = 800, 508
ARROW = 24  # px of a combo box that its text does not get
ASCENT = 2  # px above the letters of a line that nothing is drawn in


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("size", [SMALL, SCALED], ids=["800x600", "200 % of 1920x1080"])
def test_nothing_is_cut_off(open_pages, language, size):
    faults = []
    for page, shown in open_pages(language, width=size.width(), height=size.height()).all():
        least = shown.minimumSizeHint().expandedTo(shown.minimumSize())
        if least.width() > NARROW or least.height() > LOW:
            faults.append(f"{page}: cannot be smaller than {least.width()}x{least.height()}")
        if shown.width() > size.width() or shown.height() > size.height():
            faults.append(f"{page}: opens at {shown.width()}x{shown.height()}")
        found = faults_in(shown)
        if found:  # what came last may not have its place yet
            live(1)
            found = faults_in(shown)
        faults += [f"{page}: {fault}" for fault in found]
    assert not faults, "\n".join(dict.fromkeys(faults))


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_window_stays_small_whatever_stands_around_a_page(open_pages, language):
    pages = open_pages(language, width=SMALL.width(), height=SMALL.height())
    window, workspace, go_on = pages.window, pages.workspace, threading.Event()
    keep_failed_job(workspace.library)
    window._first_steps.open_again()
    faults = []

    def endless():
        while not go_on.wait(0.02):
            yield Progress(1, 600, "a song")

    def look(page: str) -> None:
        live(0.2)
        least = window._stack.currentWidget().widget().minimumSizeHint().width()
        if least > SMALL.width() - window._buttons["library"].parentWidget().width():
            faults.append(f"{page}: needs {least} of width: {widest_in(window)}")
        small = window.minimumSizeHint()
        if small.width() > SMALL.width() or small.height() > SMALL.height():
            faults.append(f"{page}: the window is at least {small.toTuple()}")
        if window.size() != SMALL:
            faults.append(f"{page}: the window grew to {window.size().toTuple()}")

    for page, _ in pages.model():
        look(page)
    for bar in window.findChildren(NoticeBar)[:3]:
        bar.show_notice("All of it. " * 30, [NoticeButton("Open the folder", bar.hide)] * 3)
    titles = ("Measuring tempo, key and loudness", "Schlagwörter vorschlagen")
    for title, kind in zip(titles, ("measure", "suggest"), strict=True):
        workspace.run(title, kind, endless)
    screen = window.show_screen("jobs")
    until(screen.outcome.view.isVisible, "the files that failed")
    look("jobs")
    for shown in (pages.library, pages.review, pages.doubts, pages.disputes, pages.settings):
        for page, _ in shown():
            look(page)
    go_on.set()
    for job in list(workspace.jobs.jobs):
        job.cancel()
    until(lambda: not workspace.jobs.jobs, "the end of the jobs")
    assert not faults, "\n".join(dict.fromkeys(faults))


def keep_failed_job(library) -> None:
    """Record a scan of a folder with a long name that left a file unread."""
    spec = {"folders": ["/music/all that was recorded at the Elbphilharmonie"], "paths": []}
    with library.write() as connection:
        id = job_records.start(connection, "scan", spec, time.time())
        job_records.report(connection, id, 31, 31)
        failed = JobFailure("/music/broken.mp3", "unreadable", plain("Holds no sound. Replace it."))
        job_records.add_failures(connection, id, [failed])
        job_records.finish(connection, id, "done", time.time())


def widest_in(window) -> str:
    """Describe the innermost parts of the page that ask for the most width."""
    page = window._stack.currentWidget().widget()
    asked = {part: part.minimumSizeHint().expandedTo(part.minimumSize()) for part in parts(page)}
    widest = sorted(asked, key=lambda part: -asked[part].width())[:12]
    return ", ".join(f"{described(one)}: {asked[one].width()}" for one in widest)


def faults_in(shown: QWidget) -> list[str]:
    """Return in words what cannot be seen of a page or dialog."""
    return [fault for part in parts(shown) for fault in faults_of(part)]


def parts(shown: QWidget) -> list[QWidget]:
    return [part for part in shown.findChildren(QWidget) if part.isVisibleTo(shown)]


def faults_of(part: QWidget) -> list[str]:
    """Return in words what of a part cannot be seen."""
    found = []
    if not is_inside(part):
        found.append(f"{described(part)} reaches out of {described(part.parentWidget())}")
    if is_clipped(part) and (isinstance(part, QAbstractButton) or not part.toolTip()):
        found.append(f"{described(part)} is clipped: has {part.size().toTuple()}")
    if isinstance(part, QAbstractButton) and (under := covered_by(part)):
        found.append(f"{described(part)} lies on {described(under)}")
    if isinstance(part, QAbstractScrollArea) and part.horizontalScrollBar().maximum() > 0:
        hidden = part.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if part.horizontalScrollBar().isVisible() or not hidden:
            found.append(f"{described(part)} scrolls sideways")
    return found


def is_inside(part: QWidget) -> bool:
    parent = part.parentWidget()
    if parent is None or part.isWindow() or part.size().isEmpty() or in_viewport(part):
        return True
    return parent.rect().contains(part.geometry())


def covered_by(part: QAbstractButton) -> QAbstractButton | None:
    """Return a button beside it that has some of its room."""
    around = part.parentWidget() or part
    for other in around.findChildren(QAbstractButton, options=Qt.FindDirectChildrenOnly):
        is_seen = other is not part and other.isVisibleTo(around)
        if is_seen and not (other.geometry() & part.geometry()).isEmpty():
            return other
    return None


def in_viewport(part: QWidget) -> bool:
    """Tell whether a part may be larger than where it is seen, since that scrolls."""
    above = part.parentWidget().parentWidget()
    scrolls = isinstance(above, QScrollArea) and above.widget() is part
    return scrolls or isinstance(above, QHeaderView) or isinstance(part, QHeaderView)


def is_clipped(part: QWidget) -> bool:
    if isinstance(part, QLabel):
        return label_is_clipped(part)
    if isinstance(part, QPushButton | QCheckBox | QToolButton) and part.text():
        is_icon = isinstance(part.parentWidget(), QLineEdit)  # which shows that alone
        return not is_icon and part.width() < part.sizeHint().width()
    if isinstance(part, QComboBox):
        wide = part.fontMetrics().horizontalAdvance(part.currentText())
        return part.width() < wide + ARROW
    if isinstance(part, QTabBar):
        return part.width() < part.sizeHint().width()
    if isinstance(part, QHeaderView) and part.orientation() == Qt.Orientation.Horizontal:
        return any(section_is_clipped(part, one) for one in range(part.count()))
    return False


def section_is_clipped(header: QHeaderView, section: int) -> bool:
    if header.isSectionHidden(section):
        return False
    told = header.model().headerData(section, header.orientation(), Qt.ItemDataRole.ToolTipRole)
    return header.sectionSize(section) < header.sectionSizeHint(section) and not told


def label_is_clipped(label: QLabel) -> bool:
    if not label.text():
        return False
    if isinstance(label, TwoLineLabel):  # with a tip where two lines are not enough
        lines = 1 + label._fitting().count("\n")
        return label.height() < lines * label.fontMetrics().height() - ASCENT
    if label.wordWrap():
        return label.height() < label.heightForWidth(label.width()) or widest_word(label)
    needed = label.sizeHint()
    return label.width() < needed.width() or label.height() < needed.height() - ASCENT


def widest_word(label: QLabel) -> bool:
    if label.textFormat() == Qt.TextFormat.RichText:
        return False
    words = re.split(r"[\s\u200b]+", label.text())
    return any(label.fontMetrics().horizontalAdvance(word) > label.width() for word in words)


def described(part: QWidget) -> str:
    text = part.text() if hasattr(part, "text") else part.accessibleName() or part.objectName()
    place = QRect(part.mapTo(part.window(), QPoint(0, 0)), part.size()).getRect()
    return f"{type(part).__name__} “{str(text)[:40]}” {place}"
