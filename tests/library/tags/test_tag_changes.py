import pytest
import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.library.checking.mend import mend
from tagstudio.library.db.schema import journal, tag_edits
from tagstudio.library.models import models
from tagstudio.library.search.execute import matching_tracks
from tagstudio.library.search.query import QueryError, parse
from tagstudio.library.tags import decisions, tag_changes, tags, undo_history
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tags.implications import all_implied
from tagstudio.library.tags.tag_changes import TagChange
from tagstudio.library.tags.tags import Tag, find_tag, gone_tags, list_tags, said_names
from tagstudio.library.views.common_tags import common_tags
from tagstudio.library.views.counts import tag_counts
from tagstudio.library.views.tag_states import taggings_of


@pytest.fixture
def music(library, add):
    """Tracks 1 to 3; the tags House (1), electronic (2) of a model, and Club (3) of the user's."""
    add("/music/1.mp3", "/music/2.mp3", "/music/3.mp3")
    with library.write() as connection:
        for name, origin in (("House", "model"), ("electronic", "model"), ("Club", "user")):
            tags.tag_id(connection, name, "genre", origin)
    return library


def say(connection, *answers: tuple[int, int, str]) -> None:
    wanted = [Decision(*answer) for answer in answers]
    assert decisions.record_changes(connection, wanted, "user").undo_group is not None


def names(connection) -> list[str]:
    return [tag.name for tag in list_tags(connection)]


def found(connection, query: str) -> list[int]:
    return sorted(matching_tracks(connection, parse(query), None))


def shown(connection, track: int) -> dict[str, tuple[str, str]]:
    taggings = taggings_of(connection, None, [track])[track]
    return {one.tag: (one.state, one.source) for one in taggings}


def test_a_renamed_tag_is_found_by_both_names_and_known_to_models_by_the_first(music):
    with music.write() as connection:
        say(connection, (1, 1, "yes"))
        group = tag_changes.make(connection, tag_changes.rename(connection, "house", "Haus"))
        assert group == 2
        assert names(connection) == ["Club", "electronic", "Haus"]
        assert found(connection, "tag:Haus") == found(connection, "tag:HOUSE") == [1]
        assert shown(connection, 1) == {"Haus": ("yes", "user")}
        assert said_names(connection)[1] == "House"
        assert tags.tag_id(connection, "House", "genre", "model") == 1
        tag_changes.make(connection, tag_changes.rename(connection, "Haus", "Hausmusik"))
        assert said_names(connection)[1] == "House"
        undo_history.undo(connection)
        undo_history.undo(connection)
        assert names(connection) == ["Club", "electronic", "House"]
        undo_history.redo(connection)
        assert names(connection) == ["Club", "electronic", "Haus"]


def others(connection, name: str) -> set[str]:
    return set(next(tag for tag in list_tags(connection) if tag.name == name).other_names)


def test_every_former_name_of_a_tag_stays_one_of_its_names(music):
    with music.write() as connection:
        say(connection, (1, 1, "yes"), (2, 3, "yes"))
        for name, new in (("Club", "Disco"), ("Disco", "Floor"), ("Floor", "Dance")):
            tag_changes.make(connection, tag_changes.rename(connection, name, new))
        for name in ("Club", "disco", "Floor", "Dance"):
            assert found(connection, f"tag:{name}") == [2]
        tag_changes.make(connection, tag_changes.rename(connection, "Dance", "Disco"))
        assert others(connection, "Disco") == {"Club", "Floor", "Dance"}
        tag_changes.make(connection, tag_changes.merge(connection, "Disco", "House"))
        tag_changes.make(connection, tag_changes.rename(connection, "House", "Haus"))
        tag_changes.make(connection, tag_changes.rename(connection, "Haus", "House music"))
        for name in ("Club", "Disco", "Floor", "Dance", "House", "Haus"):
            assert found(connection, f"tag:{name}") == [1, 2]
        undo_history.undo(connection)
        assert others(connection, "Haus") == {"House", "Club", "Disco", "Floor", "Dance"}
        undo_history.redo(connection)
        assert "Haus" in others(connection, "House music")


