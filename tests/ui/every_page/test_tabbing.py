"""Tab goes through every page and dialog once around, Shift+Tab the other way; nothing traps."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

MOST_STOPS = 80


def test_tab_reaches_every_control_once_and_comes_back(open_pages):
    faults = []
    for page, shown in open_pages().all():
        first_focus(shown)
        there = walk(Qt.Key.Key_Tab)
        back = walk(Qt.Key.Key_Backtab)
        if len(set(there)) != len(there) or len(there) >= MOST_STOPS:
            faults.append((page, "goes round in part of the page only", names(there)))
        if missed := set(stops(shown)) - set(there):
            faults.append((page, "never reaches", names(missed)))
        if back[1:] != there[1:][::-1]:
            faults.append((page, "goes back another way", names(there), names(back)))
    assert not faults, "\n".join(map(str, faults))


def test_library_is_gone_through_in_twelve_steps(open_pages):
    for page, shown in open_pages().library():
        if page == "library-selected":
            screen = shown.show_screen("library")
            wanted = {screen.view, screen.search.edit, screen.sidebar, screen.selection.edit}
            steps = walk(Qt.Key.Key_Tab)[:12] + walk(Qt.Key.Key_Backtab)[:12]
            assert wanted <= set(steps), names(wanted - set(steps))


def test_the_arrows_go_along_the_rail_and_stay_on_it(open_pages):
    window = open_pages().window
    rail = window._buttons["library"]
    rail.setFocus(Qt.FocusReason.TabFocusReason)
    for name in ("review", "model", "jobs", "settings"):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
        assert QApplication.focusWidget() is window._buttons[name]
        assert window._buttons[name].isChecked()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert window._stack.currentWidget().isAncestorOf(QApplication.focusWidget())


def test_a_page_begins_with_a_part_that_space_does_not_press(open_pages):
    for page, shown in open_pages().all():
        if page in ("library", "review", "model-1", "settings-folders"):
            focused = QApplication.focusWidget()
            assert focused in stops(shown), page
            assert not isinstance(focused, QAbstractButton), page


def first_focus(shown: QWidget) -> None:
    """Begin where the page begins, or where its dialog does."""
    shown.activateWindow()
    if QApplication.focusWidget() not in stops(shown):
        stops(shown)[0].setFocus()


def walk(key: Qt.Key) -> list[QWidget]:
    """Return the parts that a key goes through until one comes again."""
    seen: list[QWidget] = []
    while len(seen) < MOST_STOPS:
        focused = QApplication.focusWidget()
        if focused is None or (seen and focused is seen[0]):
            break
        seen.append(focused)
        QTest.keyClick(focused, key)
    return seen


def stops(shown: QWidget) -> list[QWidget]:
    """Return the parts that the keyboard must reach."""
    return [
        part
        for part in shown.findChildren(QWidget)
        if part.window() is shown
        and part.isVisibleTo(shown)
        and part.isEnabled()
        and part.focusProxy() is None
        and part.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def names(parts) -> list[str]:
    return [f"{type(part).__name__} “{part.accessibleName()}{text(part)}”" for part in parts]


def text(part: QWidget) -> str:
    return part.text() if hasattr(part, "text") else ""
