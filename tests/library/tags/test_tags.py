from tagstudio.library.db.database import Library
from tagstudio.library.tags import tags
from tagstudio.library.tags.tags import Tag


def test_a_tag_is_found_in_whatever_case_and_keeps_its_first_name(library: Library) -> None:
    with library.write() as connection:
        id = tags.tag_id(connection, "Hip-Hop", "genre", "user")
        assert tags.tag_id(connection, "HIP-HOP", "mood", "model") == id
        assert tags.find_tag(connection, "hip-hop") == Tag(id, "Hip-Hop", "genre", "user")
        assert tags.find_tag(connection, "hip hop") is None


def test_tags_are_listed_by_name(library: Library) -> None:
    with library.write() as connection:
        for name in ("rock", "Ambient", "blues"):
            tags.tag_id(connection, name, "genre", "user")
        assert [tag.name for tag in tags.list_tags(connection)] == ["Ambient", "blues", "rock"]
