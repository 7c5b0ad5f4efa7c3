"""Resolve tag names of other programs: "hiphop" and "hip hop" are Hip-Hop, "R & B" is rnb."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tags.tags import Tag

LONGEST = 100  # characters of a tag's name
CLOSEST = 3  # names that are said to be like another one
_SEPARATORS = ";/,"  # file tags are split at these
_BETWEEN_NAMES = re.compile(rf"\s*[{_SEPARATORS}][\s{_SEPARATORS}]*")
_AND = re.compile(r"&|\band\b|'?\bn\b'?")


class TagNames:
    """The names of the library's tags, compared without case, then without punctuation too.

    A tag is meant by its other names as well, those that the user gave it among them; where one of
    these is the name of another tag, that one is meant.
    """

    def __init__(self, tags: Iterable[Tag]) -> None:
        self._exact: dict[str, Tag] = {}
        self._other: dict[str, Tag] = {}
        self._bare: defaultdict[str, list[Tag]] = defaultdict(list)
        for tag in tags:
            self.add(tag)

    def add(self, tag: Tag) -> None:
        """Add a tag."""
        self._exact[folded(tag.name)] = tag
        for name in tag.other_names:
            self._other.setdefault(folded(name), tag)
        for key in dict.fromkeys(bare(name) for name in (tag.name, *tag.other_names)):
            self._bare[key].append(tag)

    def called(self, name: str) -> Tag | None:
        """Return the tag that has this very name, in any case, or has it among its other names."""
        key = folded(name.strip())
        return self._exact.get(key) or self._other.get(key)

    def meant_by(self, name: str) -> list[Tag]:
        """Return the tags that `name` can mean: one, none, or several where it is ambiguous."""
        exact = self.called(name)
        if exact is not None:
            return [exact]
        return self._bare.get(bare(name), []) if bare(name) else []

    def closest(self, name: str) -> list[str]:
        """Return the names of the tags that may be meant, three at most, the nearest first.

        These are the ones that go on with another word, then those that look like `name`.
        """
        known = {bare(tag.name): tag.name for tag in self._exact.values()}
        begun = f"{folded(name.strip())} "
        longer = [one for one in known.values() if folded(one).startswith(begun)]
        like = [known[near] for near in difflib.get_close_matches(bare(name), known)]
        return list(dict.fromkeys([*longer, *like]))[:CLOSEST]


def bare(name: str) -> str:
    """Return the letters and digits of `name`, folded; "&" and "and" are an "n"."""
    if name.isascii() and name.isalnum():  # a plain word: nothing is to be left out
        return "n" if name.lower() == "and" else name.lower()
    plain = _AND.sub("n", unicodedata.normalize("NFKD", folded(name)))
    return "".join(character for character in plain if character.isalnum())


def check_new_name(name: str) -> None:
    """Raise TagStudioError when `name` cannot be a new tag's."""
    if not bare(name) or len(name) > LONGEST or not name.isprintable():
        raise TagStudioError(
            "tags.impossible-name",
            "{name!r} cannot be a tag: a name has letters or digits, no line breaks, and at most"
            " {longest} characters.",
            name=name,
            longest=LONGEST,
        )
    if set(name) & set(_SEPARATORS):
        raise TagStudioError(
            "tags.separator-in-name",
            "{name!r} cannot be a tag: programs that read file tags take {marks}"
            " for the end of a name. Leave them out.",
            name=name,
            marks=" ".join(_SEPARATORS),
        )


def new_name_for(name: str) -> str:
    """Return what a new tag can be called for a name of another program; "" where nothing can.

    "Folk, World, & Country" is "Folk World & Country": without what programs split file tags at.
    """
    possible = _BETWEEN_NAMES.sub(" ", name).strip()
    try:
        check_new_name(possible)
    except TagStudioError:
        return ""
    return possible
