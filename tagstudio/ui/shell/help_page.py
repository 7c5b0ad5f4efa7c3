"""The help of the window: a short text for each page, and the keys that hold there."""

from __future__ import annotations

from functools import reduce
from html import escape

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from tagstudio.ui.base.actions import SPECS, Actions, ActionSpec
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.shell.key_sheet import key_entries, native_keys
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP
from tagstudio.ui.widgets.dialog import Dialog

LIST_WIDTH = 20 * GRID
ITEM_HEIGHT = 4 * GRID  # the style sheet comes later than the sizes

# By page: title, and a paragraph a line. {name} stands for the keys of an action, as they are now.
_TEXTS = {
    "library": (
        QT_TRANSLATE_NOOP("screens", "Library"),
        QT_TRANSLATE_NOOP(
            "help",
            "All your tracks, each with its tags. Add a folder ({add_folder}), and let the model"
            " suggest tags for what is in it ({suggest}). No file is changed by that.\n"
            "On the left: a click on a tag shows the tracks that have it, or may have it. The"
            " field above ({find}) finds words, and more: tag:jazz, year:1960..1970,"
            " state:review. A search that you need again can be saved ({save_search}).\n"
            "Select tracks, and the bar below answers a tag for all of them at once ({add_tag}). A"
            " double click, or {review_selected}, reviews them one by one. Artist, album and title"
            " are corrected with {edit_facts}.\n"
            "Write tags to files ({write_tags}) puts what you have decided into the files, once you"
            " have seen each change. It can be undone.",
        ),
    ),
    "review": (
        QT_TRANSLATE_NOOP("screens", "Review"),
        QT_TRANSLATE_NOOP(
            "help",
            "One track after the other. Play it ({play}), and say yes ({yes}) or no ({no}) to what"
            " is suggested; the arrows only move from tag to tag.\n"
            "Finish ({finish}) ends the track and goes on to the next: what you left alone on it"
            " counts a little as no. {next_track} goes on without finishing, and"
            " {previous_track} goes back.\n"
            "The bar of a tag shows how sure the model is; from the upright line on a tag is"
            " suggested. The curve under the waveform shows where in the track it is heard;"
            " {seek_to_peak} goes there.\n"
            "Is a tag true of a part of the track only? {part_begin} marks where the part begins"
            " and {part_end} where it ends, or drag over it with Shift: yes and no are then for"
            " that part alone, until {whole_track}.\n"
            "The tracks come in the order in which your answers help the model most. Each"
            " answer is kept at once, and can be undone ({undo}).\n"
            "A word of your own? Type it into Add a tag ({add_tag}). A few yes by different"
            " artists, and the model learns it.",
        ),
    ),
    "model": (
        QT_TRANSLATE_NOOP("screens", "Model"),
        QT_TRANSLATE_NOOP(
            "help",
            "The model is the listener that suggests tags. When it learns from your answers, a"
            " new version comes of it; those before stay, and you can go back.\n"
            "A version is used when your answers show that it is better: each answer is"
            " checked by a copy that has not learned from it. While that is probable but not"
            " proven, it is on trial. A proof takes artists who are known by name.\n"
            "It learns by itself as you review; Settings says how often. Train on the answers"
            " does it at once.\n"
            "Answers shows what could be learned better, tag by tag, and what is missing"
            " for it.",
        ),
    ),
    "doubts": (
        QT_TRANSLATE_NOOP("screens", "Doubted answers"),
        QT_TRANSLATE_NOOP(
            "help",
            "Here stand the answers that fit least to all the others: most likely slips of the"
            " hand. Each is checked by a copy of the model that has not learned from it.\n"
            "Play the track ({play}), then keep the answer ({keep_answer}) or turn it"
            " ({turn_answer}). What you keep is not doubted again, until there are many more"
            " answers to its tag. Both can be undone ({undo}).\n"
            "Not every doubted answer is wrong: music that is unlike the rest of its tag stands"
            " here, too. Your word counts.",
        ),
    ),
    "jobs": (
        QT_TRANSLATE_NOOP("screens", "Jobs"),
        QT_TRANSLATE_NOOP(
            "help",
            "What takes long runs beside your work: looking for music, listening, learning,"
            " writing. You can go on meanwhile, and stop each job; what is done is kept.\n"
            "Below stands what has ended, with the reason where something failed. Files that"
            " failed can be tried again.\n"
            "Listening more closely goes on by itself while nothing else is to be done: the"
            " first suggestions come from the middle of each track, the next ones from more"
            " of it.",
        ),
    ),
    "settings": (
        QT_TRANSLATE_NOOP("screens", "Settings"),
        QT_TRANSLATE_NOOP(
            "help",
            "Each change holds at once. Folders: where your music lies. Analysis: which model"
            " listens, how closely, and when it learns by itself.\n"
            "Thresholds: from which score on a tag is suggested. Set it by hand for a tag that"
            " comes too often or too rarely, or let your answers find it.\n"
            "Keys: every key can be changed; {keys} shows them all. Appearance: light or dark, and"
            " the language.",
        ),
    ),
}


