"""The block of tags in a comment: "Bought in Lyon [TagStudio: jazz, piano]".

It is known by its form, whoever wrote it and in whichever library, so there is one of it; what is
written around it stays. One blank parts it from the comment in front.
"""

import re
from collections.abc import Iterable, Sequence

from tagstudio.audio.metadata.file_tags.fields import Texts

_SEPARATOR = ", "
_BLOCK = re.compile(r" ?\[TagStudio: ([^\[\]]*)\]")
_BRACKETS = str.maketrans("[]", "()")


def names_in(texts: Texts) -> tuple[str, ...]:
    """Return the names in the blocks of these comments."""
    blocks = (match[1] for text in texts for match in _BLOCK.finditer(text))
    names = (name.strip() for block in blocks for name in block.split(_SEPARATOR))
    return tuple(dict.fromkeys(name for name in names if name))


def with_names(texts: Texts, names: Sequence[str]) -> Texts:
    """Return the comments with these names in a block behind the first; without names none."""
    rest = [_BLOCK.sub("", text) for text in texts]
    if names:
        block = f"[TagStudio: {_SEPARATOR.join(names)}]"
        first = next(iter(rest), "")
        rest[:1] = [f"{first} {block}" if first else block]
    return tuple(text for text, old in _paired(rest, texts) if text or text == old)


def written(name: str) -> str:
    """Return a name as it can stand in a block: without the signs that a block is read by."""
    return name.translate(_BRACKETS).replace(_SEPARATOR, " ")


def _paired(rest: Sequence[str], texts: Texts) -> Iterable[tuple[str, str]]:
    """Yield each comment with what it was; a new one was "-", which it is not."""
    return zip(rest, (*texts, "-"), strict=False)
