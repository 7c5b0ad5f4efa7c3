from tagstudio.library.db.database import Library
from tagstudio.library.tags import tags
from tagstudio.library.tags.tags import Tag


def test_a_tag_is_found_in_whatever_case_and_keeps_its_first_name(library: Library) -> None:
    with library.write() as connection:
        id = tags.tag_id(connection, "Hip-Hop", "genre", "user")
        assert tags.tag_id(connection, "HIP-HOP", "mood", "user") == id
        assert tags.find_tag(connection, "hip-hop") == Tag(id, "Hip-Hop", "genre", "user")
        assert tags.find_tag(connection, "hip hop") is None


def test_a_damaged_name_is_mended_by_the_next_use_of_the_tag(library: Library) -> None:
    with library.write() as connection:
        id = tags.tag_id(connection, "Hip-Hop", "genre", "user")
        connection.exec_driver_sql("UPDATE tags SET name = 'odd'")
        assert tags.tag_id(connection, "Hip-Hop", "genre", "user") == id
        assert tags.find_tag(connection, "hip-hop") == Tag(id, "Hip-Hop", "genre", "user")


def test_tags_are_listed_by_name(library: Library) -> None:
    with library.write() as connection:
        for name in ("rock", "Ambient", "blues"):
            tags.tag_id(connection, name, "genre", "user")
        assert [tag.name for tag in tags.list_tags(connection)] == ["Ambient", "blues", "rock"]


def test_a_tag_of_the_user_s_is_the_model_s_once_that_brings_it(library: Library) -> None:
    with library.write() as connection:
        id = tags.tag_id(connection, "Happy", "", "user")
        assert not tags.is_brought(tags.find_tag(connection, "happy"), "mood")
        assert tags.tag_id(connection, "happy", "mood", "model") == id
        assert tags.find_tag(connection, "happy") == Tag(id, "Happy", "mood", "model")
        assert tags.tag_id(connection, "happy", "genre", "model") == id
        assert tags.find_tag(connection, "happy") == Tag(id, "Happy", "mood", "model")


def test_a_tag_that_came_without_a_group_gets_one_later(library: Library) -> None:
    with library.write() as connection:
        id = tags.tag_id(connection, "loud", "", "model")
        tags.tag_id(connection, "loud", "mood", "model")
        assert tags.find_tag(connection, "loud") == Tag(id, "loud", "mood", "model")
        tags.set_group(connection, id, "era")
        assert tags.find_tag(connection, "loud") == Tag(id, "loud", "era", "model")
