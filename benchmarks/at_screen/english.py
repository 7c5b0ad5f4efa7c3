"""Find English on a screen that speaks another language: what was forgotten to be translated."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from at_screen.node import Node
from at_screen.words import Words

# Words that are in nearly every English sentence, and in no German one.
TELLING = re.compile(
    r"(?<![\w/.-])(?:the|of|and|is|are|with|this|that|it|they|your|you|to|from|for|yet|have|were"
    r"|can|cannot|been|which|what|how)(?![\w/-])"
)
ENOUGH = 2  # such words, and a text is English


def english(windows: Sequence[Node], words: Words, names: Collection[str] = ()) -> Iterator[str]:
    """Go through the texts that are English though the program speaks another language.

    A text that the translation knows by its English is one, and so is a sentence with several of
    the words above. `names` are the user's own (titles, artists, files), which are in any language.
    """
    if words.language == "en":
        return
    for node in (n for window in windows for n in window.walk()):
        for text in {node.name, node.text, node.description} - {"", *names}:
            if words.is_untranslated(text) or _reads_english(text, names):
                yield f"English is left on the {node.role}: {text[:120]}"


def _reads_english(text: str, names: Collection[str]) -> bool:
    for name in names:
        if name in text:
            text = text.replace(name, "")
    return len(TELLING.findall(text)) >= ENOUGH
