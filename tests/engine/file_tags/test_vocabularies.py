"""What belongs to a vocabulary that is off is written as an answer, never as a suggestion."""

import sqlalchemy as sa

from tagstudio.core.progress import run
from tagstudio.engine.file_tags.plan import WriteOptions, plan_writes
from tagstudio.library.db.schema import model_tags
from tagstudio.library.models.models import find_model
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.library.tags.vocabularies import switch


def written(library) -> dict[str, tuple[str, ...]]:
    with library.read() as connection:
        model = find_model(connection, "m")
    plan = run(plan_writes(library, [1], model, WriteOptions(suggested=True)))
    return {row.field: row.after for row in plan.rows()}


def test_a_suggestion_of_a_vocabulary_that_is_off_is_not_written(library):
    assert written(library) == {"genre": ("Dark Folk", "jazz"), "mood": ("happy",)}
    with library.write() as connection:
        named = sa.update(model_tags).where(model_tags.c.position < 2)
        connection.execute(named.values(vocabulary="last.fm"))
        switch(connection, "last.fm", on=False)
    assert written(library) == {}
    with library.write() as connection:
        jazz = find_model(connection, "m").tags[0].tag_id
        record_decisions(connection, [Decision(1, jazz, "yes")], "user")
    assert written(library) == {"genre": ("Dark Folk", "jazz")}
