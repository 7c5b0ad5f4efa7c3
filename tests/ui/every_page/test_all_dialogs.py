"""The checks of this folder go through every dialog that can be opened from the window."""

import re
from pathlib import Path

DIALOGS = Path(__file__).parents[3] / "tagstudio" / "ui"
OPENED_BY_ACTIONS = re.compile(r"^class (\w+)\((?:PreviewDialog|Dialog)\)", re.MULTILINE)


def test_every_class_of_dialogs_is_looked_at(open_pages):
    classes = {
        name
        for file in DIALOGS.rglob("*.py")
        for name in OPENED_BY_ACTIONS.findall(file.read_text(encoding="utf-8"))
    }
    seen = {kind.__name__ for _, dialog in open_pages().dialogs() for kind in type(dialog).mro()}
    assert len(classes) > 10
    assert not classes - seen, classes - seen
