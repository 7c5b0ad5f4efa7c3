"""Types of columns: paths and messages; numbers and texts that are the same in both databases."""

import os
from typing import Any

import sqlalchemy as sa

from tagstudio.core.messages import Message, as_message, from_text, to_text
from tagstudio.library.db.text_folding import clean

# An integer of 64 bits, as all of SQLite's are.
WholeNumber = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
# A text that compares and sorts by its bytes, as SQLite's do, whatever the server's language.
PlainText = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def as_in_sqlite(type_: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    """Return the type that holds, compares and sorts in PostgreSQL what `type_` does in SQLite."""
    if type(type_) is sa.Integer:
        return WholeNumber
    return PlainText if type(type_) is sa.Text else type_


class FilePath(sa.types.TypeDecorator[str]):
    """A path as Python spells it (`os.fsdecode`), stored as its bytes, which may not be UTF-8."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> bytes | None:
        """Return the bytes that the file system knows."""
        return None if value is None else os.fsencode(value)

    def process_result_value(self, value: bytes | None, dialect: sa.Dialect) -> str | None:
        """Return Python's spelling of those bytes."""
        return None if value is None else os.fsdecode(value)


class MessageText(sa.types.TypeDecorator[Message]):
    """A message, stored as the text of `messages.to_text`: key, English template and values.

    Rows of older versions hold the bare English sentence; they are read as plain messages. A plain
    sentence may also be given as `str`.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | Message | None, dialect: sa.Dialect) -> str | None:
        """Return the text to store."""
        return None if value is None else clean(to_text(as_message(value)))

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Message | None:
        """Return the message that a text was made of."""
        return None if value is None else from_text(value)