def test_a_former_name_goes_where_the_user_takes_it_away_or_gives_it_to_another_tag(music):
    with music.write() as connection:
        for name, new in (("Club", "Disco"), ("Disco", "Floor"), ("Floor", "Dance")):
            tag_changes.make(connection, tag_changes.rename(connection, name, new))
        tag_changes.make(connection, tag_changes.rename(connection, "electronic", "Disco"))
        assert others(connection, "Dance") == {"Club", "Floor"}
        assert others(connection, "Disco") == {"electronic"}
        undo_history.undo(connection)
        assert others(connection, "Dance") == {"Club", "Disco", "Floor"}
        with pytest.raises(TagStudioError, match="means the tag 'Dance' already"):
            tag_changes.rename(connection, "electronic", "club")  # models and training know it so
        tag_changes.make(connection, tag_changes.merge(connection, "Dance", "House"))
        tag_changes.make(connection, tag_changes.remove_alias(connection, "House", "floor"))
        assert others(connection, "House") == {"Dance", "Club", "Disco"}
        tag_changes.make(connection, tag_changes.add_alias(connection, "electronic", "disco"))
        assert others(connection, "House") == {"Dance", "Club"}
        assert others(connection, "electronic") == {"disco"}


def test_a_name_and_other_names_that_are_changed_at_once_both_hold(music):
    with music.write() as connection:
        for name, new in (("Club", "Disco"), ("Disco", "Floor")):
            tag_changes.make(connection, tag_changes.rename(connection, name, new))
        made = (
            tag_changes.rename(connection, "Floor", "Dance"),
            tag_changes.set_export_name(connection, "Floor", "Dance music"),
            tag_changes.set_aliases(connection, "Floor", ["Dance floor"]),
        )
        tag_changes.make(connection, tag_changes.together(made))
        assert others(connection, "Dance") == {"Club", "Floor", "Dance floor", "Dance music"}
        tag_changes.make(connection, tag_changes.set_export_name(connection, "Dance", "EDM"))
        assert "Dance music" in others(connection, "Dance")


@pytest.mark.parametrize(
    ("name", "new", "key"),
    [
        ("House", "elec-tronic", "tags.name-taken"),
        ("House", "a/b", "tags.separator-in-name"),
        ("House", "!", "tags.impossible-name"),
        ("Hause", "x", "tags.unknown-but"),
        ("qqqq", "x", "tags.unknown"),
    ],
)
def test_a_name_that_cannot_be_is_refused(music, name, new, key):
    with music.read() as connection, pytest.raises(TagStudioError) as refused:
        tag_changes.rename(connection, name, new)
    assert refused.value.message.key == key


def test_a_merge_adds_answers_where_there_are_none_and_undo_takes_them_back(music):
    with music.write() as connection:
        say(connection, (1, 3, "yes"), (2, 3, "yes"), (3, 3, "no"), (2, 1, "no"))
        before = connection.execute(sa.select(journal)).all()
        change = tag_changes.merge(connection, "Club", "House")
        assert (change.answers, change.differing) == (3, 1)
        tag_changes.make(connection, change)
        assert connection.execute(sa.select(journal)).all()[: len(before)] == before
        assert names(connection) == ["electronic", "House"]
        assert found(connection, "tag:club") == found(connection, "tag:House") == [1]
        assert shown(connection, 2) == {"House": ("no", "user")}
        assert tag_counts(connection, None)[1] == 1
        assert {one.tag for one in common_tags(connection, None, [1, 2, 3])} == {"House"}
        say(connection, (1, 1, "no"))
        assert found(connection, "tag:club") == []
        undo_history.undo(connection)
        step = undo_history.undo(connection)
        assert {change.track_id for change in step.changes} == {1, 3}
        assert names(connection) == ["Club", "electronic", "House"]
        assert shown(connection, 1) == {"Club": ("yes", "user")}
        undo_history.redo(connection)
        assert found(connection, "tag:House") == [1]


