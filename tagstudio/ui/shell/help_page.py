"""The help of the window: a short text for each page, and the keys that hold there."""

from __future__ import annotations

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

from tagstudio.ui.base.actions import Actions
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP
from tagstudio.ui.widgets.dialog import Dialog

LIST_WIDTH = 20 * GRID
ITEM_HEIGHT = 4 * GRID  # the style sheet comes later than the sizes

_TEXTS = {  # by page: title, and a paragraph a line
    "library": (
        QT_TRANSLATE_NOOP("screens", "Library"),
        QT_TRANSLATE_NOOP(
            "help",
            "All your tracks, each with its tags. Add a folder, and let the model suggest tags"
            " for what is in it. No file is changed by that.\n"
            "On the left: a click on a tag shows the tracks that have it, or may have it. The"
            " field above finds words, and more: tag:jazz, year:1960..1970, state:review.\n"
            "Select tracks, and the bar below answers a tag for all of them at once. A double"
            " click reviews them one by one.\n"
            "Write tags to files puts what you have decided into the files, once you have seen"
            " each change. It can be undone.",
        ),
    ),
    "review": (
        QT_TRANSLATE_NOOP("screens", "Review"),
        QT_TRANSLATE_NOOP(
            "help",
            "One track after the other. Play it, and say yes or no to what is suggested. What"
            " you leave alone on a track that you finish counts a little as no.\n"
            "The bar of a tag shows how sure the model is; from the upright line on a tag is"
            " suggested. The curve under the waveform shows where in the track it is heard.\n"
            "The tracks come in the order in which your answers help the model most. Each"
            " answer is kept at once, and can be undone.\n"
            "A word of your own? Type it into Add a tag. A few yes by different artists, and"
            " the model learns it.",
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
            " proven, it is on trial.\n"
            "It learns by itself as you review; Settings says how often. Train on the answers"
            " does it at once.\n"
            "Answers shows what could be learned better, tag by tag, and what is missing"
            " for it.",
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
            "Keys: every key can be changed. Appearance: light or dark, and the language.",
        ),
    ),
}


class HelpPage(Dialog):
    """Stands beside the work: it may stay open, and shows the text of the page it is asked for."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help"))
        self._texts = help_texts()
        self.pages = QListWidget()
        self.pages.setObjectName("pages")
        self.pages.setAccessibleName(self.tr("Pages of the help"))
        self.pages.setFixedWidth(LIST_WIDTH)
        for title, _ in self._texts.values():
            QListWidgetItem(title, self.pages).setSizeHint(QSize(0, ITEM_HEIGHT))
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.tr("Help"))
        self.text.document().setDocumentMargin(2 * GRID)
        self.pages.currentRowChanged.connect(self._show)
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
        names = list(self._texts)
        self.pages.setCurrentRow(names.index(name) if name in names else 0)
        self.show()
        self.raise_()
        self.activateWindow()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, row: int) -> None:
        title, paragraphs = list(self._texts.values())[row]
        body = "".join(f"<p>{one}</p>" for one in paragraphs.split("\n"))
        self.text.setHtml(f"<h2>{title}</h2>{body}")


def help_texts() -> dict[str, tuple[str, str]]:
    """Return title and text of each page, by the page's name; a paragraph a line."""
    translate = QCoreApplication.translate
    return {
        name: (translate("screens", title), translate("help", text))
        for name, (title, text) in _TEXTS.items()
    }
