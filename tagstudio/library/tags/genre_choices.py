"""What the librarian said that a genre in the files means, where its name does not tell."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.schema import genre_choices
from tagstudio.library.db.text_folding import clean, folded

_columns = genre_choices.c


def chosen_tags(connection: sa.Connection) -> dict[str, int | None]:
    """Return the tag that each genre means by choice, None for none; by the folded genre."""
    rows = connection.execute(sa.select(_columns.key, _columns.tag_id))
    return {row.key: row.tag_id for row in rows}


class Meaning(NamedTuple):
    """What was said of a genre: the tag that it means, None for none; or nothing (`is_said`)."""

    genre: str
    tag_id: int | None
    is_said: bool


def choose(connection: sa.Connection, meant: Mapping[str, int | None]) -> tuple[Meaning, ...]:
    """Remember the tag that each of these genres means, None for none; return what was said before.

    Open the library's `write(durable=True)` for it.
    """
    return put(connection, [Meaning(genre, tag_id, True) for genre, tag_id in meant.items()])


def put(connection: sa.Connection, wanted: Sequence[Meaning]) -> tuple[Meaning, ...]:
    """Let these be what is said of their genres; return what was said before, for `put`."""
    known = chosen_tags(connection)
    before = tuple(
        Meaning(one.genre, known.get(folded(one.genre)), folded(one.genre) in known)
        for one in wanted
    )
    rows = {
        folded(genre): {"key": folded(genre), "genre": clean(genre), "tag_id": tag_id}
        for genre, tag_id, is_said in wanted
        if is_said
    }
    for one in wanted:
        connection.execute(sa.delete(genre_choices).where(_columns.key == folded(one.genre)))
    if rows:
        connection.execute(sa.insert(genre_choices), list(rows.values()))
    return before
