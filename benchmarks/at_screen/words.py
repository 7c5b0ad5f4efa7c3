"""The program's texts in the language it speaks, read from the translations that come with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

TRANSLATIONS = Path(__file__).parent.parent.parent / "resources" / "translations"
PLACEHOLDER = re.compile(r"%n|%L?\d|\{[^{}]*\}")
NUMBER = r"[\d.,\u00a0\u202f ]*\d"


class Words:
    """Texts of the window by their English ones; what is not translated stays as it is."""

    def __init__(self, language: str, folder: Path = TRANSLATIONS) -> None:
        self.language = language
        self._texts = {} if language == "en" else dict(_texts(folder, language))
        self._marked = {text.replace("&", ""): text for text in self._texts if "&" in text}

    def here(self, english: str) -> str:
        """Return a text in the program's language; in English without the mark of its key."""
        found = self._texts.get(english) or self._texts.get(self._marked.get(english, ""))
        return found[0] if found else english

    def knows(self, english: str) -> bool:
        """Tell whether the program has this text, or a message of this key, in its translations."""
        return english in self._texts or english in self._marked

    def is_untranslated(self, text: str) -> bool:
        """Tell whether a text is a whole English one that is said otherwise in this language."""
        here = self._texts.get(text)
        return here is not None and len(text.split()) > 1 and text not in here

    def forms(self, english: str) -> list[str]:
        """Return all forms of a text with a number: "%n track(s)" is "1 track" and "2 tracks"."""
        if english in self._texts:
            return self._texts[english]
        plural = english.replace("(s)", "s")
        return [english.replace("(s)", ""), plural] if plural != english else [english]

    def numbers(self, english: str, text: str) -> list[int] | None:
        """Return the numbers in a text of this kind, None where it is not of the kind.

        "%n track(s)" finds 31 in "31 tracks", and in "31 Titel" in German.
        """
        for form in self.forms(english):
            found = re.search(pattern(form), text)
            if found:
                return [whole(number) for number in found.groups()]
        return None

    def is_of(self, english: str, text: str) -> bool:
        """Tell whether a text is of this kind, whatever its numbers."""
        return any(re.fullmatch(pattern(form), text.strip(" ▾.")) for form in self.forms(english))


def pattern(form: str) -> str:
    """Return the regular expression of a text in which the placeholders are numbers."""
    parts = PLACEHOLDER.split(form)
    return rf"(?<!\d)({NUMBER})(?!\d)".join(re.escape(part) for part in parts)


def whole(number: str) -> int:
    """Return a number that is written with marks between thousands."""
    return int(re.sub(r"\D", "", number))


def _texts(folder: Path, language: str) -> Iterator[tuple[str, list[str]]]:
    tree = ElementTree.parse(folder / f"tagstudio_{language}.ts")
    for told in tree.iter("message"):
        source, translation = told.findtext("source"), told.find("translation")
        if source and translation is not None:
            forms = [one.text or "" for one in translation.findall("numerusform")]
            forms = forms or [translation.text or ""]
            if all(forms):
                yield source, forms
    for file in sorted((folder / "messages" / language).glob("*.toml")):
        yield from _messages(tomllib.loads(file.read_text("utf-8")))


def _messages(told: dict[str, object]) -> Iterator[tuple[str, list[str]]]:
    for key, text in told.items():
        if isinstance(text, str):
            yield key, [text]
        elif isinstance(text, dict):
            yield from ((f"{key}.{rest}", forms) for rest, forms in _messages(text))
