"""The field that adds a tag by its name."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from tagstudio.library.tags.aliases import TagNames
from tagstudio.ui.text.tag_name_mistake import mistake_in
from tagstudio.ui.widgets.click_through import ClickThrough
from tagstudio.ui.widgets.completion_list import dress_completions

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TagEntry(QLineEdit):
    """Completes over the tags there are; a name that is new is asked for twice.

    Enter adds, with Shift it says no; the arrows go through the completions, Tab and Escape leave.
    A name means a tag as everywhere else; of one that means none, or several, those of like names
    are offered, and Down takes them into the field, one after the other. Of a list with a single
    completion Enter takes that one, until Escape closes the list.
    """

    named = Signal(str, bool)  # the tag, whether it is new
    refused = Signal(str)  # a tag that the track has not
    asked = Signal(str)  # a question, "" once it is answered or given up
    left = Signal()
    focus_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = QStringListModel(self)
        self._known: dict[str, str] = {}
        self._made: dict[str, str] = {}  # here, by key; what was read before lacks them
        self._meant = TagNames(())
        self._like: list[str] = []  # names that may be meant, the next one first
        self._confirmed = ""
        self._asks = False
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        ClickThrough(completer)
        dress_completions(completer)
        self._completer = completer
        popup = completer.popup()
        assert popup is not None  # made when it is asked for
        self._list = popup
        self.setAccessibleName(self.tr("Add a tag"))
        explained = self.tr(
            "Enter says yes to the tag, Shift+Enter says no. A name that is new makes a tag of your"
            " own. Esc closes the list of tags, so that Enter takes the name as it stands."
        )
        self.setToolTip(explained)
        self.setAccessibleDescription(explained)
        self.setMaxLength(100)
        self.returnPressed.connect(self._take)
        self.textEdited.connect(self._withdraw)

    def complete_over(
        self, names: Sequence[str], besides: Collection[str] = (), meant: TagNames | None = None
    ) -> None:
        """Complete over these names; those `besides` are known, too, and not offered.

        `meant` says which tags other names mean.
        """
        self._meant = meant or TagNames(())
        self._known = {name.casefold(): name for name in (*names, *besides)}
        self._made = {key: name for key, name in self._made.items() if key not in self._known}
        self._known |= self._made
        offered = [*names, *self._made.values()]
        if offered != self._names.stringList():
            self._names.setStringList(offered)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that keys are for the field now."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that they no longer are."""
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def event(self, event: QEvent) -> bool:
        """Take Escape, Enter and the arrows before the window's shortcuts do."""
        mine = (Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down, *ENTER)
        if isinstance(event, QKeyEvent) and event.key() in mine:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self._give_up()
                return True
            shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            is_down = event.key() == Qt.Key.Key_Down and not self._list.isVisible()
            if event.type() == QEvent.Type.KeyPress and is_down and self._like:
                self._take_like()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() in ENTER and shifted:
                self._refuse()
                return True
        return super().event(event)

    def _give_up(self) -> None:
        """Close the list of completions; where none is open, forget what was typed and leave."""
        if self._list.isVisible():
            self._list.hide()
            return
        self.clear()
        self._withdraw()
        self.left.emit()

    def _take(self) -> None:
        text = self._named()
        if not text:
            return
        known = self._called(text)
        if known is None and self._confirmed != text:
            if self._is_several(text):
                return
            if mistake := mistake_in(text):
                self._ask(mistake)
                return
            self._confirmed = text
            new = self.tr("Enter again makes a new tag: “{tag}”").format(tag=text)
            self._ask(new, self._meant.closest(text))
            return
        self._leave()
        if known is None:  # and the library tells of it only later
            self._made[text.casefold()] = self._known[text.casefold()] = text
            self._names.setStringList([*self._names.stringList(), text])
        self.named.emit(known or text, known is None)

    def _refuse(self) -> None:
        """Say no to the tag, which must be known: a new one begins with a yes."""
        text = self._named()
        known = self._called(text)
        if known is not None:
            self._leave()
            self.refused.emit(known)
        elif text and not self._is_several(text):
            unknown = self.tr("There is no tag “{tag}” to say no to. Enter makes it, with a yes.")
            self._ask(unknown.format(tag=text), self._meant.closest(text))

    def _called(self, text: str) -> str | None:
        """Return the name of the one tag that a text means, None for none or several."""
        if known := self._known.get(text.casefold()):
            return known
        meant = self._meant.meant_by(text)
        return meant[0].name if len(meant) == 1 else None

    def _is_several(self, text: str) -> bool:
        """Ask which tag is meant where it can be several, and tell whether that was asked."""
        meant = [tag.name for tag in self._meant.meant_by(text)]
        if meant:
            several = self.tr("“{tag}” can mean several tags.").format(tag=text)
            self._ask(several, meant)
        return bool(meant)

    def _take_like(self) -> None:
        """Take the next name that may be meant into the field; the question stays."""
        name = self._like.pop(0)
        self._like.append(name)
        self._confirmed = ""
        self.setText(name)

    def _named(self) -> str:
        """Return the name as it stands, or that of the only tag in the list of completions."""
        text = " ".join(self.text().split())
        found = self._completer.completionModel()
        if text.casefold() in self._known or not self._list.isVisible() or found.rowCount() != 1:
            return text
        return str(found.index(0, 0).data())

    def _leave(self) -> None:
        """Forget what was typed: it was answered."""
        self._list.hide()
        self._withdraw()
        self.setText("")  # forgets what was typed: Undo is that of the answer now

    def _ask(self, sentence: str, like: Sequence[str] = ()) -> None:
        """Ask; `like` are names that may be meant."""
        self._asks = True
        self._like = list(like)
        if like:
            text = self.tr("Did you mean {tags}? The Down key takes it into the field.")
            sentence = f"{text.format(tags=', '.join(like))} {sentence}"
        self.asked.emit(sentence)

    def _withdraw(self, *_: object) -> None:
        """Ask no more whether the name is meant to be new."""
        self._confirmed = ""
        self._like = []
        if self._asks:
            self._asks = False
            self.asked.emit("")