def test_tags_merged_one_into_the_next_are_all_the_last_one(music):
    with music.write() as connection:
        say(connection, (1, 3, "yes"))
        tag_changes.make(connection, tag_changes.merge(connection, "Club", "House"))
        tag_changes.make(connection, tag_changes.merge(connection, "House", "electronic"))
        assert found(connection, "tag:club") == found(connection, "tag:electronic") == [1]
        assert gone_tags(connection) == {1, 3}
        with pytest.raises(TagStudioError, match="is electronic already"):
            tag_changes.merge(connection, "Club", "House")
        tag_changes.make(connection, tag_changes.delete(connection, "electronic"))
        assert names(connection) == []


def test_a_tag_of_models_is_not_merged_into_one_that_they_do_not_know(music):
    with music.read() as connection, pytest.raises(TagStudioError, match="merge Club into House"):
        tag_changes.merge(connection, "House", "Club")


def test_a_deleted_tag_is_in_no_list_until_it_is_made_again(music):
    with music.write() as connection:
        say(connection, (1, 3, "yes"))
        change = tag_changes.delete(connection, "Club", at=5)
        assert change.answers == 1
        tag_changes.make(connection, change)
        assert names(connection) == ["electronic", "House"]
        assert shown(connection, 1) == {}
        with pytest.raises(QueryError):
            found(connection, "tag:Club")
        with pytest.raises(TagStudioError, match="a tag that you deleted"):
            tag_changes.rename(connection, "House", "club")
        undo_history.undo(connection)
        assert shown(connection, 1) == {"Club": ("yes", "user")}
        undo_history.redo(connection)
        assert tags.tag_id(connection, "club", "", "user") == 3
        assert shown(connection, 1) == {"Club": ("yes", "user")}
        undo_history.undo(connection)
        assert shown(connection, 1) == {}


def test_an_alias_means_the_tag_wherever_a_name_is_resolved(music):
    with music.write() as connection:
        change = tag_changes.add_alias(connection, "House", "Deep/House")
        tag_changes.make(connection, change)
        known = TagNames(list_tags(connection))
        assert [tag.name for tag in known.meant_by("deep house")] == ["House"]
        assert tag_changes.add_alias(connection, "House", "DEEP/HOUSE") == TagChange(())
        with pytest.raises(TagStudioError, match="means the tag 'House' already"):
            tag_changes.add_alias(connection, "Club", "deep-house")
        with pytest.raises(TagStudioError, match="electronic has no alias"):
            tag_changes.remove_alias(connection, "electronic", "deep")
        with pytest.raises(TagStudioError, match="does not have the alias"):
            tag_changes.remove_alias(connection, "House", "deep")
        tag_changes.make(connection, tag_changes.remove_alias(connection, "House", "deep/house"))
        assert not TagNames(list_tags(connection)).meant_by("deep house")


def test_groups_colours_and_order_are_words_of_the_user(music):
    with music.write() as connection:
        for change in (
            lambda: tag_changes.set_group(connection, ["House", "Club"], "Dance floor"),
            lambda: tag_changes.set_colour(connection, ["Club"], "Blue"),
            lambda: tag_changes.set_export_name(connection, "Club", "Club music"),
            lambda: tag_changes.set_order(connection, ["House", "Club"]),
        ):
            assert tag_changes.make(connection, change()) is not None
            assert tag_changes.make(connection, change()) is None
        club = Tag(3, "Club", "Dance floor", "user", ("Club music",), "Club music", "#2166ac", 1)
        assert list_tags(connection)[0] == club
        tag_changes.make(connection, tag_changes.set_order(connection, []))
        assert [tag.position for tag in list_tags(connection)] == [None] * 3
        for _ in range(5):
            undo_history.undo(connection)
        assert list_tags(connection)[0] == Tag(3, "Club", "genre", "user")
        for colour in ("blau", "#12", "#12345g"):
            with pytest.raises(TagStudioError, match="is no colour"):
                tag_changes.set_colour(connection, ["Club"], colour)
        with pytest.raises(TagStudioError, match="cannot be a group"):
            tag_changes.set_group(connection, ["Club"], " ")


