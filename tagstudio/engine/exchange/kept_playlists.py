"""Playlists that are kept up to date: which file is of which saved search.

They are listed in a file beside the library, for they are about the files of this computer.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.os_errors import refusal_of
from tagstudio.core.progress import run
from tagstudio.core.regular_files import read_text
from tagstudio.engine.exchange.export import ExportPlan, ExportReport, export_tracks
from tagstudio.engine.exchange.formats import FORMATS
from tagstudio.engine.exchange.smart_playlist import smart_playlist
from tagstudio.engine.exchange.writer import ExportOptions
from tagstudio.library.models.models import Model
from tagstudio.library.search.saved_searches import query_of_search

SUFFIXES = (".nsp", ".m3u8")


class KeptPlaylist(NamedTuple):
    """A playlist: the name of its saved search, its file, and whether its paths are relative."""

    search: str
    file: str
    relative: bool = False


def kept_playlists(library: Path) -> list[KeptPlaylist]:
    """Return the playlists that are kept up to date with a library, by file.

    Raises TagStudioError where their list cannot be read.
    """
    place = list_of(library)
    try:
        found = json.loads(read_text(place))
        kept = [KeptPlaylist(**one) for one in found["playlists"]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise TagStudioError(
            "playlists.unreadable",
            "The list of playlists {file} cannot be read. Remove it, and keep the playlists anew.",
            file=place,
        ) from error
    return sorted(kept, key=lambda one: one.file)


def keep_playlists(library: Path, kept: Sequence[KeptPlaylist]) -> None:
    """Keep these playlists up to date with a library, and no others; raises OSError."""
    text = json.dumps({"playlists": [one._asdict() for one in kept]}, indent=1)
    with replaced_atomically(list_of(library)) as temporary:
        temporary.write_text(f"{text}\n", encoding="utf-8")


def write_playlist_of(
    connection: Connection, model: Model | None, playlist: KeptPlaylist
) -> ExportReport:
    """Write the playlist of a saved search: the tracks that it finds now (.m3u8), or its rules.

    Raises TagStudioError where there is no such search, no rules for it, or no room for the file.
    """
    file = Path(playlist.file)
    query = query_of_search(connection, playlist.search)
    try:
        if file.suffix.lower() == ".nsp":
            rules = smart_playlist(connection, playlist.search, query)
            with replaced_atomically(file) as temporary:
                text = json.dumps(rules, indent=2, ensure_ascii=False)
                temporary.write_text(f"{text}\n", encoding="utf-8")
            return ExportReport()
        options = ExportOptions(folder=file.parent if playlist.relative else None)
        plan = ExportPlan(FORMATS["m3u8"], query, model, options=options)
        with replaced_atomically(file) as temporary, temporary.open("wb") as out:
            return run(export_tracks(connection, plan, out, file))
    except OSError as error:
        raise TagStudioError(
            "export.not-written",
            "{file} could not be written: {reason}. {advice}",
            file=playlist.file,
            reason=refusal_of(error).reason,
            advice=refusal_of(error).advice,
        ) from error


def check_place(file: Path) -> None:
    """Raise TagStudioError for a file that is no playlist by its name."""
    if file.suffix.lower() not in SUFFIXES:
        raise TagStudioError(
            "playlists.suffix",
            "{file} is no playlist by its name. End it with .m3u8 for the tracks that the search"
            " finds now, or with .nsp for a smart playlist of Navidrome.",
            file=os.fspath(file),
        )


def list_of(library: Path) -> Path:
    """Return the file that lists the playlists of a library."""
    return library.with_name(f"{library.name}.playlists.json")
