"""The identity of a library: a random id that it keeps for life, wherever its file lies.

Copies and restored libraries share it. By it a model version says whose answers it learned from.
"""

import sqlalchemy as sa

from tagstudio.library.db.schema import identity


def library_id(connection: sa.Connection) -> str:
    """Return the id, 32 hexadecimal digits."""
    return str(connection.scalar(sa.select(identity.c.library_id)))
