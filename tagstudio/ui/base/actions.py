"""All actions of the window in one table: text, keys, and the screens in which they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Signal
from PySide6.QtGui import QAction, QKeySequence

from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP

EVERYWHERE = ""

# Ids of actions in window.ini as earlier versions wrote them, and as they are now.
RENAMED = {"heard_most": "seek_to_peak", "mark_open": "mark_unreviewed"}


@dataclass(frozen=True)
class ActionSpec:
    """An action: its text in English, its default keys, the screens in which it holds (none: all).

    `checkable` actions are on or off.
    """

    id: str
    text: str
    keys: tuple[str, ...] = ()
    screens: tuple[str, ...] = ()
    checkable: bool = False


def _a(id: str, text: str, *keys: str, screens: tuple[str, ...] = ()) -> ActionSpec:
    return ActionSpec(id, text, keys, screens)


def _switch(id: str, text: str, *keys: str) -> ActionSpec:
    return ActionSpec(id, text, keys, _REVIEW, checkable=True)


_REVIEW = ("review",)
_TRACKS = ("library", "review")
_DOUBTS = ("doubts",)
_ANSWERED = ("review", "disputes")

SPECS: tuple[ActionSpec, ...] = (
    _a("add_folder", QT_TRANSLATE_NOOP("actions", "Add folder…"), "Ctrl+O"),
    _a("rescan", QT_TRANSLATE_NOOP("actions", "Scan folders again"), "F5"),
    _a("folders", QT_TRANSLATE_NOOP("actions", "Folders…")),
    _a("check_library", QT_TRANSLATE_NOOP("actions", "Check the library")),
    _a("manage_tags", QT_TRANSLATE_NOOP("actions", "Manage tags…"), "Ctrl+Shift+T"),
    _a("import_labels", QT_TRANSLATE_NOOP("actions", "Import labels…")),
    _a("labels_from_files", QT_TRANSLATE_NOOP("actions", "Take over genres of the files…")),
    _a("merge_library", QT_TRANSLATE_NOOP("actions", "Merge another library…")),
    _a("export", QT_TRANSLATE_NOOP("actions", "Export…"), "Ctrl+E", screens=("library",)),
    _a(
        "write_tags",
        QT_TRANSLATE_NOOP("actions", "Write tags and facts to files…"),
        "Ctrl+S",
        screens=("library",),
    ),
    _a("open_library", QT_TRANSLATE_NOOP("actions", "Open a library…"), "Ctrl+Shift+O"),
    _a("new_library", QT_TRANSLATE_NOOP("actions", "New library…")),
    _a("quit", QT_TRANSLATE_NOOP("actions", "Quit"), "Ctrl+Q"),
    _a("undo", QT_TRANSLATE_NOOP("actions", "Undo"), "Ctrl+Z", "U"),
    _a("redo", QT_TRANSLATE_NOOP("actions", "Redo"), "Ctrl+Shift+Z"),
    _a("undo_write", QT_TRANSLATE_NOOP("actions", "Undo the last writing to files…")),
    _a("select_all", QT_TRANSLATE_NOOP("actions", "Select all"), "Ctrl+A", screens=("library",)),
    _a("find", QT_TRANSLATE_NOOP("actions", "Search"), "/", "Ctrl+F", screens=("library",)),
    _a(
        "save_search",
        QT_TRANSLATE_NOOP("actions", "Save this search…"),
        "Ctrl+D",
        screens=("library",),
    ),
    _a("show_library", QT_TRANSLATE_NOOP("actions", "Library"), "Ctrl+1"),
    _a("show_review", QT_TRANSLATE_NOOP("actions", "Review"), "Ctrl+2"),
    _a("show_model", QT_TRANSLATE_NOOP("actions", "Model"), "Ctrl+3"),
    _a("show_jobs", QT_TRANSLATE_NOOP("actions", "Jobs"), "Ctrl+4"),
    _a("show_settings", QT_TRANSLATE_NOOP("actions", "Settings"), "Ctrl+5", "Ctrl+,"),
    _a("show_doubts", QT_TRANSLATE_NOOP("actions", "Doubted answers"), "Ctrl+6"),
    _a("show_disputes", QT_TRANSLATE_NOOP("actions", "Where people disagree"), "Ctrl+7"),
    _a("next_area", QT_TRANSLATE_NOOP("actions", "Next area of the page"), "F6"),
    _a("previous_area", QT_TRANSLATE_NOOP("actions", "Previous area of the page"), "Shift+F6"),
    _a("full_screen", QT_TRANSLATE_NOOP("actions", "Full screen"), "F11"),
    _a("play", QT_TRANSLATE_NOOP("actions", "Play or pause"), "Space"),
    _a("seek_back", QT_TRANSLATE_NOOP("actions", "Back 5 seconds"), "Left", screens=_REVIEW),
    _a("seek_on", QT_TRANSLATE_NOOP("actions", "Forward 5 seconds"), "Right", screens=_REVIEW),
    _a(
        "seek_far_back",
        QT_TRANSLATE_NOOP("actions", "Back 30 seconds"),
        "Shift+Left",
        screens=_REVIEW,
    ),
    _a(
        "seek_far_on",
        QT_TRANSLATE_NOOP("actions", "Forward 30 seconds"),
        "Shift+Right",
        screens=_REVIEW,
    ),
    _a(
        "seek_to_peak",
        QT_TRANSLATE_NOOP("actions", "Go to the tag’s highest score"),
        "E",
        screens=_REVIEW,
    ),
    _a("part_begin", QT_TRANSLATE_NOOP("actions", "A part begins here"), "I", screens=_REVIEW),
    _a("part_end", QT_TRANSLATE_NOOP("actions", "The part ends here"), "O", screens=_REVIEW),
    _a("next_part", QT_TRANSLATE_NOOP("actions", "Next answered part"), "P", screens=_REVIEW),
    _a(
        "remove_part",
        QT_TRANSLATE_NOOP("actions", "Take the answer to the part back"),
        "Del",
        screens=_REVIEW,
    ),
    _a(
        "whole_track",
        QT_TRANSLATE_NOOP("actions", "Answer for the whole track again"),
        "Esc",
        screens=_REVIEW,
    ),
    _switch("play_at_once", QT_TRANSLATE_NOOP("actions", "Play each track at once")),
    _switch("loop", QT_TRANSLATE_NOOP("actions", "Play a passage over and over"), "L"),
    _switch("spectrogram", QT_TRANSLATE_NOOP("actions", "Spectrogram"), "G"),
    _a(
        "zoom_in",
        QT_TRANSLATE_NOOP("actions", "Zoom into the waveform"),
        "Ctrl++",
        "Ctrl+=",
        screens=_REVIEW,
    ),
    _a(
        "zoom_out",
        QT_TRANSLATE_NOOP("actions", "Zoom out of the waveform"),
        "Ctrl+-",
        screens=_REVIEW,
    ),
    _a("next_track", QT_TRANSLATE_NOOP("actions", "Next track"), "PgDown", "J", screens=_REVIEW),
    _a(
        "previous_track",
        QT_TRANSLATE_NOOP("actions", "Previous track"),
        "PgUp",
        "K",
        screens=_REVIEW,
    ),
    _a(
        "review_selected",
        QT_TRANSLATE_NOOP("actions", "Review the selected tracks"),
        "R",
        screens=("library",),
    ),
    _a("yes", QT_TRANSLATE_NOOP("actions", "Yes"), "Y", screens=_ANSWERED),
    _a("no", QT_TRANSLATE_NOOP("actions", "No"), "N", screens=_ANSWERED),
    _a("skip", QT_TRANSLATE_NOOP("actions", "Skip"), "S", screens=_REVIEW),
    *(
        _a(
            f"toggle_{key}",
            QT_TRANSLATE_NOOP("actions", "Toggle suggestion {number}"),
            key,
            screens=_REVIEW,
        )
        for key in "1234567890"
    ),
    *(
        _a(
            f"favourite_{key}",
            QT_TRANSLATE_NOOP("actions", "Favourite tag {number}"),
            f"Alt+{key}",
            screens=_REVIEW,
        )
        for key in "1234567890"
    ),
    _a(
        "finish",
        QT_TRANSLATE_NOOP("actions", "Finish the track"),
        "Return",
        "Enter",
        screens=_REVIEW,
    ),
    _a(
        "accept_rest",
        QT_TRANSLATE_NOOP("actions", "Accept the rest and go on"),
        "Ctrl+Return",
        "Ctrl+Enter",
        screens=_REVIEW,
    ),
    _a(
        "accept_album",
        QT_TRANSLATE_NOOP("actions", "Same answer for the album"),
        "Ctrl+B",
        screens=_REVIEW,
    ),
    _a(
        "keep_answer",
        QT_TRANSLATE_NOOP("actions", "Keep the answer"),
        "K",
        screens=_DOUBTS,
    ),
    _a(
        "turn_answer",
        QT_TRANSLATE_NOOP("actions", "Turn the answer"),
        "T",
        screens=_DOUBTS,
    ),
    _a("add_tag", QT_TRANSLATE_NOOP("actions", "Add a tag…"), "Ctrl+T", screens=_TRACKS),
    _a(
        "more_like_this",
        QT_TRANSLATE_NOOP("actions", "More like this"),
        "M",
        screens=_TRACKS,
    ),
    _a(
        "same_answers",
        QT_TRANSLATE_NOOP("actions", "Same answers…"),
        "Ctrl+M",
        screens=("library",),
    ),
    _a(
        "set_artist",
        QT_TRANSLATE_NOOP("actions", "Set the artist…"),
        "Ctrl+I",
        screens=("library",),
    ),
    _a(
        "edit_facts",
        QT_TRANSLATE_NOOP("actions", "Edit facts…"),
        "F2",
        screens=("library",),
    ),
    _a(
        "double_tempo",
        QT_TRANSLATE_NOOP("actions", "Double the tempo"),
        "Ctrl+Shift+Up",
        screens=("library",),
    ),
    _a(
        "halve_tempo",
        QT_TRANSLATE_NOOP("actions", "Halve the tempo"),
        "Ctrl+Shift+Down",
        screens=("library",),
    ),
    _a(
        "mark_reviewed", QT_TRANSLATE_NOOP("actions", "Mark as reviewed"), "Ctrl+R", screens=_TRACKS
    ),
    _a(
        "mark_unreviewed",
        QT_TRANSLATE_NOOP("actions", "Mark as not reviewed"),
        "Ctrl+Shift+R",
        screens=_TRACKS,
    ),
    _a("suggest", QT_TRANSLATE_NOOP("actions", "Suggest tags"), "Ctrl+G"),
    _a("train", QT_TRANSLATE_NOOP("actions", "Train on the answers…")),
    _a("promote", QT_TRANSLATE_NOOP("actions", "Use this version…")),
    _a("rollback", QT_TRANSLATE_NOOP("actions", "Go back to the version before")),
    _a("export_version", QT_TRANSLATE_NOOP("actions", "Version for a colleague…")),
    _a("import_version", QT_TRANSLATE_NOOP("actions", "Version from a colleague…")),
    _a("demo", QT_TRANSLATE_NOOP("actions", "Open the demo library")),
    _a(
        "measure",
        QT_TRANSLATE_NOOP("actions", "Measure tempo, key and loudness"),
        screens=("library",),
    ),
    _a("duplicates", QT_TRANSLATE_NOOP("actions", "Find duplicates…")),
    _a("try_failed", QT_TRANSLATE_NOOP("actions", "Try failed tracks again")),
    _a("cancel_jobs", QT_TRANSLATE_NOOP("actions", "Cancel all jobs")),
    _a("help", QT_TRANSLATE_NOOP("actions", "Help for this page"), "F1"),
    _a("first_steps", QT_TRANSLATE_NOOP("actions", "First steps")),
    _a("keys", QT_TRANSLATE_NOOP("actions", "Keys"), "?"),
    _a("copy_diagnostics", QT_TRANSLATE_NOOP("actions", "Copy diagnostics")),
    _a("about", QT_TRANSLATE_NOOP("actions", "About TagStudio")),
)


# What a key that is held down does again and again; the other actions take one press once.
_REPEATED = {
    "undo",
    "redo",
    "seek_back",
    "seek_on",
    "seek_far_back",
    "seek_far_on",
    "next_track",
    "previous_track",
    "zoom_in",
    "zoom_out",
    "next_area",
    "previous_area",
}
# In German, J stands for "ja": there it must not lead away from the track.
_GERMAN_KEYS: dict[str, tuple[str, ...]] = {
    "yes": ("Y", "J"),
    "next_track": ("PgDown",),
    "previous_track": ("PgUp",),
}


def default_keys(spec: ActionSpec) -> list[str]:
    """Return the keys that an action has in the language of the window until they are changed."""
    is_german = QLocale().language() == QLocale.Language.German
    return list((_GERMAN_KEYS if is_german else {}).get(spec.id, spec.keys))


def text_of(spec: ActionSpec) -> str:
    """Return the text of an action in the user's language."""
    number = spec.id.removeprefix("toggle_").removeprefix("favourite_")
    text = QCoreApplication.translate("actions", spec.text)
    return text.format(number=10 if number == "0" else number)


