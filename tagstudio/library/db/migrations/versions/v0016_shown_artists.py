"""The artist by which lists show a track, for sorting by it."""

import unicodedata

from alembic import op

revision = "0016"
down_revision = "0015"

_NO_ARTIST = (
    "va|v/a|various|various artists|various artist|various interprets|varios|varios artistas"
    "|artistes divers|artisti vari|diverse|diverse interpreten|verschiedene"
    "|verschiedene interpreten|verschiedene künstler|compilation|compilations|sampler|soundtrack"
    "|soundtracks|ost|unknown|unknown artist|no artist|none|n/a|untitled|artist|unbekannt"
    "|unbekannter interpret|unbekannter künstler|artiste inconnu|artista desconocido"
)
NO_ARTIST = frozenset(_NO_ARTIST.split("|"))


def upgrade() -> None:
    """Add the column and fill it: what the file names, else what an import or names tell."""
    op.execute("ALTER TABLE track_texts ADD COLUMN shown_artist TEXT")
    op.execute("UPDATE track_texts SET shown_artist = coalesce(artist, albumartist)")
    connection = op.get_bind()
    told = connection.exec_driver_sql(
        "SELECT track_id, track_texts.artist, track_texts.albumartist,"
        " track_artists.artist"
        " FROM track_artists JOIN track_texts USING (track_id)"
        " JOIN tracks ON tracks.id = track_id"
        " WHERE typeof(track_artists.artist) = 'text' AND track_artists.artist <> ''"
        " AND file_artist IS NULL ORDER BY origin"  # "import" is the last and stays
    ).fetchall()
    shown = [
        (unicodedata.normalize("NFC", name.casefold()), track_id)
        for track_id, artist, albumartist, name in told
        if not (_is_artist(artist) or _is_artist(albumartist))
    ]
    if shown:
        connection.exec_driver_sql(
            "UPDATE track_texts SET shown_artist = ? WHERE track_id = ?", shown
        )
    op.execute("CREATE INDEX track_texts_by_shown_artist ON track_texts (shown_artist)")


def _is_artist(name: str | None) -> bool:
    bare = str(name or "").strip().strip("[]()<>{}").replace(".", "").strip()
    return bool(bare) and bare not in NO_ARTIST
