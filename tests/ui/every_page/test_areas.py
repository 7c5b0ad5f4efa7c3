"""F6 goes through the areas of every page once around, Shift+F6 back; no part is in none."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from tagstudio.ui.base.areas import area_of, areas

AREAS = {  # by page: what must be among its areas
    "library-selected": {
        "Pages of the window",
        "Library and tags",
        "Search",
        "Tracks",
        "Selected tracks",
        "Player",
    },
    "review": {"Pages of the window", "Track", "Sound", "Tags of the track", "Finish the track"},
    "model-1": {"Pages of the window", "Model", "Versions", "The selected version", "Player"},
    "jobs": {"Pages of the window", "Player"},  # no job has ended there yet
    "settings-thresholds": {"Pages of the window", "Pages of the settings", "Settings", "Player"},
}


def test_f6_reaches_every_area_of_every_page_and_shift_f6_goes_back(open_pages):
    faults, seen = [], {}
    for page, shown in open_pages(width=1100, height=700).all():
        if not isinstance(shown, QMainWindow):
            continue
        shown.activateWindow()
        there = areas(shown)
        seen[page] = {area.property("area") for area in there}
        if shown in there:
            faults.append((page, "in no area", there[shown]))
        first = QApplication.focusWidget()
        if area_of(first) not in there:
            first = next(iter(there.values()))[0]
        first.setFocus()
        forwards = walk(shown, Qt.KeyboardModifier.NoModifier, len(there))
        if set(forwards) != set(there) or forwards[-1] is not area_of(first):
            faults.append((page, "F6 goes", names(forwards), "through", names(there)))
        back = walk(shown, Qt.KeyboardModifier.ShiftModifier, len(there))
        if back != [*forwards[-2::-1], forwards[-1]]:
            faults.append((page, "Shift+F6 goes", names(back), "not as", names(forwards)))
    assert not faults, "\n".join(map(str, faults))
    assert not {page: missed for page, wanted in AREAS.items() if (missed := wanted - seen[page])}


def walk(shown: QWidget, modifier: Qt.KeyboardModifier, steps: int) -> list[QWidget]:
    """Return the areas that a key goes through in so many steps."""
    gone = []
    for _ in range(steps):
        QTest.keyClick(QApplication.focusWidget() or shown, Qt.Key.Key_F6, modifier)
        gone.append(area_of(QApplication.focusWidget()))
    QTest.keyClick(shown, Qt.Key.Key_F35)  # Qt keeps the modifiers of the last key
    return gone


def names(gone) -> list[str]:
    return [str(area.property("area")) for area in gone]
