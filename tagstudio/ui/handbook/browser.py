"""The part of the handbook that shows a page: its pictures as wide as there is room, its links."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QImage,
    QKeyEvent,
    QPainter,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from tagstudio.ui.base.actions import Actions
from tagstudio.ui.base.theme import GRID, Theme
from tagstudio.ui.handbook.contents import HandbookPage
from tagstudio.ui.handbook.page_html import html_of, style_of

AGAIN_MS = 120  # after a change of width, so that dragging the edge draws one page and not fifty
MARKED = 200  # places at most
LIGHT_LEFT = "#b8b8b8"  # what white becomes where pictures are dimmed


class HandbookBrowser(QTextBrowser):
    """Shows pages by their files' addresses; `turned` says the name of the page that is shown."""

    turned = Signal(str)

    def __init__(self, actions: Actions, theme: Theme) -> None:
        super().__init__()
        self._actions = actions
        self._theme = theme
        self._words: list[str] = []
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self.show_again)
        self.setOpenLinks(False)
        self.document().setDocumentMargin(2 * GRID)
        # Always there: else it would come and go with each page, and change the pictures' width.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.anchorClicked.connect(self._follow)
        self.sourceChanged.connect(self._on_turned)
        theme.changed.connect(self.show_again)
        actions.rebound.connect(self.show_again)

    def show_page(self, page: HandbookPage, anchor: str = "") -> None:
        """Show a page from its top, or from one of its headings."""
        address = QUrl.fromLocalFile(str(page.file))
        if anchor:
            address.setFragment(anchor)
        if address != self.source():
            self.setSource(address, QTextDocument.ResourceType.HtmlResource)

    def mark(self, words: list[str]) -> None:
        """Mark these words on the pages, and show the first of them."""
        self._words = words
        places = self._mark_words()
        if places:
            seen = QTextCursor(self.document())
            seen.setPosition(min(places))
            self.setTextCursor(seen)
            self.ensureCursorVisible()

    def show_again(self) -> None:
        """Show the page anew, after its colours, keys or width have changed, at the same place."""
        if self.source().isEmpty():
            return
        bar = self.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        self.reload()
        self._mark_words()
        bar.setValue(round(share * bar.maximum()))

    def loadResource(self, type: int, name: QUrl | str) -> object:
        """Return what Qt asks for: a page as HTML, a picture no wider than there is room."""
        file = Path(QUrl(name).toLocalFile())
        if type == QTextDocument.ResourceType.ImageResource.value:
            return self._picture(file)
        self.document().setDefaultStyleSheet(style_of(self._theme.colours))
        if not file.is_file():
            return ""
        return html_of(file.read_text(encoding="utf-8"), self._actions, file.stem)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Leave the page: it is one stop of Tab, and the arrows go along its links."""
        return QTextEdit.focusNextPrevChild(self, next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next link by the right arrow, to the one before by the left one."""
        along = {Qt.Key.Key_Right.value: True, Qt.Key.Key_Left.value: False}
        if event.key() in along and not event.modifiers():
            super().focusNextPrevChild(along[event.key()])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures to the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and not self.source().isEmpty():
            self._again.start()

    def _picture(self, file: Path) -> QImage:
        """Return a picture in its own size, or smaller; empty where the file is none."""
        image = QImage(str(file))
        if image.isNull():
            return image
        wide = min(image.width(), self.viewport().width() - 5 * GRID)
        ratio = self.devicePixelRatioF()
        smoothly = Qt.TransformationMode.SmoothTransformation
        scaled = image.scaledToWidth(max(1, round(wide * ratio)), smoothly)
        if self._theme.colours.dark:  # the pictures are of the light theme: they would glare
            _dim(scaled)
        scaled.setDevicePixelRatio(ratio)
        return scaled

    def _follow(self, link: QUrl) -> None:
        """Show a page of the handbook; anything else in the program that the system has for it."""
        address = self.source().resolved(link)
        if address.isLocalFile() and address.path().endswith(".md"):
            self.setSource(address, QTextDocument.ResourceType.HtmlResource)
        else:
            QDesktopServices.openUrl(address)

    def _on_turned(self, address: QUrl) -> None:
        self._mark_words()
        self.turned.emit(Path(address.toLocalFile()).stem)

    def _mark_words(self) -> list[int]:
        """Mark the words that are searched for; return where they begin."""
        marked: list[QTextEdit.ExtraSelection] = []
        look = QTextCharFormat()
        look.setBackground(QColor(self._theme.colours.accent))
        look.setForeground(QColor(self._theme.colours.on_accent))
        for word in self._words:
            at = self.document().find(word, 0)
            while not at.isNull() and len(marked) < MARKED:
                one = QTextEdit.ExtraSelection()
                one.cursor, one.format = at, look
                marked.append(one)
                at = self.document().find(word, at)
        self.setExtraSelections(marked)
        return [one.cursor.selectionStart() for one in marked]


def _dim(image: QImage) -> None:
    """Darken a picture, its light parts most."""
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
    painter.fillRect(image.rect(), QColor(LIGHT_LEFT))
    painter.end()