def test_what_is_implied_is_offered_and_found_and_never_stored(music):
    with music.write() as connection:
        say(connection, (1, 1, "yes"), (2, 1, "yes"), (2, 2, "no"))
        assert all_implied(connection) == {1: frozenset({2})}
        assert found(connection, "tag:electronic") == []
        tag_changes.make(connection, tag_changes.switch_implications(connection, True))
        assert found(connection, "tag:electronic") == [1]
        assert shown(connection, 1)["electronic"] == ("suggested", "implied")
        assert shown(connection, 2)["electronic"] == ("no", "user")
        assert tag_counts(connection, None) == {1: 2, 2: 1}
        assert decisions.current(connection, [1])[1].keys() == {1}
        tag_changes.make(connection, tag_changes.set_parents(connection, "House", []))
        assert found(connection, "tag:electronic") == []
        tag_changes.make(connection, tag_changes.set_parents(connection, "House", ["Club"]))
        assert found(connection, "tag:Club") == [1, 2]
        with pytest.raises(TagStudioError, match="would imply itself"):
            tag_changes.set_parents(connection, "Club", ["House"])
        tag_changes.make(connection, tag_changes.set_parents(connection, "House", None))
        for _ in range(4):
            undo_history.undo(connection)
        assert found(connection, "tag:electronic") == []


def test_counts_of_implied_tags_do_not_count_a_suggested_track_twice(small):
    with small.write() as connection:
        model = models.model(connection, 1)
        say(connection, *((track, 3, "yes") for track in (1, 4)), (2, 3, "no"))
        before = tag_counts(connection, model)
        tag_changes.make(connection, tag_changes.switch_implications(connection, True))
        after = tag_counts(connection, model)
        for tag in list_tags(connection):
            ids = matching_tracks(connection, parse(f'tag:"{tag.name}"'), model)
            assert after.get(tag.id, 0) == len(ids)
        assert before != after


def test_a_tree_of_the_user_s_takes_the_program_s_place(music, tmp_path):
    file = tmp_path / "tree.yaml"
    file.write_text("- club:\n  - dance floor:\n    - house\n    - garage\n- 60s\n")
    with music.write() as connection:
        tag_changes.make(connection, tag_changes.import_tree(connection, file))
        assert all_implied(connection) == {1: frozenset({3})}
        assert names(connection) == ["Club", "electronic", "House"]
        tag_changes.make(connection, tag_changes.import_tree(connection, None))
        assert all_implied(connection) == {1: frozenset({2})}
        undo_history.undo(connection)
        assert all_implied(connection) == {1: frozenset({3})}


def test_what_was_done_with_tags_is_never_changed_or_deleted(music):
    with music.write() as connection:
        tag_changes.make(connection, tag_changes.rename(connection, "House", "Haus"))
    for statement in (sa.update(tag_edits).values(after="x"), sa.delete(tag_edits)):
        with pytest.raises(sa.exc.IntegrityError, match="append-only"), music.write() as c:
            c.execute(statement)


@pytest.mark.sqlite_only("a server checks the kind of each value that it stores")
def test_mending_brings_back_what_the_journal_says_of_tags(music, path):
    with music.write() as connection:
        tag_changes.make(connection, tag_changes.rename(connection, "House", "Haus"))
        tag_changes.make(connection, tag_changes.add_alias(connection, "Club", "Disco/Club"))
        before = list_tags(connection)
        connection.exec_driver_sql("UPDATE tags SET aliases = x'00', colour = x'00'")
        connection.exec_driver_sql("UPDATE tags SET name = x'00' WHERE id = 1")
        mend(connection, path)
        assert list_tags(connection) == before
        assert said_names(connection)[1] == "House"


def test_damaged_columns_leave_a_tag_that_can_be_used(music):
    with music.write() as connection:
        connection.exec_driver_sql("UPDATE tags SET merged_into = 99 WHERE id = 1")
        connection.exec_driver_sql("UPDATE tags SET merged_into = 3 WHERE id = 2")
        connection.exec_driver_sql("UPDATE tags SET merged_into = 2 WHERE id = 3")
        assert names(connection) == ["Club", "electronic", "House"]
        assert gone_tags(connection) == set()
        assert find_tag(connection, "club").id == 3
