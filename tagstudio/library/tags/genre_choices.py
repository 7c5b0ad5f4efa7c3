"""What the librarian said that a genre in the files means, where its name does not tell."""

from collections.abc import Mapping

import sqlalchemy as sa

from tagstudio.library.db.schema import genre_choices
from tagstudio.library.db.text_folding import clean, folded

_columns = genre_choices.c


def chosen_tags(connection: sa.Connection) -> dict[str, int | None]:
    """Return the tag that each genre means by choice, None for none; by the folded genre."""
    rows = connection.execute(sa.select(_columns.key, _columns.tag_id))
    return {row.key: row.tag_id for row in rows}


def choose(connection: sa.Connection, meant: Mapping[str, int | None]) -> None:
    """Remember the tag that each of these genres means, None for none.

    Open the library's `write(durable=True)` for it.
    """
    rows = {
        folded(genre): {"key": folded(genre), "genre": clean(genre), "tag_id": tag_id}
        for genre, tag_id in meant.items()
    }
    for key in rows:
        connection.execute(sa.delete(genre_choices).where(_columns.key == key))
    if rows:
        connection.execute(sa.insert(genre_choices), list(rows.values()))
