"""Find the texts that hold words without looking into all of them, by the trigrams of the words.

A text that holds a word holds each three letters of it that follow each other (Zobel, Moffat and
Sacks-Davis, "Searching large lexicons for partially specified terms using compressed inverted
files", VLDB 1993). SQLite's full text index (FTS5, tokenizer trigram) gives the tracks of each; it
is kept by triggers. Who looks compares those texts with longer words, for trigrams do not tell
their order. Where the index is lost, all texts are looked into.

PostgreSQL's index (`pg_trgm`) is asked by LIKE, takes the three letters out of the words by itself,
and is kept by the server.

A word of two letters is one of the trigrams that begin with it, each text having a line break
behind its end. One of a single letter is in nearly all texts, which are then looked into.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias, TypeVar

import sqlalchemy as sa

from tagstudio.library.db.schema import search_texts
from tagstudio.library.db.sqlite.soundness import LEAVES_OUT
from tagstudio.library.db.sqlite.triggers import TRIGRAM_TABLES, TRIGRAMS

LENGTH = 3
MOST = 12  # of a word that are asked for: a path has a hundred
FEW = 0.25  # of the texts: to look into these alone takes less time than into all, one by one
COMMON = 0.1  # of the texts: so many hold a word that is met everywhere
_LAST = chr(0x10FFFF)
_AT_A_TIME = 10_000  # texts
INDEX = TRIGRAMS  # the name of the index
Likely: TypeAlias = sa.Select[tuple[int]] | None  # None: nothing tells, so that all may
Found = TypeVar("Found")
Asked = TypeVar("Asked", bound=sa.Select[Any])
_index = sa.table(INDEX, sa.column("rowid", sa.Integer))
_terms = sa.table(f"{TRIGRAMS}_terms", sa.column("term", sa.Text), sa.column("doc", sa.Integer))


def tracks_worth_a_look(connection: sa.Connection, words: Iterable[str]) -> Likely:
    """Return the SELECT of the tracks whose texts can hold all of the (folded) words.

    Those in which they are may be fewer.
    """
    if connection.dialect.name == "postgresql":
        held = [search_texts.c.text.contains(w, autoescape=True) for w in words if len(w) >= LENGTH]
        return sa.select(search_texts.c.track_id).where(*held) if held else None
    wanted = [word for word in words if len(word) >= LENGTH - 1]
    likely = _of_words(connection, wanted)
    if likely is None or tells_all(connection, wanted) or _are_few(connection, likely, FEW):
        return likely
    return None


def _of_words(connection: sa.Connection, wanted: Sequence[str]) -> Likely:
    """Return the SELECT of the tracks that have the trigrams of words, None: nothing tells."""
    if not wanted or not is_there(connection):
        return None
    query = " AND ".join(_of_word(connection, word) for word in wanted)
    return sa.select(_index.c.rowid).where(sa.literal_column(TRIGRAMS).op("MATCH")(query))


def among_likely(
    connection: sa.Connection, words: Iterable[str], look: Callable[[Likely], Found]
) -> Found:
    """Return what `look` finds among the tracks worth a look; all, where the index is damaged."""
    try:
        return look(tracks_worth_a_look(connection, words))
    except sa.exc.DatabaseError as error:
        _pass_over_damage(error)
        return look(None)


def _pass_over_damage(error: sa.exc.DatabaseError) -> None:
    """Raise an error again, unless it is that the index cannot be read."""
    if getattr(error.orig, "sqlite_errorname", "") != "SQLITE_CORRUPT_VTAB":
        raise error


def may_be_common(connection: sa.Connection, words: Iterable[str]) -> bool:
    """Tell whether a good part of all texts may hold the (folded) words.

    PostgreSQL does not say before it has looked.
    """
    if connection.dialect.name == "postgresql":
        return True
    try:
        likely = _of_words(connection, [word for word in words if len(word) >= LENGTH - 1])
        return likely is None or not _are_few(connection, likely, COMMON)
    except sa.exc.DatabaseError as error:
        _pass_over_damage(error)
        return True


def narrowed(query: Asked, track_id: sa.Column[int], likely: Likely) -> Asked:
    """Return a query of texts restricted to those that are worth a look."""
    return query if likely is None else query.where(track_id.in_(likely))


def _are_few(connection: sa.Connection, likely: sa.Select[tuple[int]], share: float) -> bool:
    """Tell whether these texts are no more than a share of all."""
    last = connection.scalar(sa.select(sa.func.max(search_texts.c.track_id))) or 0
    most = int(last * share)
    some = likely.limit(most + 1).subquery()  # to count all of them would take as long as the rest
    return (connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0) <= most


def tells_all(connection: sa.Connection, words: Iterable[str]) -> bool:
    """Tell whether the tracks worth a look are those that hold the words: no text is looked into.

    So it is in a library file for words that are trigrams, or the beginnings of some; but not where
    damaged rows are left out, of which the index knows nothing.
    """
    if connection.dialect.name == "postgresql" or LEAVES_OUT in connection.info:
        return False
    return all(LENGTH - 1 <= len(word) <= LENGTH for word in words)


def is_there(connection: sa.Connection) -> bool:
    """Tell whether a library file has the index."""
    found = "SELECT 1 FROM sqlite_master WHERE name = ?"
    return connection.exec_driver_sql(found, (TRIGRAMS,)).first() is not None


def rebuild(connection: sa.Connection) -> None:
    """Make the index anew from the texts."""
    for name in (f"{TRIGRAMS}_terms", TRIGRAMS):
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    for statement in TRIGRAM_TABLES:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(
        f"INSERT INTO {TRIGRAMS} (rowid, text) SELECT track_id, text || char(10) FROM search_texts"
        " WHERE typeof(track_id) = 'integer'"
    )


def differing(connection: sa.Connection) -> int:
    """Return how many trigrams the index has in more or fewer texts than there are; -1: no index.

    It is then rebuilt: see `rebuild`. PostgreSQL keeps its own.
    """
    if connection.dialect.name == "postgresql":
        return 0
    if not is_there(connection):
        return -1
    try:
        stored = Counter({row.term: row.doc for row in connection.execute(sa.select(_terms))})
    except sa.exc.DatabaseError:
        return -1
    texts = connection.execute(
        sa.select(search_texts.c.text).execution_options(yield_per=_AT_A_TIME)
    )
    for [text] in texts:
        stored.subtract(_trigrams(f"{text}\n"))
    return sum(count != 0 for count in stored.values())


def _of_word(connection: sa.Connection, word: str) -> str:
    """Return the query of the index for a word."""
    if len(word) >= LENGTH:
        found = sorted(_trigrams(word))
        step = max(1, len(found) // MOST)
        return " AND ".join(map(_quoted, found[::step][:MOST]))
    begin_so = sa.select(_terms.c.term).where(_terms.c.term >= word, _terms.c.term <= word + _LAST)
    terms: Sequence[str] = connection.scalars(begin_so).all()
    return f"({' OR '.join(map(_quoted, terms))})" if terms else _quoted(word + "\n")


def _trigrams(text: str) -> set[str]:
    return {text[start : start + LENGTH] for start in range(len(text) - LENGTH + 1)}


def _quoted(trigram: str) -> str:
    return '"{}"'.format(trigram.replace('"', '""'))
