"""No sentence ends twice, on any page: where one is put into another, both have their mark."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QMenu,
    QPlainTextEdit,
    QStatusBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress

# Of two dots neither three nor those of a range, as in year:1990..1999; “…” is one mark.
DOUBLED = re.compile(r"(?<![.\d])\.\.(?![.\d])|[.] [.](?![.\w])|[:;,?!…] ?[.,;:](?!\d)")
TAG = re.compile(r"</?[a-z][^<>]*>")
PATH = re.compile(r"\S*[/\\*]\S*")
SAID = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.WhatsThisRole)
OWN_TEXTS = (
    "text",
    "title",
    "toolTip",
    "statusTip",
    "whatsThis",
    "placeholderText",
    "accessibleName",
    "accessibleDescription",
    "windowTitle",
)
MOST_ROWS = 50


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_text_has_doubled_punctuation(open_pages, language):
    found = set()
    pages = open_pages(language)
    for page, shown in pages.all():
        found |= {f"{page}: {text}" for text in texts_of(shown) if is_doubled(text)}
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("why", ["It is gone.", "Is it gone?", "No space is left"])
def test_a_reason_put_into_a_sentence_is_not_ended_twice(open_pages, qtbot, language, why):
    def failing():
        yield Progress()
        raise TagStudioError(why)

    pages = open_pages(language)
    window, workspace = pages.window, pages.workspace
    for name in ("library", "jobs", "model"):
        window.show_screen(name)
        for kind in ("scan", "train", "export"):
            workspace.run("At work", kind, failing)
        qtbot.waitUntil(lambda: not workspace.jobs.jobs)
        doubled = [text for text in texts_of(window) if is_doubled(text)]
        assert not doubled, name
        assert any(why in text for text in texts_of(window)), name


@pytest.mark.parametrize(
    "text",
    ["It is gone..", "A. .", "Why:.", "a,, b", "Is it?.", "Learn…. Then", "Not kept: , b", "Oh!;"],
)
def test_what_is_doubled(text):
    assert is_doubled(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wait...",
        "year:1990..1999",
        "In /music/a..b/.. and *.zip;;*.whl",
        "“From a file…”, say.",
        "0.5, 1:05. It ends: so.",
        "<b>Rock</b>. <i>Jazz</i>.",
    ],
)
def test_what_is_not(text):
    assert not is_doubled(text)


def is_doubled(text: str) -> bool:
    return DOUBLED.search(PATH.sub("", unescape(TAG.sub("", text)))) is not None


def texts_of(shown: QWidget) -> set[str]:
    """Return all that a window says: on its parts, in its menus, tables and tips."""
    parts = [shown, *(part for part in shown.findChildren(QWidget) if part.isVisibleTo(shown))]
    menus = shown.findChildren(QMenu)  # closed, but they can be opened
    return {text for part in (*parts, *menus) for text in said_by(part) if text}


def said_by(part: QWidget) -> Iterator[str]:
    for name in OWN_TEXTS:
        if callable(said := getattr(part, name, None)):
            yield str(said())
    for action in part.actions():
        yield from (action.text(), action.toolTip())
    match part:
        case QStatusBar():
            yield part.currentMessage()
        case QTextEdit() | QPlainTextEdit():
            yield part.toPlainText()
        case QTabBar():
            for tab in range(part.count()):
                yield from (part.tabText(tab), part.tabToolTip(tab))
        case QComboBox():
            yield from in_model(part.model(), QModelIndex())
        case QAbstractItemView() if part.model() is not None:
            yield from in_model(part.model(), part.rootIndex())


def in_model(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    is_list = isinstance(model, QAbstractListModel)  # PySide6 hides that it has one column
    columns = range(1 if is_list else model.columnCount(parent))
    for column in columns:
        for role in SAID:
            yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
    for row in range(min(MOST_ROWS, model.rowCount(parent))):
        for column in columns:
            index = model.index(row, column, parent)
            yield from (str(index.data(role) or "") for role in SAID)
        if not is_list:
            yield from in_model(model, model.index(row, 0, parent))
