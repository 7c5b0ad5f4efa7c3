"""The title by which lists show a track, for sorting by it."""

import os
import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from tagstudio.library.db.column_types import PlainText
from tagstudio.library.db.text_folding import folded

revision = "0031"
down_revision = "0030"

AT_A_TIME = 10_000  # tracks

TRACKS = sa.table("tracks", *map(sa.column, ("id", "path", "artist", "albumartist", "file_artist")))
TEXTS = sa.table("track_texts", *map(sa.column, ("track_id", "title", "shown_title")))
TOLD = sa.table("track_artists", *map(sa.column, ("track_id", "origin", "artist")))

_DASH = re.compile(r"\s+[-‐‑−~]+\s+|(?<!\d)\s*[‒–—―]+\s*|\s*[‒–—―]+\s*(?!\d)")
_NUMBER = re.compile(r"[\[(]?(\d{1,4}|\d{1,2}[-./]\d{1,3}|[A-Ha-h]\d{1,2})[\])]?\.?")
_TRACK_NUMBER = re.compile(
    r"[\[(]?(\d{1,3}|\d{1,2}[-.]\d{1,3}|[A-H]\d{1,2})(?:[\])]?[.)]\s*|[\])]?\s+)(?:-\s+)?(?=\S)"
)
_GUEST = re.compile(r"\s*[\[(]?\b(?:feat|ft|featuring)\b(?:\.|\s).*", re.IGNORECASE)
_NO_ARTIST = (
    "va|v/a|various|various artists|various artist|various interprets|varios|varios artistas"
    "|artistes divers|artisti vari|diverse|diverse interpreten|verschiedene"
    "|verschiedene interpreten|verschiedene künstler|compilation|compilations|sampler|soundtrack"
    "|soundtracks|ost|unknown|unknown artist|no artist|none|n/a|untitled|artist|unbekannt"
    "|unbekannter interpret|unbekannter künstler|artiste inconnu|artista desconocido"
)
NO_ARTIST = frozenset(_NO_ARTIST.split("|"))


def upgrade() -> None:
    """Add the column, and fill it with the title, else with what the file's name tells.

    That is what it tells beside the artist whom the file names, else an import or names. The order
    by the titles of the files alone is asked for no more.
    """
    op.add_column("track_texts", sa.Column("shown_title", PlainText))
    op.drop_index("track_texts_by_title", "track_texts", if_exists=True)
    titled = sa.update(TEXTS).where(TEXTS.c.title.is_not(None))
    op.execute(titled.values(shown_title=TEXTS.c.title))
    connection = op.get_bind()
    rows = _untitled(connection, 0)
    while rows:
        told = _told(connection, rows[0].id, rows[-1].id)
        of_track = sa.update(TEXTS).where(TEXTS.c.track_id == sa.bindparam("track"))
        connection.execute(
            of_track.values(shown_title=sa.bindparam("shown")),
            [{"track": row.id, "shown": _shown(row, told.get(row.id, ""))} for row in rows],
        )
        rows = _untitled(connection, rows[-1].id)
    op.create_index("track_texts_by_shown_title", "track_texts", ["shown_title"])


def _untitled(connection: sa.Connection, behind: int) -> Sequence[Any]:
    """Return the next tracks without a title, behind an id."""
    columns = TRACKS.c
    query = (
        sa.select(columns.id, columns.path, columns.artist, columns.albumartist)
        .join(TEXTS, TEXTS.c.track_id == columns.id)
        .where(TEXTS.c.title.is_(None), columns.id > behind)
        .order_by(columns.id)
    )
    return connection.execute(query.limit(AT_A_TIME)).all()


def _told(connection: sa.Connection, first: int, last: int) -> dict[int, str]:
    """Return by id what imports and names tell of the artists of tracks without the user's word."""
    query = (
        sa.select(TOLD.c.track_id, TOLD.c.artist)
        .join(TRACKS, TRACKS.c.id == TOLD.c.track_id)
        .where(TOLD.c.artist != "", TRACKS.c.file_artist.is_(None))
        .where(TOLD.c.track_id.between(first, last))
    )
    rows = connection.execute(query.order_by(TOLD.c.origin))  # "import" is the last and stays
    return {row.track_id: _text(row.artist) for row in rows}


def _shown(row: Any, told: str) -> str | None:
    artist, albumartist = _text(row.artist), _text(row.albumartist)
    beside = next(filter(_is_artist, (artist, albumartist)), told or artist)
    name = _text(row.path).rpartition(os.sep)[2]
    stem, dot, suffix = name.rpartition(".")
    return folded(_title_beside(stem if stem and dot and suffix else name, beside)) or None


def _title_beside(stem: str, artist: str) -> str:
    is_tight = " " not in stem and "_" in stem and "-" in stem and len(_parts(stem, False)) < 2
    parts, key = _parts(stem, is_tight), _key(artist)
    others = [part for part in parts if _key(part) != key]
    if not key or not others or len(others) == len(parts):
        return stem
    number = _TRACK_NUMBER.match(_spaced(others[0]))
    return " - ".join([others[0][number.end() if number else 0 :] or others[0], *others[1:]])


def _parts(stem: str, is_tight: bool) -> list[str]:
    text = _spaced(stem)
    found = text.split("-") if is_tight else _DASH.split(text)
    parts = [part for one in found if (part := " ".join(one.split()))]
    last = len(parts) - 1
    return [
        part
        for place, part in enumerate(parts)
        if not _NUMBER.fullmatch(part) or (place == last and not is_tight and place > 0)
    ]


def _spaced(stem: str) -> str:
    return stem if " " in stem else stem.replace("_", " ")


def _key(name: str) -> str:
    without_guests = _GUEST.sub("", name).strip(" ,;&") or name
    return folded(without_guests).removeprefix("the ").strip(" .!?'\"")


def _is_artist(name: str) -> bool:
    bare = folded(name).strip().strip("[]()<>{}").replace(".", "").strip()
    return bool(bare) and bare not in NO_ARTIST


def _text(stored: object) -> str:
    """Return a text or path, whatever is stored in its place."""
    return os.fsdecode(stored) if isinstance(stored, bytes) else str(stored or "")
