"""The handbook's window: contents and search on the left, the page on the right."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from tagstudio.ui.base.actions import Actions
from tagstudio.ui.base.languages import NAMES, SOURCE
from tagstudio.ui.base.theme import GRID, Theme
from tagstudio.ui.handbook.browser import HandbookBrowser
from tagstudio.ui.handbook.contents import HandbookPage, pages, with_words
from tagstudio.ui.widgets.dialog import Dialog
from tagstudio.ui.widgets.form import quiet

LIST_WIDTH = 31 * GRID
ITEM_HEIGHT = 4 * GRID  # the style sheet comes later than the sizes
HEADING_HEIGHT = 6 * GRID
PAGE = Qt.ItemDataRole.UserRole


class HandbookWindow(Dialog):
    """Stands beside the work: it may stay open, and shows the page that it is asked for.

    It is a window of its own, so that it can be read while a dialog is open. Who makes it closes
    it.
    """

    def __init__(self, actions: Actions, theme: Theme) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("TagStudio handbook"))
        self._pages = pages(handbook_language())
        self.search = QLineEdit(placeholderText=self.tr("Search the handbook"))
        self.search.setAccessibleName(self.tr("Search the handbook"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(self._read)
        self.found = quiet("")
        self.found.hide()
        self.list = QListWidget()
        self.list.setObjectName("pages")
        self.list.setAccessibleName(self.tr("Pages of the handbook"))
        self.list.currentItemChanged.connect(self._on_chosen)
        self.browser = HandbookBrowser(actions, theme)
        self.browser.setAccessibleName(self.tr("Page of the handbook"))
        self.browser.turned.connect(self._choose)
        self.back = QPushButton(self.tr("Back"))
        self.forward = QPushButton(self.tr("Forward"))
        self._build(actions)
        self._list(self._pages)
        self.resize(140 * GRID, 112 * GRID)  # wider lines would be hard to read

    def show_page(self, name: str, anchor: str = "") -> None:
        """Show a page in front of the other windows; one that there is not: the first."""
        page = next((one for one in self._pages if one.name == name), self._pages[0])
        self.search.clear()
        self.browser.show_page(page, anchor)
        self.show()
        self.raise_()
        self.activateWindow()
        self.browser.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, actions: Actions) -> None:
        left = QVBoxLayout()
        left.setSpacing(GRID)
        for part in (self.search, self.found, self.list):
            part.setFixedWidth(LIST_WIDTH)
            left.addWidget(part)
        beside = QHBoxLayout()
        beside.setSpacing(GRID)
        beside.addLayout(left)
        beside.addWidget(self.browser, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(beside, 1)
        layout.addWidget(self._buttons(actions))
        for key, act in (
            ("Ctrl+F", self.search.setFocus),
            ("/", self.search.setFocus),
            ("Alt+Left", self.browser.backward),
            ("Alt+Right", self.browser.forward),
        ):
            QShortcut(QKeySequence(key), self, act)

    def _buttons(self, actions: Actions) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for button, go, possible in (
            (self.back, self.browser.backward, self.browser.backwardAvailable),
            (self.forward, self.browser.forward, self.browser.forwardAvailable),
        ):
            button.setEnabled(False)
            button.clicked.connect(go)
            possible.connect(button.setEnabled)
        keys = QPushButton(self.tr("Keys"))
        keys.clicked.connect(actions["keys"].trigger)
        steps = QPushButton(self.tr("First steps"))
        steps.clicked.connect(self.close)  # they stand in the window behind it
        steps.clicked.connect(actions["first_steps"].trigger)
        for button in (self.back, self.forward, keys, steps):
            button.setAutoDefault(False)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        return buttons

    def _list(self, shown: list[HandbookPage]) -> None:
        """List pages under the headings of their groups; what is found in one row, by worth."""
        self.list.blockSignals(True)
        self.list.clear()
        bold = self.list.font()
        bold.setBold(True)
        group = ""
        for page in shown:
            if shown is self._pages and page.group != group:
                group = page.group
                heading = QListWidgetItem(group, self.list)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                heading.setSizeHint(QSize(0, HEADING_HEIGHT))
                heading.setFont(bold)
                heading.setTextAlignment(
                    Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeading
                )
            item = QListWidgetItem(page.title, self.list)
            item.setSizeHint(QSize(0, ITEM_HEIGHT))
            item.setData(PAGE, page.name)
        self.list.blockSignals(False)
        self._choose(self._shown_name())

    def _shown_name(self) -> str:
        return self.browser.source().fileName().removesuffix(".md")

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and (name := item.data(PAGE)):
            self.browser.show_page(next(one for one in self._pages if one.name == name))

    def _choose(self, name: str) -> None:
        """Mark the page that is shown in the list, where it is listed."""
        self.list.blockSignals(True)
        rows = range(self.list.count())
        row = next((row for row in rows if self.list.item(row).data(PAGE) == name), -1)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)

    def _find(self, words: str) -> None:
        """List the pages that hold these words; all of them while there are none."""
        wanted = words.split()
        found = with_words(self._pages, words) if wanted else self._pages
        self.found.setVisible(bool(wanted))
        self.found.setText(self.tr("Pages found: {count}").format(count=len(found)))
        if wanted and not found:
            self.found.setText(self.tr("No page has these words."))
        self._list(found)
        self.browser.mark(wanted)

    def _read(self) -> None:
        """Go to the page that fits best."""
        for row in range(self.list.count()):
            if self.list.item(row).data(PAGE):
                self.list.setCurrentRow(row)
                self.browser.mark(self.search.text().split())
                self.browser.setFocus(Qt.FocusReason.OtherFocusReason)
                return


def handbook_language() -> str:
    """Return the language of the window, where the handbook has it, else English."""
    language = QLocale().name().partition("_")[0]
    return language if language in NAMES else SOURCE