_BY_ID = {spec.id: spec for spec in SPECS}


def _hold_together(one: ActionSpec, other: ActionSpec) -> bool:
    """Tell whether there is a screen in which both actions hold."""
    return not one.screens or not other.screens or bool({*one.screens} & {*other.screens})


class Actions(QObject):
    """The actions, each with the handler that the shown screen has bound to it.

    An action without a handler for the shown screen is disabled, and so is one that is not allowed.
    """

    rebound = Signal()

    def __init__(self, remembered: WindowState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._remembered = remembered
        self._screen = EVERYWHERE
        self._bound: dict[tuple[str, str], Callable[[], object]] = {}
        self._impossible: set[str] = set()
        self._refused: set[str] = set()
        self._actions = {spec.id: self._made(spec) for spec in SPECS}
        self._set_keys()

    def __getitem__(self, id: str) -> QAction:
        """Return one action, for menus and buttons."""
        return self._actions[id]

    @staticmethod
    def plain_text(id: str) -> str:
        """Return the text of an action that does not say what it would be done with."""
        return text_of(_BY_ID[id])

    def all(self) -> list[QAction]:
        """Return all actions in the order of the table."""
        return list(self._actions.values())

    def bind(self, screen: str, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Set handlers for while `screen` is shown (EVERYWHERE: where the screen has none)."""
        for id, handler in handlers.items():
            assert id in self._actions, id
            self._bound[id, screen] = handler
        self._enable()

    def allow(self, id: str, *, is_possible: bool, why: str = "") -> None:
        """Let an action hold, or not while there is nothing that it could be done with.

        `why` it does not hold is shown where it would be started.
        """
        if id not in self._refused:
            self._explain(id, "" if is_possible else why)
        if is_possible == (id in self._impossible):
            (self._impossible.discard if is_possible else self._impossible.add)(id)
            self._enable()

    def is_possible(self, id: str) -> bool:
        """Tell whether there is something that an action could be done with."""
        return id not in self._impossible

    def refuse(self, id: str, why: str) -> None:
        """Never let an action hold in this window; `why` is shown where it would be started."""
        self._refused.add(id)
        self._explain(id, why)
        self._enable()

    def _explain(self, id: str, why: str) -> None:
        self._actions[id].setToolTip(why)  # "": Qt shows the text
        self._actions[id].setStatusTip(why)

    def show_screen(self, screen: str) -> None:
        """Let the actions of this screen hold."""
        self._screen = screen
        self._enable()

    def keys_of(self, id: str) -> list[str]:
        """Return the keys that an action has, in Qt's portable spelling."""
        return self._keys[id]

    def rebind(self, id: str, keys: Sequence[str] | None) -> None:
        """Give an action other keys, or with None those of the table; remembered."""
        changed = self._changed_keys()
        changed.pop(id, None)
        if keys is not None:
            changed[id] = list(keys)
        self._remembered.keys = changed
        self._set_keys()
        self.rebound.emit()

    def holders_of(self, key: str, id: str) -> list[ActionSpec]:
        """Return the other actions that `key` would start where the action `id` holds."""
        wanted = QKeySequence(key)
        mine = _BY_ID[id]
        return [
            spec
            for spec in SPECS
            if spec.id != id
            and _hold_together(mine, spec)
            and any(QKeySequence(held) == wanted for held in self.keys_of(spec.id))
        ]

    def _changed_keys(self) -> dict[str, list[str]]:
        return {RENAMED.get(id, id): keys for id, keys in self._remembered.keys.items()}

    @staticmethod
    def _keys_by(spec: ActionSpec, changed: Mapping[str, list[str]]) -> list[str]:
        """Return the keys of an action: changed ones, else its own that no changed one took."""
        if spec.id in changed:
            return changed[spec.id]
        taken = [
            QKeySequence(key)
            for id, keys in changed.items()
            if id in _BY_ID and _hold_together(spec, _BY_ID[id])
            for key in keys
        ]
        return [key for key in default_keys(spec) if QKeySequence(key) not in taken]

    def _made(self, spec: ActionSpec) -> QAction:
        action = QAction(text_of(spec), self)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        action.setAutoRepeat(spec.id in _REPEATED)
        action.triggered.connect(lambda: self._start(spec.id))
        action.setEnabled(False)
        return action

    def _start(self, id: str) -> None:
        handler = self._handler(id)
        if handler is not None:
            handler()

    def _handler(self, id: str) -> Callable[[], object] | None:
        return self._bound.get((id, self._screen)) or self._bound.get((id, EVERYWHERE))

    def _enable(self) -> None:
        not_now = self._impossible | self._refused
        for id, action in self._actions.items():
            action.setEnabled(self._handler(id) is not None and id not in not_now)

    def _set_keys(self) -> None:
        changed = self._changed_keys()
        self._keys = {spec.id: self._keys_by(spec, changed) for spec in SPECS}
        for id, action in self._actions.items():
            action.setShortcuts([QKeySequence(key) for key in self.keys_of(id)])
