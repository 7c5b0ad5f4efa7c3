import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.database import Library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.default_thresholds import base_rate_threshold
from tagstudio.library.models.models import ModelTag, RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.tags import tag_changes, tags
from tagstudio.library.tags.tags import Tag
from tagstudio.library.tracks import tracks

JAZZ = RegisteredTag("Jazz", "genre", 0.1)
SAD = RegisteredTag("sad", "mood", 0.01, 0.2)


def registered(name: str = "crnn", sha256: str = "a", *tags: RegisteredTag) -> RegisteredModel:
    return RegisteredModel(name, sha256, tags or (JAZZ, SAD), "A title", "parent", {"licence": "x"})


def test_a_model_is_registered_once(library: Library) -> None:
    with library.write() as connection:
        first = models.register(connection, "plugin", registered())
        assert models.register(connection, "plugin", registered()) == first
        assert models.register(connection, "plugin", registered(sha256="b")) != first
        assert models.register(connection, "other", registered()) != first
        assert len(models.list_models(connection)) == 3


def test_a_model_comes_back_as_it_was_registered(library: Library) -> None:
    with library.write() as connection:
        id = models.register(connection, "plugin", registered(), at=0)
        found = models.model(connection, id)
    assert (found.plugin, found.name, found.sha256, found.title) == (
        "plugin",
        "crnn",
        "a",
        "A title",
    )
    assert found.tags == (
        ModelTag(1, "Jazz", "genre", 0.1, base_rate_threshold(0.1), base_rate_threshold(0.1)),
        ModelTag(2, "sad", "mood", 0.01, 0.2, 0.2),
    )
    assert found.thresholds == {1: base_rate_threshold(0.1), 2: 0.2}


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE model_tags SET tag_id = 3 WHERE position = 0",
        "DELETE FROM model_tags WHERE position = 1",
        pytest.param(
            "UPDATE model_tags SET base_rate = 7 WHERE position = 0",
            marks=pytest.mark.sqlite_only("damage of a disk, which a server finds by itself"),
        ),
        "UPDATE tags SET name = 'odd' WHERE id = 1",
    ],
)
def test_what_was_damaged_of_a_model_is_as_its_plugin_says_again(
    library: Library, damage: str
) -> None:
    with library.write() as connection:
        id = models.register(connection, "plugin", registered())
        tags.tag_id(connection, "own", "", "user")
        before = models.model(connection, id)
        connection.exec_driver_sql(damage)
        assert models.register(connection, "plugin", registered()) == id
        assert models.model(connection, id) == before


def test_models_share_tags_whatever_their_case(library: Library) -> None:
    with library.write() as connection:
        models.register(connection, "plugin", registered())
        shouted = registered("loud", "a", SAD, RegisteredTag("JAZZ", "style", 0.3))
        loud = models.model(connection, models.register(connection, "plugin", shouted))
        assert [tag.name for tag in tags.list_tags(connection)] == ["Jazz", "sad"]
    assert [(tag.tag_id, tag.name) for tag in loud.tags] == [(2, "sad"), (1, "Jazz")]


@pytest.mark.parametrize("known_before", [True, False])
def test_a_published_model_takes_over_a_tag_that_the_user_made(
    library: Library, known_before: bool
) -> None:
    published = RegisteredModel("crnn", "a", (JAZZ, SAD))
    with library.write() as connection:
        if known_before:  # and the tag went wrong later, in an older program
            models.register(connection, "plugin", published)
            connection.exec_driver_sql("DELETE FROM model_tags WHERE tag_id = 2")
            connection.exec_driver_sql("DELETE FROM tags WHERE id = 2")
        own = tags.tag_id(connection, "Sad", "", "user")
        models.register(connection, "plugin", published)
        assert tags.find_tag(connection, "sad") == Tag(own, "Sad", "mood", "model")


def test_a_version_brings_no_tag_back_that_was_merged_or_deleted(library: Library) -> None:
    others = [RegisteredTag(name, "genre", 0.1) for name in ("chill", "sexy", "chillout")]
    with library.write() as connection:
        models.register(connection, "plugin", registered("crnn", "a", JAZZ, *others))
        tag_changes.make(connection, tag_changes.merge(connection, "chill", "chillout"))
        tag_changes.make(connection, tag_changes.delete(connection, "sexy"))
        tags.tag_id(connection, "mine", "", "user")
        tag_changes.make(connection, tag_changes.delete(connection, "mine"))
        left = [tag.name for tag in tags.list_tags(connection)]
        taught = RegisteredTag("mine", "", 0.1)
        new = registered("crnn-v2", "b", JAZZ, *others, taught)
        models.register(connection, "plugin", new)
        assert [tag.name for tag in tags.list_tags(connection)] == left
        assert left == ["chillout", "Jazz"]
        tags.tag_id(connection, "mine", "", "user")
        assert "mine" in [tag.name for tag in tags.list_tags(connection)], "made again"


def test_what_a_version_was_taught_stays_the_user_s(library: Library) -> None:
    with library.write() as connection:
        own = tags.tag_id(connection, "zydeco", "genre", "user")
        taught = RegisteredTag("zydeco", "my tags", 0.1)
        models.register(connection, "plugin", registered("crnn-v2", "b", JAZZ, taught))
        assert tags.find_tag(connection, "zydeco") == Tag(own, "zydeco", "genre", "user")


def test_a_model_with_two_tags_that_are_one_is_refused_whole(library: Library) -> None:
    twice = registered("twice", "a", JAZZ, RegisteredTag("jazz", "genre", 0.1))
    with pytest.raises(TagStudioError, match="differ in case"), library.write() as connection:
        models.register(connection, "plugin", twice)
    with library.read() as connection:
        assert models.list_models(connection) == []


def test_the_newest_model_of_a_name_is_found(library: Library) -> None:
    with library.write() as connection:
        models.register(connection, "plugin", registered(sha256="a"))
        newer = models.register(connection, "plugin", registered(sha256="b"))
        models.register(connection, "plugin", registered("other"))
        found = models.find_model(connection, "crnn")
        assert found is not None
        assert found.id == newer
        assert models.find_model(connection, "unknown") is None


def test_without_a_name_the_newest_that_suggested_something_is_found(library: Library) -> None:
    with library.write() as connection:
        ids = [models.register(connection, "plugin", registered(sha256=x)) for x in "abc"]
        assert models.find_model(connection) is None
        folder = tracks.folder_id(connection, "/m")
        [track] = tracks.add_tracks(connection, folder, [tracks.NewTrack("/m/1", 1, 1)])
        for id in ids[:2]:
            suggestions.store(connection, id, [Scored(track, (0.1, 0.2))])
        found = models.find_model(connection)
        assert found is not None
        assert found.id == ids[1]