class HelpPage(Dialog):
    """Stands beside the work: it may stay open, and shows the text of the page it is asked for."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help"))
        self._actions = actions
        self.pages = QListWidget()
        self.pages.setObjectName("pages")
        self.pages.setAccessibleName(self.tr("Pages of the help"))
        self.pages.setFixedWidth(LIST_WIDTH)
        for title, _ in help_texts(actions).values():
            QListWidgetItem(title, self.pages).setSizeHint(QSize(0, ITEM_HEIGHT))
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.tr("Help"))
        self.text.document().setDocumentMargin(2 * GRID)
        self.pages.currentRowChanged.connect(self._show)
        actions.rebound.connect(self._show)
        keys = QPushButton(self.tr("Keys"))
        keys.clicked.connect(actions["keys"].trigger)
        steps = QPushButton(self.tr("First steps"))
        steps.clicked.connect(actions["first_steps"].trigger)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for button in (keys, steps):
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.pages)
        beside.addWidget(self.text, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(beside, 1)
        layout.addWidget(buttons)
        self.resize(90 * GRID, 60 * GRID)

    def show_page(self, name: str) -> None:
        """Show the text of a page of the window, in front of the window."""
        names = list(_TEXTS)
        self.pages.setCurrentRow(names.index(name) if name in names else 0)
        self.show()
        self.raise_()
        self.activateWindow()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        """Show the text of the chosen page, and the keys that hold there alone."""
        page = list(_TEXTS)[max(0, self.pages.currentRow())]
        title, text = help_texts(self._actions)[page]
        body = "".join(f"<p>{escape(one)}</p>" for one in text.split("\n"))
        if keys := key_entries(self._actions, _of_page(page, self._actions)):
            rows = "".join(
                f"<tr><td>{escape(held)}</td><td>{escape(named)}</td></tr>" for named, held in keys
            )
            heading = self.tr("Keys of this page")
            body += f"<h3>{heading}</h3><table cellpadding=3>{rows}</table>"
        self.text.setHtml(f"<h2>{title}</h2>{body}")


def _of_page(page: str, actions: Actions) -> list[ActionSpec]:
    """Return the actions with keys that hold on a page and not everywhere."""
    return [spec for spec in SPECS if page in spec.screens and actions.keys_of(spec.id)]


def help_texts(actions: Actions) -> dict[str, tuple[str, str]]:
    """Return title and text of each page, by the page's name; a paragraph a line."""
    translate = QCoreApplication.translate
    keys = {spec.id: _keys_in_words(actions, spec.id) for spec in SPECS}
    return {
        name: (translate("screens", title), translate("help", text).format(**keys))
        for name, (title, text) in _TEXTS.items()
    }


def _keys_in_words(actions: Actions, id: str) -> str:
    """Return "Y", "PgDown or J", or that an action has no key."""
    keys = native_keys(actions, id)
    either = QCoreApplication.translate("help", "{one} or {other}")
    if not keys:
        return QCoreApplication.translate("help", "no key")
    return reduce(lambda one, other: either.format(one=one, other=other), keys)
