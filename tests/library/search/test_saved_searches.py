import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.library.search.query import QueryError, parse
from tagstudio.library.search.saved_searches import (
    SavedSearch,
    delete_search,
    list_searches,
    rename_search,
    save_search,
)
from tagstudio.library.views.browse import track_ids


def test_a_search_is_saved_replaced_renamed_and_deleted(library):
    with library.write() as connection:
        save_search(connection, "  late   night ", "tag:jazz")
        save_search(connection, "late night", " tag:jazz year:..1960 ")
        save_search(connection, "Blue", "artist:blue")
        assert list_searches(connection) == [
            SavedSearch("Blue", "artist:blue"),
            SavedSearch("late night", "tag:jazz year:..1960"),
        ]
        rename_search(connection, "BLUE", "Green")
        with pytest.raises(TagStudioError, match="already"):
            rename_search(connection, "Green", "late night")
        delete_search(connection, "late night")
        assert [one.name for one in list_searches(connection)] == ["Green"]
        with pytest.raises(TagStudioError, match="no saved search"):
            delete_search(connection, "late night")


@pytest.mark.parametrize(("name", "query"), [("", "a"), ("x", "year:old"), ("x", '"open')])
def test_what_cannot_be_a_search_is_not_saved(library, name, query):
    with library.write() as connection:
        with pytest.raises(TagStudioError):
            save_search(connection, name, query)
        assert list_searches(connection) == []


def test_a_query_finds_the_tracks_of_a_saved_search_and_a_circle_is_said(library, add_six):
    add_six(library)
    with library.write() as connection:
        found = track_ids(connection, parse("state:missing , state:failed"), None)
        assert found
        save_search(connection, "odd ones", "state:missing , state:failed")
        save_search(connection, "more", 'search:"odd ones"')
        assert track_ids(connection, parse("search:more"), None) == found
        every = track_ids(connection, parse(""), None)
        others = track_ids(connection, parse("-search:more"), None)
        assert sorted(others + found) == sorted(every)
        save_search(connection, "odd ones", "search:more")
        with pytest.raises(QueryError, match="made of itself"):
            track_ids(connection, parse("search:more"), None)
        with pytest.raises(QueryError, match="there are: more, odd ones"):
            track_ids(connection, parse("search:none"), None)
