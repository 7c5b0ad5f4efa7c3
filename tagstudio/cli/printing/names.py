"""How the tables and the JSON of the shell name a track."""

from typing import TYPE_CHECKING

from tagstudio.cli.printing.output import printable

if TYPE_CHECKING:
    from tagstudio.engine.artists.shown_names import ShownNames

GUESS = "(?)"  # stands behind an artist that is only a guess
GUESSES = f"{GUESS}: the artist is told by the name of the file or of its folder."


def artist_cell(names: "ShownNames") -> str:
    """Return the artist for a table."""
    return printable(f"{names.artist} {GUESS}" if names.is_guess else names.artist)


def names_as_dict(names: "ShownNames") -> dict[str, str | None]:
    """Return the names for JSON, with what tells the artist."""
    origin = "you" if names.origin == "user" else names.origin
    return {"title": names.title, "artist": names.artist, "artist_from": origin}
