"""The tag manager: tags with their groups and answers, to rename, merge, delete and order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.database import Library
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tags import tag_changes
from tagstudio.library.tags.tag_changes import TagChange
from tagstudio.library.tags.tag_tree import tree_of, write_tree
from tagstudio.library.views.vocabulary import VocabularyView, vocabulary
from tagstudio.plugin_api.vocabulary import TAG_GROUPS
from tagstudio.ui.background.decision_writer import WrittenDecisions
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.tag_manager.tag_form import TagForm
from tagstudio.ui.tag_manager.tag_table import TagTable, TagView
from tagstudio.ui.tag_manager.tree_files import TreeButton
from tagstudio.ui.text.message_translation import error_text
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.dialog import Dialog
from tagstudio.ui.widgets.form import quiet

SIZE = QSize(820, 840)  # as many of a long list as there is room for
LOW = 600  # px of the dialog: all below that is the list's
Wanted = Callable[[Connection], TagChange]
Choices = Mapping[str, Callable[[], object]]  # what each button does
Merges = Mapping[tuple[str, str], TagChange]  # by the tag, and the one that it becomes


class TagManager(Dialog):
    """Lists the tags; each change is one step that undo takes back, and rewrites no answer."""

    handbook_page = "tags"

    def __init__(
        self, workspace: Workspace, parent: QWidget | None = None, choose: Sequence[str] = ()
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._view = VocabularyView((), False)
        self._steps = 0  # of this dialog, that undo takes back
        self.setWindowTitle(self.tr("Manage tags"))
        self.resize(SIZE)
        self.search = QLineEdit(placeholderText=self.tr("Find a tag"), clearButtonEnabled=True)
        self.search.setAccessibleName(self.tr("Find a tag"))
        self.implications = QCheckBox(self.tr("A yes suggests what it implies"))
        self.implications.setToolTip(
            self.tr(
                "Where you say yes to a tag, the tags that it implies are offered, found and"
                " exported as suggestions. They are no answers: nothing learns from them."
            )
        )
        self.table = TagTable(self)
        self.view = TagView(self.table)
        self.form = TagForm()
        self.tree = TreeButton()
        self.message = quiet("")
        self.save = self._button(self.tr("Save"), self._save)
        self.up = self._button(self.tr("Move up"), partial(self._move, -1))
        self.down = self._button(self.tr("Move down"), partial(self._move, 1))
        self.merge = self._button(self.tr("Merge…"), self._ask_to_merge)
        self.delete = self._button(self.tr("Delete…"), self._ask_to_delete)
        self.undo = self._button(self.tr("Undo"), self._undo)
        self._build()
        self.save.setProperty("main", True)
        self.save.setDefault(True)
        self.search.textChanged.connect(self._show_rows)
        self.implications.clicked.connect(self._switch)
        self.tree.taken.connect(self._take_tree)
        self.tree.wanted_in.connect(self._write_tree)
        self.view.user_chose.connect(self._on_selected)
        self.table.dropped.connect(self._ask_about_dropped)
        self.form.edited.connect(self._show_state)
        self.form.entered.connect(self.save.click)
        self._show_state()
        if not choose:
            self.search.setFocus()  # who opens it for no tag looks for one first
        self.read(choose)

    def read(self, choose: Sequence[str] = (), said: str = "") -> None:
        """Read the tags, and choose those of these names, else those that are chosen.

        `said` is the sentence to show then, "" for that on the chosen tags.
        """
        names = list(choose) or [one.name for one in self.view.chosen()]
        self._workspace.ask(vocabulary, partial(self._show, names, said), owner=self, topic="tags")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for other names, but in a low window, where the tags need it."""
        self.form.keep_rows(self.height() >= LOW)
        super().resizeEvent(event)

    def reject(self) -> None:
        """Close; ask first where something was changed and not saved."""
        if not self.form.is_edited:
            super().reject()
            return
        text = self.tr("“{tag}” was changed here, and that is not saved.")
        names = ", ".join(one.name for one in self.view.chosen())
        choices: Choices = {
            self.tr("Save"): self._save,
            self.tr("Close without saving"): self._close,
        }
        self._confirm(text.format(tag=names), choices)

    def _close(self) -> None:
        super().reject()  # PySide would call a bound `super().reject` by its name: the one above

    def choose(self, names: Sequence[str]) -> None:
        """Choose the tags of these names."""
        self.view.choose_rows([n for n, one in enumerate(self.table.rows) if one.name in names])

    def _show(self, names: Sequence[str], said: str, found: VocabularyView) -> None:
        self._view = found
        self.form.forget_edits()
        self.implications.setChecked(found.implications)
        self._show_rows()
        if not {*names} <= {one.name for one in self.table.rows}:
            self.search.clear()  # a new name that is not sought any more
        self.choose(names)
        self._on_chosen()
        if said:
            self._say(said)

    def _show_rows(self) -> None:
        chosen = [one.name for one in self.view.chosen()]
        sought = folded(self.search.text().strip())
        kept = set(self.form.names) if self.form.is_edited else set()
        self.table.show_rows(
            [
                one
                for one in self._view.entries
                if one.name in kept
                or any(sought in folded(name) for name in (one.name, one.group, *one.other_names))
            ]
        )
        self.choose(chosen)
        if not self.form.is_edited:
            self._on_chosen()

    def _on_selected(self) -> None:
        """Show what is chosen; where something was changed and not saved, ask about that first."""
        if not self.form.is_edited:
            self._on_chosen()
        else:
            QTimer.singleShot(0, self, self._ask_to_save)  # once it is chosen

    def _ask_to_save(self) -> None:
        """Stay at the tags that were changed, and ask whether to save before going on to others."""
        held, names = self.form.names, [one.name for one in self.view.chosen()]
        if {*held} == {*names}:
            return
        self.choose(held)
        text = self.tr("“{tag}” was changed here, and that is not saved.")
        choices: Choices = {
            self.tr("Save"): lambda: self._change(self.form.wanted(), names),
            self.tr("Do not save"): partial(self._go_on_to, names),
        }
        self._confirm(text.format(tag=", ".join(held)), choices)

    def _go_on_to(self, names: Sequence[str]) -> None:
        self.form.forget_edits()
        self.choose(names)
        self._on_chosen()

    def _on_chosen(self) -> None:
        known = [*TAG_GROUPS.values()]
        own = {one.group for one in self._view.entries if one.group} - {*known}
        groups = [*known, *sorted(own, key=str.casefold)]
        self.form.show_tags(self.view.chosen(), groups, [one.name for one in self._view.entries])
        self._say(self._explanation())
        self._show_state()

    def _show_state(self) -> None:
        is_edited, count = self.form.is_edited, len(self.view.chosen())
        self.save.setEnabled(is_edited)
        self.undo.setEnabled(self._steps > 0)
        self.merge.setEnabled(count == 2 and not is_edited)
        for button in (self.delete, self.up, self.down):
            button.setEnabled(count == 1 and not is_edited)

    def _explanation(self) -> str:
        chosen = self.view.chosen()
        if not chosen:
            return self.tr(
                "Choose a tag to change it, two to merge them; or drag one onto another."
            )
        if len(chosen) > 1:
            return self.tr("Group and colour can be set for all of them; two can be merged.")
        answers = chosen[0].yes + chosen[0].no
        if not answers:
            return self.tr("You have not answered this tag yet.")
        return self.tr("Your answers to it ({count}) stay when you rename it.").format(
            count=counted(answers)
        )

    def _save(self) -> None:
        name = self.form.name.text().strip()
        chosen = [name] if self.form.name.isEnabled() else [o.name for o in self.view.chosen()]
        self._change(self.form.wanted(), chosen)
        self.view.setFocus()  # not on to Close, which is next when nothing is left to save

    def _move(self, step: int) -> None:
        """Let the chosen tag change places with its neighbour in the group."""
        [chosen] = self.view.chosen()
        names = [one.name for one in self._view.entries if one.group == chosen.group]
        place = names.index(chosen.name)
        if 0 <= place + step < len(names):
            names.insert(place + step, names.pop(place))
            self._change(lambda connection: tag_changes.set_order(connection, names), [chosen.name])

    def _switch(self, on: bool) -> None:
        self._change(lambda connection: tag_changes.switch_implications(connection, on), ())

    def _take_tree(self, file: Path | None) -> None:
        said = self.tr("Your tree holds now.") if file else self.tr("The program’s tree holds now.")
        self._change(lambda connection: tag_changes.import_tree(connection, file), (), said)

    def _write_tree(self, file: Path) -> None:
        def write(connection: Connection) -> None:
            write_tree(tree_of(connection), file, replacing=True)

        self._workspace.ask(
            write,
            lambda _: self._say(self.tr("Written to {file}.").format(file=file)),
            owner=self,
            failed=self._refuse,
        )

    def _ask_to_delete(self) -> None:
        [chosen] = self.view.chosen()

        def wanted(connection: Connection) -> TagChange:
            return tag_changes.delete(connection, chosen.name)

        def ask(change: TagChange) -> None:
            text = self.tr(
                "Delete “{tag}”? It is in no list, search or export any more. Your answers to it"
                " are kept ({count}), and undo brings it back."
            ).format(tag=chosen.name, count=counted(change.answers))
            self._confirm(text, {self.tr("Delete"): partial(self._change, wanted, ())})

        self._workspace.ask(wanted, ask, owner=self, failed=self._refuse)

    def _ask_to_merge(self) -> None:
        first, second = (one.name for one in self.view.chosen())
        self._workspace.ask(
            lambda connection: _merges(connection, [(first, second), (second, first)]),
            lambda found: self._confirm(*self._merge_question(found, self.tr("Keep “{kept}”"))),
            owner=self,
            failed=self._refuse,
        )

    def _merge_question(self, found: Merges, button: str) -> tuple[str, Choices]:
        """Return what merging tags means, and a `button` for each that stays."""
        tag, into = next(iter(found))
        lines = [self.tr("Make one tag of “{tag}” and “{other}”?").format(tag=tag, other=into)]
        lines.append(
            "\n{between}\n".format(between=self.tr("or")).join(
                f"{button.format(kept=into)}: {self._merged_text(tag, change.answers)}"
                for (tag, into), change in found.items()
            )
        )
        differing = next(change.differing for change in found.values())
        if differing:
            one = self.tr("On 1 track you answered the two otherwise: the tag that stays counts.")
            many = self.tr(
                "On {count} tracks you answered the two otherwise: the tag that stays counts."
            )
            lines.append((one if differing == 1 else many).format(count=counted(differing)))
        lines.append(self.tr("Your answers are kept as you gave them, and undo takes it back."))
        choices = {
            button.format(kept=into.replace("&", "&&")): partial(
                self._change, partial(_merged, tag, into), [into]
            )
            for tag, into in found
        }
        return "\n\n".join(lines), choices

    def _merged_text(self, tag: str, answers: int) -> str:
        if not answers:
            text = self.tr("“{tag}” becomes another name for it.")
        elif answers == 1:
            text = self.tr("1 answer to “{tag}” counts for it, too.")
        else:
            text = self.tr("{count} answers to “{tag}” count for it, too.")
        return text.format(tag=tag, count=counted(answers))

    def _ask_about_dropped(self, names: Sequence[str], onto: str) -> None:
        """Ask what becomes of tags that were dragged onto another: below it, or merged into it."""

        def look(connection: Connection) -> tuple[bool, Merges]:
            pairs = [(names[0], onto)] if len(names) == 1 else []
            try:
                is_parent = bool(_below(names, onto, connection).edits)
            except TagStudioError as error:
                if not (found := _merges(connection, pairs)):
                    raise error from None
                return False, found
            return is_parent, _merges(connection, pairs)

        def ask(found: tuple[bool, Merges]) -> None:
            is_parent, merges = found
            lines: list[str] = []
            choices: dict[str, Callable[[], object]] = {}
            if is_parent:
                text = self.tr("Below “{parent}”: a yes to {tags} offers “{parent}”, too.")
                lines.append(text.format(parent=onto, tags=", ".join(f"“{one}”" for one in names)))
                choices[self.tr("Below “{parent}”").format(parent=onto.replace("&", "&&"))] = (
                    partial(self._change, partial(_below, names, onto), names)
                )
            if merges:
                about, merging = self._merge_question(merges, self.tr("Merge into “{kept}”"))
                lines.append(about)
                choices |= merging
            if choices:
                self._confirm("\n\n".join(lines), choices)
            else:
                self._say(self.tr("That is so already."))

        self._workspace.ask(look, ask, owner=self, failed=self._refuse)

    def _confirm(self, text: str, choices: Choices) -> None:
        box = QMessageBox(QMessageBox.Icon.Question, self.windowTitle(), text, parent=self)
        for title, act in choices.items():
            button = box.addButton(title, QMessageBox.ButtonRole.AcceptRole)
            button.clicked.connect(act)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.finished.connect(box.deleteLater)
        box.open()

    def _change(self, wanted: Wanted, choose: Sequence[str], said: str = "") -> None:
        problems: list[str] = []
        groups: list[int] = []

        def change(library: Library) -> str:
            try:
                with library.write(durable=True) as connection:
                    group = tag_changes.make(connection, wanted(connection))
            except TagStudioError as error:
                problems.append(error_text(error))
                return ""
            if group is None:
                return ""
            groups.append(group)
            return self.tr("The tags were changed.")

        def done() -> None:
            if problems:
                self._say(problems[0], is_wrong=True)
                return
            self._steps += len(groups)
            self._workspace.tell("suggestions")
            self.read(choose, said)

        self._workspace.decisions.act(change, done)

    def _undo(self) -> None:
        """Take back the last change of this dialog; what was done before it stays."""
        self._steps -= 1
        self._show_state()

        def done(outcome: WrittenDecisions) -> None:
            self.read(said=outcome.sentence)

        self._workspace.decisions.undo_action(done)

    def _refuse(self, error: TagStudioError) -> None:
        self._say(error_text(error), is_wrong=True)

    def _say(self, sentence: str, *, is_wrong: bool = False) -> None:
        self.message.setText(sentence)
        self.message.setProperty("role", "error" if is_wrong else "quiet")
        self.message.style().polish(self.message)

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, autoDefault=False)
        button.clicked.connect(lambda _: act())
        return button

    def _build(self) -> None:
        top, acts = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.implications)
        top.addWidget(self.tree)
        for button in (self.up, self.down, self.merge, self.delete):
            acts.addWidget(button)
        acts.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        line = QHBoxLayout()
        self.message.setWordWrap(True)
        line.addWidget(self.message, 1)
        for part in (self.undo, self.save, buttons):  # below the fields that they save
            line.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        layout.addLayout(acts)
        layout.addWidget(self.form)
        layout.addLayout(line)


def _merged(tag: str, into: str, connection: Connection) -> TagChange:
    return tag_changes.merge(connection, tag, into)


def _merges(connection: Connection, pairs: Sequence[tuple[str, str]]) -> Merges:
    """Return what merging would change, of the pairs that can be: a model's tag stays one."""
    found = {}
    for tag, into in pairs:
        with suppress(TagStudioError):  # only the other way round
            found[tag, into] = _merged(tag, into, connection)
    return found


def _below(names: Sequence[str], parent: str, connection: Connection) -> TagChange:
    """Return the change after which each of the tags implies the parent, too."""
    implied = {one.name: one.implies for one in vocabulary(connection).entries}
    return tag_changes.together(
        [
            tag_changes.set_parents(connection, name, [*implied[name], parent])
            for name in names
            if parent not in implied[name]
        ]
    )
