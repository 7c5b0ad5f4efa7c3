"""The librarian's own tags that the model has not learned yet, which Review asks about everywhere.

The model scores no such tag, so no track would list it but those that were answered, and a no could
hardly be given; yet it is learned from a no as much as from a yes.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import decisions, journal
from tagstudio.library.models.models import Model
from tagstudio.library.tags.decisions import FILE_TAG, DecisionSource, newest_entry
from tagstudio.library.tags.tags import Tag
from tagstudio.library.tags.vocabularies import tags_of_vocabularies

MOST = 12
LOOKED_BACK = 5_000  # entries of the journal

_BY_NOBODY: tuple[DecisionSource, ...] = (FILE_TAG, "import")  # of thousands of tracks at once


def unlearned_tags(connection: sa.Connection, model: Model, known: Sequence[Tag]) -> list[Tag]:
    """Return the MOST own tags that were answered last, of those that `model` does not have.

    `known` are the tags of the library. Answered means by people, on a track, with an answer that
    still stands on one. MOST is what a page of Review holds beside its suggestions, and more words
    than anybody has in mind while hearing a track: of 300 own tags those of the present work come,
    and a tag that is answered again comes back.

    LOOKED_BACK bounds the reading: the end of the journal by its key, some ms, however many answers
    there are. After an import of more entries than that, tags come back with their next answer.
    """
    not_asked = tags_of_vocabularies(connection).union(tag.tag_id for tag in model.tags)
    candidates = {tag.id: tag for tag in known if tag.id not in not_asked}
    if not candidates:
        return []
    columns = journal.c
    newest = sa.func.max(columns.id)
    recent = (
        sa.select(columns.tag_id, newest.label("newest"))
        .where(
            columns.id > newest_entry(connection) - LOOKED_BACK,
            columns.source.not_in(_BY_NOBODY),
            in_ids(columns.tag_id, candidates),
        )
        .group_by(columns.tag_id)
        .subquery()
    )
    stands = sa.exists().where(decisions.c.tag_id == recent.c.tag_id)
    query = sa.select(recent.c.tag_id).where(stands).order_by(recent.c.newest.desc()).limit(MOST)
    return [candidates[tag_id] for tag_id in connection.scalars(query)]
