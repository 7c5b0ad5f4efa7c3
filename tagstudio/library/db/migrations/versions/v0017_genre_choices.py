"""What the librarian said that genres in the files mean."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add the table of choices."""
    op.execute(
        """
        CREATE TABLE genre_choices (
            id INTEGER NOT NULL PRIMARY KEY,
            "key" TEXT NOT NULL,
            genre TEXT NOT NULL,
            tag_id INTEGER REFERENCES tags (id),
            UNIQUE ("key")
        )
        """
    )
