"""The page in place of the table where a search finds nothing: why, and what may be meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import Signal

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.text_folding import folded
from tagstudio.library.search.query import Text, parse
from tagstudio.library.search.query_text import quoted
from tagstudio.ui.base.theme import Theme
from tagstudio.ui.library_screen.sidebar_model import SidebarCounts
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.empty_state import EmptyState

_OF_TAG = re.compile(r"(?:tag|schlagwort):(.*\s.*)", re.IGNORECASE)
JOINING = {"or", "and", "oder", "und"}  # as other programs join the words of a search


class NoMatch(EmptyState):
    """Offers the tag of a name that was looked for as words; `query_wanted` carries a query."""

    query_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            "search",
            self.tr("No track fits"),
            "",
            {"tag": ("", "tag"), "all": (self.tr("Show all tracks"), "all")},
        )
        self._query = ""
        self._counts: SidebarCounts | None = None
        self._say_again: Callable[[], None] = lambda: None  # by the tags as they are by then
        self.pressed.connect(self._on_pressed)

    def take_counts(self, counts: SidebarCounts) -> None:
        """Take in which tags there are, and on how many tracks: one may be gone meanwhile."""
        self._counts = counts
        self._say_again()

    def say_not_understood(self, text: str) -> None:
        """Say that it was not looked for anything; what is wrong stands below the search field.

        Of a tag that lacks its quotes, as in "tag:hard rock", the tracks are offered.
        """
        self._say_again = partial(self.say_not_understood, text)
        self.heading.setText(self.tr("The search is not understood"))
        asked = _OF_TAG.fullmatch(text.strip())
        name, count = self._tag_called(asked[1], exactly=True) if asked else ("", 0)
        reason = self.tr("The reason is shown below the search field.")
        self.say(reason, without=set() if count else {"tag"})
        self._offer(name, count)

    def explain(self, text: str) -> None:
        """Say what can be done about a search that found nothing."""
        self._say_again = partial(self.explain, text)
        self.heading.setText(self.tr("No track fits"))
        name, count = self._tag_called(text)
        self._offer(name, count)
        if not count:
            self.say(self._how_to_change(text), without={"tag"})
            return
        said = self.tr(
            "No title, artist, album, genre or path has what you typed, but there is a tag “{tag}”."
        )
        self.say(said.format(tag=name))

    def _offer(self, name: str, count: int) -> None:
        """Let the button of the tag show the tracks with this one."""
        self._query = f"tag:{quoted(name)}"
        one, many = self.tr("Show 1 track with the tag"), self.tr("Show {n} tracks with the tag")
        self.buttons["tag"].setText(one if count == 1 else many.format(n=counted(count)))
        self.buttons["tag"].setToolTip(self._query)

    def _how_to_change(self, text: str) -> str:
        if not _has_joining_word(text):
            return self.tr("Change the search, or show all tracks.")
        return self.tr(
            "“or” and “and” are looked for like any other word. In a search a comma stands for or,"
            " and a blank for and: “tag:jazz, tag:rock” finds what has one of the two."
        )

    def _on_pressed(self, name: str) -> None:
        self.query_wanted.emit(self._query if name == "tag" else "")

    def _tag_called(self, text: str, *, exactly: bool = False) -> tuple[str, int]:
        """Return the tag that `text` names and on how many tracks it stands; 0 for no such.

        That is one of this very name, else, unless it is meant `exactly`, of those with these words
        in it the one on most tracks.
        """
        wanted, counts = folded(text.strip().strip('"')), self._counts
        if counts is None or not wanted:
            return "", 0
        found: list[tuple[bool, int, str]] = []
        for tag in counts.tags:
            names = [folded(name) for name in (tag.name, *tag.other_names)]
            is_called_so = wanted in names
            if is_called_so or (not exactly and _has_words(names, wanted.split())):
                found.append((is_called_so, counts.tagged.get(tag.id, 0), tag.name))
        _, count, name = max(found, default=(False, 0, ""))
        return name, count


def _has_words(names: Iterable[str], words: Sequence[str]) -> bool:
    """Tell whether one of the names has all of these words."""
    return any(all(word in name for word in words) for name in names)


def _has_joining_word(text: str) -> bool:
    """Tell whether a search has a bare "or" or "and" beside other words."""
    try:
        alternatives = parse(text).alternatives
    except TagStudioError:
        return False
    return any(
        isinstance(term.test, Text)
        and term.test.field is None
        and term.test.text.lower() in JOINING
        for terms in alternatives
        if len(terms) > 1
        for term in terms
    )
