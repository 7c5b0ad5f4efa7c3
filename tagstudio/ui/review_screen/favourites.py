"""Favourite tags: up to ten, each with a key of its own, that are said of any track at once."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from itertools import accumulate

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from tagstudio.ui.base.actions import Actions
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.text.elide import elided
from tagstudio.ui.widgets.menu_in_window import MenuInWindow

SLOTS = "1234567890"
KEPT_AS = "favourites"  # their name among what is remembered
LONGEST_NAME = 20 * GRID  # px; a longer one is cut with dots, so that its key is seen


class Favourites:
    """The favourite tags by slot, remembered."""

    def __init__(self, remembered: WindowState) -> None:
        self._remembered = remembered

    def by_slot(self) -> dict[str, str]:
        """Return the tags by slot, in the order of the slots."""
        kept = self._remembered.document(KEPT_AS, {})
        return {slot: kept[slot] for slot in SLOTS if isinstance(kept.get(slot), str)}

    def put(self, slot: str, tag: str) -> None:
        """Give a tag a slot; it leaves the one that it had."""
        kept = {held: other for held, other in self.by_slot().items() if other != tag}
        self._remembered.keep_document(KEPT_AS, kept | {slot: tag})

    def remove(self, tag: str) -> None:
        """Let a tag be no favourite."""
        kept = {held: other for held, other in self.by_slot().items() if other != tag}
        self._remembered.keep_document(KEPT_AS, kept)


class FavouriteBar(QWidget):
    """A button for each favourite tag, with its key; hidden while there is none.

    Those that do not fit are in a menu at its end.
    """

    chosen = Signal(str)  # the tag
    changed = Signal()

    def __init__(
        self, favourites: Favourites, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._favourites = favourites
        self._actions = actions
        self._said_yes: Collection[str] = ()
        self._left_out: frozenset[str] = frozenset()
        self._buttons: list[QToolButton] = []
        self._more = self._more_button()
        actions.rebound.connect(self._fill)
        # It never asks for more width than there is.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fill()

    def show_answers(self, said_yes: Collection[str]) -> None:
        """Mark the favourites that the track in view has."""
        self._said_yes = said_yes
        for button in self._buttons:
            button.setChecked(button.property("tag") in said_yes)

    def sizeHint(self) -> QSize:
        """Return the height of a button: how wide it is, is for what is around."""
        return QSize(0, self._more.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many buttons as fit."""
        super().resizeEvent(event)
        self._share_room()

    def leave_out(self, tags: frozenset[str]) -> None:
        """Leave out tags whose vocabulary is switched off; they keep their keys."""
        if tags != self._left_out:
            self._left_out = tags
            self._fill()
            self.changed.emit()

    def is_left_out(self, tag: str) -> bool:
        """Tell whether a tag is left out."""
        return tag in self._left_out

    def menu_of(self, tag: str) -> QMenu:
        """Return the menu that gives a tag a key of its own, or takes it."""
        menu = QMenu(self)
        held = self._favourites.by_slot()
        for slot in SLOTS:
            other = held.get(slot, "")
            text = self.tr("{key} for “{tag}”").format(key=self._key(slot), tag=tag)
            if other and other != tag:
                text = self.tr("{key} for “{tag}”, in place of “{other}”").format(
                    key=self._key(slot), tag=tag, other=other
                )
            action = menu.addAction(text.replace("&", "&&"))
            action.triggered.connect(partial(self._put, slot, tag))
            action.setCheckable(True)
            action.setChecked(other == tag)
        if tag in held.values():
            menu.addSeparator()
            text = self.tr("No key for “{tag}”").format(tag=tag).replace("&", "&&")
            menu.addAction(text, lambda: self._remove(tag))
        return menu

    def _key(self, slot: str) -> str:
        keys = self._actions.keys_of(f"favourite_{slot}")
        native = QKeySequence.SequenceFormat.NativeText
        return QKeySequence(keys[0]).toString(native) if keys else slot

    def _put(self, slot: str, tag: str) -> None:
        self._favourites.put(slot, tag)
        self._fill()
        self.changed.emit()

    def _remove(self, tag: str) -> None:
        self._favourites.remove(tag)
        self._fill()
        self.changed.emit()

    def _fill(self) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        every = self._favourites.by_slot()
        held = {slot: tag for slot, tag in every.items() if not self.is_left_out(tag)}
        self._buttons = [self._button(slot, tag) for slot, tag in held.items()]
        self.setVisible(bool(held))
        self.show_answers(self._said_yes)
        self._share_room()

    def _share_room(self) -> None:
        """Show as many of the buttons as fit whole, the others in the menu."""
        gap, room = GRID // 2, self.width()
        self._more.setText(self.tr("More…"))
        widths = [button.sizeHint().width() + gap for button in self._buttons]
        ends = list(accumulate(widths))
        shown = sum(end - gap <= room for end in ends)
        if shown < len(ends):
            shown = sum(end + self._more.sizeHint().width() <= room for end in ends)
            self._more.setText(self.tr("More…") if shown else self.tr("Favourites…"))
        for place, button in enumerate(self._buttons):
            button.setGeometry(ends[place] - widths[place], 0, widths[place] - gap, self.height())
            button.setVisible(place < shown)
        left = ends[shown - 1] if shown else 0
        self._more.setGeometry(left, 0, self._more.sizeHint().width(), self.height())
        self._more.setVisible(shown < len(ends))

    def _more_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolTip(self.tr("The favourite tags that have no room here; their keys work"))
        button.setAccessibleName(button.toolTip())
        menu = MenuInWindow(button)
        menu.aboutToShow.connect(self._fill_menu)
        button.setMenu(menu)
        return button

    def _fill_menu(self) -> None:
        menu = self._more.menu()
        menu.clear()
        for button in self._buttons:
            if button.isHidden():
                tag, slot = str(button.property("tag")), str(button.property("slot"))
                action = menu.addAction(tag.replace("&", "&&") + "\t" + self._key(slot))
                action.setCheckable(True)
                action.setChecked(tag in self._said_yes)
                action.triggered.connect(partial(self.chosen.emit, tag))

    def _button(self, slot: str, tag: str) -> QToolButton:
        button = QToolButton(self)
        name = elided(button.fontMetrics(), tag, LONGEST_NAME).replace("&", "&&")
        button.setText(f"{name}  {self._key(slot)}")
        button.setProperty("tag", tag)
        button.setProperty("slot", slot)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setToolTip(
            self.tr("Says yes to “{tag}”, or takes that back. Right-click: another key.").format(
                tag=tag
            )
        )
        button.clicked.connect(lambda: self.chosen.emit(tag))
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        button.customContextMenuRequested.connect(
            lambda place: self._open_menu(tag, button.mapToGlobal(place))
        )
        return button

    def _open_menu(self, tag: str, place: QPoint) -> None:
        menu = self.menu_of(tag)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)
