"""A screen reader finds a name on every part of every page that can be used or looked at."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QGraphicsView,
    QLabel,
    QProgressBar,
    QWidget,
)


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_part_has_a_name(open_pages, language):
    nameless = set()
    for page, shown in open_pages(language).all():
        nameless |= {f"{page}: {described(part)}" for part in parts(shown) if not name_of(part)}
    assert not nameless, "\n".join(sorted(nameless))


def test_the_pages_of_the_settings_are_called_as_they_are(open_pages):
    """A picture of one bears its name."""
    called = [name for name, _ in open_pages().settings()]
    assert called == [
        "settings-folders",
        "settings-analysis",
        "settings-thresholds",
        "settings-vocabularies",
        "settings-keys",
        "settings-appearance",
        "settings-plugins",
        "settings-person",
        "settings-updates",
    ]


def parts(shown: QWidget) -> list[QWidget]:
    """Return what can take the focus, be pressed, or shows figures."""
    return [
        part
        for part in shown.findChildren(QWidget)
        if part.isVisibleTo(shown) and part.focusProxy() is None and has_a_use(part)
    ]


def has_a_use(part: QWidget) -> bool:
    if isinstance(part.parentWidget(), QAbstractItemView):  # a viewport, a header, a corner
        return False
    kinds = (QAbstractButton, QGraphicsView, QProgressBar)
    return part.focusPolicy() != Qt.FocusPolicy.NoFocus or isinstance(part, kinds)


def name_of(part: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(part)
    named = interface.text(QAccessible.Text.Name) if interface else part.accessibleName()
    buddies = [
        label.text() for label in part.window().findChildren(QLabel) if label.buddy() is part
    ]
    return named or "".join(buddies)


def described(part: QWidget) -> str:
    above = " < ".join(type(one).__name__ for one in (part.parentWidget(), part.window()) if one)
    return f"{type(part).__name__} {part.objectName()} in {above}"
