"""The page in place of the table where a search finds nothing: why, and what may be meant."""

from __future__ import annotations

from PySide6.QtCore import Signal

from tagstudio.library.db.text_folding import folded
from tagstudio.library.search.query_text import quoted
from tagstudio.ui.base.theme import Theme
from tagstudio.ui.library_screen.sidebar_model import SidebarCounts
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.empty_state import EmptyState


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
        self.pressed.connect(self._on_pressed)

    def take_counts(self, counts: SidebarCounts) -> None:
        """Take in which tags there are, and on how many tracks."""
        self._counts = counts

    def explain(self, text: str) -> None:
        """Say what can be done about a search that found nothing."""
        name, count = self._tag_called(text)
        self._query = f"tag:{quoted(name)}"
        if not count:
            self.say(self.tr("Change the search, or see everything."), without={"tag"})
            return
        self.say(
            self.tr(
                "No title, artist, album, genre or path has these words, but there is a tag of"
                " this name."
            )
        )
        one, many = self.tr("Show 1 track with the tag"), self.tr("Show {n} tracks with the tag")
        self.buttons["tag"].setText(one if count == 1 else many.format(n=counted(count)))
        self.buttons["tag"].setToolTip(self._query)

    def _on_pressed(self, name: str) -> None:
        self.query_wanted.emit(self._query if name == "tag" else "")

    def _tag_called(self, text: str) -> tuple[str, int]:
        """Return the tag whose name `text` is and on how many tracks it stands; 0 for no such."""
        wanted, counts = folded(text.strip().strip('"')), self._counts
        if counts is not None and wanted:
            for tag in counts.tags:
                if wanted in map(folded, (tag.name, *tag.other_names)):
                    return tag.name, counts.tagged.get(tag.id, 0)
        return "", 0
