"""The 50 last.fm tags of the Million Song Dataset lists, in the order of their columns."""

from tagstudio.plugin_api.vocabulary import LASTFM_TAGS

TAGS = tuple(tag.name for tag in LASTFM_TAGS)


def spelled_as_usual(name: str) -> str:
    """Return the tag that equals `name` but for case and punctuation, else `name`."""
    return _SPELLINGS.get(_bare(name), name)


def _bare(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


_SPELLINGS = {_bare(tag): tag for tag in TAGS}
