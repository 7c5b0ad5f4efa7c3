"""German words of the query language beside the English ones, whatever the window speaks.

A query keeps the English words: they are what searches are stored as, and what a person shares.
"""

from collections.abc import Mapping

GERMAN_FIELDS: Mapping[str, str] = {
    "titel": "title",
    "interpret": "artist",
    "album": "album",
    "albuminterpret": "albumartist",
    "genre": "genre",
    "pfad": "path",
    "jahr": "year",
    "sekunden": "seconds",
    "länge": "length",
    "laenge": "length",
    "format": "format",
    "tempo": "bpm",
    "tonart": "key",
    "lautheit": "loudness",
    "schlagwort": "tag",
    "ja": "yes",
    "nein": "no",
    "zustand": "state",
    "status": "state",
    "uneinigkeit": "disagreement",
    "von": "by",
    "ist": "is",
    "wie": "like",
    "suche": "search",
}
GERMAN_STATES: Mapping[str, str] = {
    "neu": "new",
    "vorgeschlagen": "suggested",
    "ungeprüft": "unreviewed",
    "geprüft": "reviewed",
    "fehlgeschlagen": "failed",
    "fehlend": "missing",
}
GERMAN_STANDINGS: Mapping[str, str] = {"strittig": "disputed"}
