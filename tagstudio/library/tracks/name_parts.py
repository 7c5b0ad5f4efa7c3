"""Take the names of files and folders apart, and tell what in them can be an artist's name."""

import os
import re
from collections.abc import Collection
from functools import lru_cache

from tagstudio.library.db.text_folding import folded
from tagstudio.library.tracks.artist_names import is_artist

# A hyphen between blanks; a dash also without them, but not between two numbers.
_DASH = re.compile(r"\s+[-‐‑−~]+\s+|(?<!\d)\s*[‒–—―]+\s*|\s*[‒–—―]+\s*(?!\d)")
_NUMBER = re.compile(r"[\[(]?(\d{1,4}|\d{1,2}[-./]\d{1,3}|[A-Ha-h]\d{1,2})[\])]?\.?")
_TRACK_NUMBER = re.compile(
    r"[\[(]?(\d{1,3}|\d{1,2}[-.]\d{1,3}|[A-H]\d{1,2})(?:[\])]?[.)]\s*|[\])]?\s+)(?:-\s+)?(?=\S)"
)
_GUEST = re.compile(r"\s*[\[(]?\b(?:feat|ft|featuring)\b(?:\.|\s).*", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[\[({][^\])}]*[\])}]\s*$")
_LABEL = re.compile(  # "Track 7", "CD 1": what programs and people number
    r"(?:audio ?)?(?:track|titel|title|spur|piste|pista|disc|disk|cd|dvd|lp|vinyl|side|seite|take"
    r"|part|teil|chapter|kapitel|recording|aufnahme|new recording|neue aufnahme|voice|memo|song"
    r"|lied|stück|demo|mix|live|intro|session|movement|satz|act|akt|vol|volume|episode|folge)"
    r"[\s.#]*(?:\d+|[a-z]|[ivx]+)?"
)
_WORK = re.compile(  # "Symphony No. 5", "Sonate in A-Dur", "BWV 988"
    r"\b(?:no|nr|op|opus|bwv|kv|hwv|rv|hob)\b\.?\s*\d|\bin [a-h][\s-]?(?:\w+[\s-])?"
    r"(?:dur|moll|major|minor|majeur|mineur)\b"
)
_DISC = re.compile(r"(?:cd|disc|disk|dvd|lp|vinyl|side|seite|teil)[\s_.-]*\w{1,2}", re.IGNORECASE)
_SEPARATE = re.compile(r"(?:[A-Z]|#|0-9)(?:\s*-\s*[A-Z9])?")  # the folders of an alphabet
_DECADE = re.compile(r"(?:the )?(?:(?:19|20)?\d0['’]?(?:s|er)|(?:19|20)\d\d)")


def folder_of(path: str) -> str:
    """Return the folder that a file or folder lies in.

    Paths are texts here, as in all that goes through the files of a library: of 100,000 of them,
    objects take seconds.
    """
    return path.rpartition(os.sep)[0] or os.sep


def last_name(path: str) -> str:
    """Return the name of a file or folder."""
    return path.rpartition(os.sep)[2]


def stem_of(path: str) -> str:
    """Return the name of a file without its suffix."""
    name = last_name(path)
    stem, dot, suffix = name.rpartition(".")
    return stem if stem and dot and suffix else name


def is_disc(folder: str) -> bool:
    """Tell whether a folder of this name holds one disc of an album: "CD 2"."""
    return _DISC.fullmatch(folder) is not None


def parts_of(stem: str, *, tight: bool = False) -> list[str]:
    """Take the name of a file or folder, without its suffix, apart at its dashes.

    Numbers are left out, unless one stands at the end, where it can be a title. Underscores count
    as blanks in a name without blanks. A `tight` name has its dashes without blanks.
    """
    text = spaced(stem)
    found = text.split("-") if tight else _DASH.split(text)
    parts = [part for one in found if (part := " ".join(one.split()))]
    last = len(parts) - 1
    return [
        part
        for place, part in enumerate(parts)
        if not _NUMBER.fullmatch(part) or (place == last and not tight and place > 0)
    ]


def title_beside(stem: str, artist: str) -> str:
    """Return what the name of a file tells beside the artist: without it and the track's number."""
    parts = parts_of(stem, tight=is_tight(stem))
    key = key_of(artist)
    others = [part for part in parts if key_of(part) != key]
    if not key or not others or len(others) == len(parts):
        return stem
    number = track_number(others[0])
    return " - ".join([others[0][len(number) :] or others[0], *others[1:]])


def spaced(stem: str) -> str:
    """Return a name with blanks in the place of underscores, if it has no blanks."""
    return stem if " " in stem else stem.replace("_", " ")


def is_tight(stem: str) -> bool:
    """Tell whether underscores are the blanks of a name, and dashes without blanks divide it."""
    return " " not in stem and "_" in stem and "-" in stem and len(parts_of(stem)) < 2


def track_number(stem: str) -> str:
    """Return the number at the start of a file's name, with what divides it from the rest."""
    found = _TRACK_NUMBER.match(spaced(stem))
    return found[0] if found else ""


def without_guests(name: str) -> str:
    """Return an artist's name without "feat. ..."."""
    return _GUEST.sub("", name).strip(" ,;&") or name


def without_brackets(name: str) -> str:
    """Return a name without "(1976)" or "[Remastered]" behind it."""
    while (shorter := _BRACKETS.sub("", name)) not in {name, ""}:
        name = shorter
    return name


@lru_cache(4096)  # of few names, each of many tracks
def key_of(name: str) -> str:
    """Return what two spellings of an artist's name have in common."""
    return folded(without_guests(name)).removeprefix("the ").strip(" .!?'\"")


def can_be_artist(name: str, no_artists: Collection[str] = ()) -> bool:
    """Tell whether a part of a name can be an artist's; `no_artists` are folded names of genres."""
    text = folded(name).strip()
    return (
        len(text) > 1
        and any(character.isalpha() for character in text)
        and is_artist(name)
        and text not in no_artists
        and not _NUMBER.fullmatch(text)
        and not _LABEL.fullmatch(text)
        and not _WORK.search(text)
        and not _DECADE.fullmatch(text)
        and not _SEPARATE.fullmatch(name.strip())
    )
