"""The keys of all actions, from every field of every page."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit

from tagstudio.ui.base.tab_order import tab_stops

KEPT = {QKeySequence("Ctrl+A")}  # what stands in the field is selected
FIELDS = (QLineEdit, QAbstractSpinBox, QComboBox)


def test_every_field_leaves_the_keys_of_actions_to_the_window(open_pages):
    pages = open_pages()
    window, actions = pages.window, pages.workspace.actions
    faults, kinds, tried = [], set(), 0
    for page in (pages.library, pages.review, pages.model, pages.jobs, pages.settings):
        for name, _ in page():
            fields = [one for one in tab_stops(window) if isinstance(one, FIELDS)]
            holding = [one.objectName() for one in actions.all() if one.isEnabled()]
            started: list[str] = []
            actions.bind(window._page, {id: partial(started.append, id) for id in holding})
            for field in fields:
                kinds.add(next(kind for kind in FIELDS if isinstance(field, kind)))
                for id in holding:
                    for key in filter(is_with_ctrl, map(QKeySequence, actions.keys_of(id))):
                        tried += 1
                        started.clear()
                        field.setFocus()
                        QTest.keySequence(field, key)
                        if started != [id]:
                            faults.append(f"{name}: {field.accessibleName()} takes {key}: {id}")
    assert not faults, "\n".join(faults)
    assert kinds == set(FIELDS) and tried > 200


def is_with_ctrl(key: QKeySequence) -> bool:
    """Tell whether a key has Ctrl and one that would type a sign; the others move in a field."""
    with_ctrl = bool(key[0].keyboardModifiers() & Qt.KeyboardModifier.ControlModifier)
    return with_ctrl and key[0].key() < Qt.Key.Key_Escape and key not in KEPT
