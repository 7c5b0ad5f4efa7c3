"""Which pages the handbook has, what stands in them, and where words are found.

A language is a folder of Markdown files. Its README.md is the table of contents, for whoever reads
the folder on the web as for the window: a heading for each group, a list of links to its pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from tagstudio.core.paths import bundled_folder

HANDBOOK = bundled_folder("docs") / "handbook"
CONTENTS = "README.md"
_GROUP = re.compile(r"^## (?P<title>.+)$")
_ENTRY = re.compile(r"^- \[(?P<title>[^\]]+)\]\((?P<name>[a-z-]+)\.md\)")
_TAG = re.compile(r"<[^>]*>")
_MARKUP = re.compile(r"!?\[(?P<text>[^\]]*)\]\([^)]*\)|[*`#|]")


@dataclass(frozen=True)
class HandbookPage:
    """A page: the name of its file without ".md", its title, and the group that it stands in."""

    name: str
    title: str
    group: str
    file: Path

    def text(self) -> str:
        """Return its Markdown."""
        return self.file.read_text(encoding="utf-8")


def pages(language: str) -> list[HandbookPage]:
    """Return the pages of a language ("en"), in the order of its table of contents."""
    folder = HANDBOOK / language
    found: list[HandbookPage] = []
    group = ""
    for line in (folder / CONTENTS).read_text(encoding="utf-8").splitlines():
        if heading := _GROUP.match(line):
            group = heading["title"]
        elif entry := _ENTRY.match(line):
            file = folder / f"{entry['name']}.md"
            found.append(HandbookPage(entry["name"], entry["title"], group, file))
    return found


def plain(markdown: str) -> str:
    """Return the words of a page without its marks: links by their texts, no HTML."""
    without = _MARKUP.sub(lambda mark: mark["text"] or "", markdown)
    return unescape(_TAG.sub("", without))


def with_words(among: list[HandbookPage], words: str) -> list[HandbookPage]:
    """Return the pages that hold all of these words, or beginnings of words, in any case.

    Those whose title holds most of them come first; of equals the order of the contents stays.
    """
    wanted = [re.compile(rf"(?<!\w){re.escape(word)}", re.IGNORECASE) for word in words.split()]
    found = [one for one in among if all(word.search(plain(one.text())) for word in wanted)]
    return sorted(found, key=lambda one: -sum(bool(word.search(one.title)) for word in wanted))
