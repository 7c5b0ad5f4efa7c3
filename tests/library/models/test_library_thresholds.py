import pytest
import sqlalchemy as sa

from tagstudio.library.db.database import Library
from tagstudio.library.models import library_thresholds, models
from tagstudio.library.models.library_thresholds import LibraryThreshold
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.search.query import parse
from tagstudio.library.tags.decisions import Decision, newest_entry, record_decisions
from tagstudio.library.views import browse


def test_a_threshold_of_the_library_counts_everywhere(small: Library, model_id: int) -> None:
    with small.write() as connection:
        jazz = models.model(connection, model_id).tags[0].tag_id
        found = LibraryThreshold(jazz, 0.05, "top", 0.05)
        library_thresholds.store(connection, model_id, [found])
        model = models.model(connection, model_id)
        assert model.thresholds[jazz] == model.tags[0].default_threshold == 0.05
        assert (model.tags[0].model_threshold, model.tags[0].library_rule) == (0.5, "top")
        assert browse.track_ids(connection, parse("tag:jazz"), model) == [1, 3, 4]
        library_thresholds.store(
            connection, model_id, [LibraryThreshold(jazz, 0.8, "answers", 0.05, 7)]
        )
        assert library_thresholds.stored(connection, model_id) == {
            jazz: LibraryThreshold(jazz, 0.8, "answers", 0.05, 7)
        }


@pytest.mark.parametrize("threshold", [0.0, 1.5])
def test_an_impossible_threshold_is_refused(
    small: Library, model_id: int, threshold: float
) -> None:
    with pytest.raises(sa.exc.IntegrityError), small.write() as connection:
        library_thresholds.store(connection, model_id, [LibraryThreshold(1, threshold, "top", 0.5)])


def test_a_model_is_behind_until_it_has_seen_the_newest_answer(
    small: Library, model_id: int
) -> None:
    with small.write() as connection:
        entry = newest_entry(connection)
        stored = [LibraryThreshold(1, 0.5, "model", 0.5, entry)]
        library_thresholds.store(connection, model_id, stored)
        assert library_thresholds.behind_answers(connection) == []
        record_decisions(connection, [Decision(5, 2, "yes"), Decision(6, 2, "no")], "user")
        assert library_thresholds.behind_answers(connection) == [model_id]
        assert library_thresholds.newest_answers(connection, entry) == {2: entry + 2}
        library_thresholds.seen(connection, model_id, entry + 2)
        assert library_thresholds.behind_answers(connection) == []


def test_the_root_of_a_version_is_the_oldest_that_is_known(small: Library, model_id: int) -> None:
    tag = (RegisteredTag("jazz", "genre", 0.1),)
    with small.write() as connection:

        def register(name: str, parent: str | None) -> models.Model:
            new = RegisteredModel(name, name * 8, tag, parent=parent)
            return models.model(connection, models.register(connection, "crnn_tagger", new))

        second = register("v2", "crnn")
        third = register("v3", "v2")
        assert models.root_of(connection, third).id == model_id
        assert models.root_of(connection, models.model(connection, model_id)).id == model_id
        assert models.root_of(connection, register("v9", "v8")).name == "v9"
        circle = register("a", "b"), register("b", "a")
        assert models.root_of(connection, circle[0]).name == "b"
        assert second.parent == "crnn"


@pytest.mark.sqlite_only("a server checks the kind of each value that it stores")
@pytest.mark.parametrize(
    ("column", "value"),
    [("threshold", "'much'"), ("journal_id", "x'00ff'"), ("rule", "x'00'"), ("threshold", "x'01'")],
)
def test_a_damaged_threshold_counts_as_lost_and_is_written_anew(
    small: Library, model_id: int, column: str, value: str
) -> None:
    with small.write() as connection:
        jazz, rock = (tag.tag_id for tag in models.model(connection, model_id).tags[:2])
        sound = [LibraryThreshold(tag, 0.05, "top", 0.05) for tag in (jazz, rock)]
        library_thresholds.store(connection, model_id, sound)
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.exec_driver_sql(
            f"UPDATE library_thresholds SET {column} = {value} WHERE tag_id = {jazz}"
        )
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
        assert library_thresholds.stored(connection, model_id).keys() == {rock}
        record_decisions(connection, [Decision(5, rock, "yes")], "user")
        assert library_thresholds.behind_answers(connection) == [model_id]
        of_jazz = models.model(connection, model_id).thresholds[jazz]
        assert of_jazz == (0.5 if column == "threshold" else 0.05)
        library_thresholds.store(connection, model_id, sound)
        assert library_thresholds.stored(connection, model_id).keys() == {jazz, rock}
