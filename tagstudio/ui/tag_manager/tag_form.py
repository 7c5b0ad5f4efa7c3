"""What the user says of the tags that are chosen: names, group, colour, aliases, implications."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget
from sqlalchemy import Connection

from tagstudio.library.tags import tag_changes
from tagstudio.library.tags.tag_changes import COLOURS, TagChange
from tagstudio.library.views.vocabulary import VocabularyEntry
from tagstudio.plugin_api.vocabulary import TAG_GROUPS
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.tag_manager.name_chips import NameChips
from tagstudio.ui.text.tag_group_names import group_text
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP
from tagstudio.ui.widgets.combo import Combo

_COLOURS = {
    "red": QT_TRANSLATE_NOOP("tag_colours", "red"),
    "orange": QT_TRANSLATE_NOOP("tag_colours", "orange"),
    "yellow": QT_TRANSLATE_NOOP("tag_colours", "yellow"),
    "green": QT_TRANSLATE_NOOP("tag_colours", "green"),
    "teal": QT_TRANSLATE_NOOP("tag_colours", "teal"),
    "blue": QT_TRANSLATE_NOOP("tag_colours", "blue"),
    "purple": QT_TRANSLATE_NOOP("tag_colours", "purple"),
    "pink": QT_TRANSLATE_NOOP("tag_colours", "pink"),
    "brown": QT_TRANSLATE_NOOP("tag_colours", "brown"),
    "grey": QT_TRANSLATE_NOOP("tag_colours", "grey"),
}


class TagForm(QWidget):
    """The fields of one tag, or those that several can share.

    `edited` tells that one changed, `entered` that a field was ended by Enter.
    """

    edited = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags: list[VocabularyEntry] = []
        self._before: dict[QWidget, str] = {}
        self.name, self.export_name = QLineEdit(), QLineEdit()
        self.aliases, self.implies = NameChips(), NameChips()
        self.group, self.colour = Combo(), Combo()
        self.group.setEditable(True)
        for field, text in self._titles():
            field.setAccessibleName(text)
        typed = self.group.lineEdit()
        assert typed is not None  # the box is editable
        typed.setAccessibleName(self.group.accessibleName())
        typed.setPlaceholderText(self.tr("own"))
        self.export_name.setPlaceholderText(self.tr("as it is shown"))
        self.aliases.line.setPlaceholderText(self.tr("Add another name"))
        self.implies.line.setPlaceholderText(self.tr("Add a tag"))
        self._fill_colours()
        self._build()
        for edit in (self.name, self.export_name):
            edit.textEdited.connect(self.edited)
        for edit in (self.name, self.export_name, typed):
            edit.returnPressed.connect(self.entered)
        for chips in (self.aliases, self.implies):
            chips.edited.connect(self.edited)
        self.group.editTextChanged.connect(self.edited)
        self.colour.currentIndexChanged.connect(self.edited)
        self.show_tags([], (), ())

    def show_tags(
        self, tags: Sequence[VocabularyEntry], groups: Sequence[str], every: Sequence[str]
    ) -> None:
        """Show what is said of these tags; `groups` and `every` tag are those to choose from."""
        self.blockSignals(True)
        self._tags = list(tags)
        only = tags[0] if len(tags) == 1 else None
        for field, text in (
            (self.name, only.name if only else ""),
            (self.export_name, only.export_name if only else ""),
        ):
            field.setText(text)
            field.setCursorPosition(0)
            field.setEnabled(only is not None)
        former = [one for one in only.other_names if one not in only.aliases] if only else []
        for chips, names, fixed in (
            (self.aliases, only.aliases if only else (), former),
            (self.implies, only.implies if only else (), []),
        ):
            chips.show_names(names, fixed)
            chips.setEnabled(only is not None)
        self.implies.offer(name for name in every if only is None or name != only.name)
        self.group.clear()
        self.group.addItems([group_text(one) for one in groups])
        self.group.setEditText(group_text(_common({tag.group for tag in tags})))
        self._choose_colour(_common({tag.colour for tag in tags}))
        for combo in (self.group, self.colour):
            combo.setEnabled(bool(tags))
        self._before = {field: self._text(field) for field, _ in self._titles()}
        self.blockSignals(False)

    def keep_rows(self, keep: bool) -> None:
        """Keep room for a row of names below the fields that can have several."""
        for chips in (self.aliases, self.implies):
            chips.keep_row(keep)

    @property
    def names(self) -> list[str]:
        """The names of the tags that are shown, as they were."""
        return [tag.name for tag in self._tags]

    def forget_edits(self) -> None:
        """Take what the fields say for what the library does: it was saved, or is given up."""
        self._before = {field: self._text(field) for field in self._before}

    @property
    def is_edited(self) -> bool:
        """Whether a field says something else than the library."""
        changed = (self._text(field) != text for field, text in self._before.items())
        return bool(self._tags) and any(changed)

    def wanted(self) -> Callable[[Connection], TagChange]:
        """Return what makes one change of all that was edited, on a thread of its own."""
        said = {field: self._text(field) for field in self._before}
        changed = {field for field, text in self._before.items() if said[field] != text}
        names = [tag.name for tag in self._tags]
        group, colour = _group_called(said[self.group]), said[self.colour]
        texts = [said[one] for one in (self.name, self.export_name)]
        aliases, parents = self.aliases.names, self.implies.names
        is_changed = [one in changed for one in self._before]

        def change(connection: Connection) -> TagChange:
            made = [
                lambda: tag_changes.rename(connection, names[0], texts[0]),
                lambda: tag_changes.set_export_name(connection, names[0], texts[1]),
                lambda: tag_changes.set_group(connection, names, group),
                lambda: tag_changes.set_colour(connection, names, colour),
                lambda: tag_changes.set_aliases(connection, names[0], aliases),
                lambda: tag_changes.set_parents(connection, names[0], parents),
            ]
            steps = zip(made, is_changed, strict=True)
            return tag_changes.together([make() for make, needed in steps if needed])

        return change

    def _titles(self) -> tuple[tuple[QLineEdit | Combo | NameChips, str], ...]:
        """Return the fields in the order in which they are read, with their titles."""
        return (
            (self.name, self.tr("Name")),
            (self.export_name, self.tr("In files")),
            (self.group, self.tr("Group")),
            (self.colour, self.tr("Colour")),
            (self.aliases, self.tr("Also called")),
            (self.implies, self.tr("Implies")),
        )

    def _text(self, field: QWidget) -> str:
        if isinstance(field, NameChips):
            return "\n".join(field.names)
        if field is self.colour:
            return str(self.colour.currentData() or "")
        text = self.group.currentText() if isinstance(field, Combo) else field.text()  # type: ignore[attr-defined]
        return str(text).strip()

    def _fill_colours(self) -> None:
        self.colour.addItem(self.tr("none"), "")
        for name, value in COLOURS.items():
            text = QCoreApplication.translate("tag_colours", _COLOURS[name])
            self.colour.addItem(icon("dot", value), text, value)

    def _choose_colour(self, colour: str) -> None:
        if self.colour.findData(colour) < 0:  # one that was named in the shell
            self.colour.addItem(icon("dot", colour), colour, colour)
        self.colour.setCurrentIndex(self.colour.findData(colour))

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(GRID)
        for place, (field, title) in enumerate(self._titles()):
            label = QLabel(title)
            label.setBuddy(field)
            row, side = divmod(place, 2)
            if isinstance(field, NameChips):
                label.setAlignment(Qt.AlignmentFlag.AlignTop)
                label.setContentsMargins(0, GRID, 0, 0)  # at the height of the first row of names
            grid.addWidget(label, row, 2 * side)
            grid.addWidget(field, row, 2 * side + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)


def _common(values: set[str]) -> str:
    return values.pop() if len(values) == 1 else ""


def _group_called(text: str) -> str:
    """Return the group that the user sees under this name, in the user's language."""
    known = {group_text(group).casefold(): group for group in TAG_GROUPS.values()}
    return known.get(text.casefold(), text)
