"""Name the groups of tags that the program knows; others keep their names."""

from PySide6.QtCore import QCoreApplication

from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP

_MARKED_FOR_TRANSLATION = (
    QT_TRANSLATE_NOOP("tag_groups", "genre"),
    QT_TRANSLATE_NOOP("tag_groups", "mood"),
    QT_TRANSLATE_NOOP("tag_groups", "voice and instrument"),
    QT_TRANSLATE_NOOP("tag_groups", "era"),
    QT_TRANSLATE_NOOP("tag_groups", "other"),
    QT_TRANSLATE_NOOP("tag_groups", "my tags"),
)


def group_text(group: str) -> str:
    """Return a group's name in the user's language."""
    return QCoreApplication.translate("tag_groups", group)


def group_title(group: str) -> str:
    """Return a group's name as a heading: its first letter is a capital, the others stay."""
    text = group_text(group)
    return text[:1].upper() + text[1:]
