import time
from dataclasses import replace

import pytest

from tagstudio.engine.plugins.installed_models import shown_model
from tagstudio.library.tags import review_marks
from tagstudio.ui.library_screen.shown_track import shown_tracks


def test_a_row_has_decided_tags_first_then_suggestions_and_the_refused_apart(library):
    with library.read() as connection:
        rows = shown_tracks(connection, shown_model(connection, ""), [3, 2, 99])
    assert [row.row.id for row in rows] == [3, 2]
    assert [(tag.tag, tag.state) for tag in rows[0].tags] == [
        ("jazz", "yes"),
        ("hard rock", "suggested"),
    ]
    assert [one.tag for one in rows[1].refused] == ["jazz"]
    assert [tag.tag for tag in rows[1].tags] == ["Rock"]


def test_five_suggestions_are_chips_and_all_are_in_the_row(library):
    with library.read() as connection:
        [row] = shown_tracks(connection, shown_model(connection, ""), [2])
    [rock] = row.tags
    many = replace(row, tags=tuple(replace(rock, tag=f"t{n}") for n in range(7)))
    assert [tag.tag for tag in many.chips()] == ["t0", "t1", "t2", "t3", "t4"]
    assert len(many.tags) == 7
    assert [tag.tag for tag in many.chips({"t6", "t1"})] == ["t1", "t6", "t0", "t2", "t3", "t4"]


def test_what_was_left_undecided_on_a_reviewed_track_is_told_apart(library):
    with library.write() as connection:
        [row] = shown_tracks(connection, shown_model(connection, ""), [3])
        assert [tag.state for tag in row.tags] == ["yes", "suggested"]
        assert row.left_alone == ()
        review_marks.mark(connection, [3], time.time())
        [reviewed] = shown_tracks(connection, shown_model(connection, ""), [3])
    assert [tag.tag for tag in reviewed.left_alone] == ["hard rock"]
    assert [tag.tag for tag in reviewed.tags] == ["jazz"] == [one.tag for one in reviewed.chips()]


@pytest.mark.parametrize("title", ["", "Hopeful"])
def test_the_folder_is_told_where_the_artist_is_unknown_whoever_named_the_title(library, title):
    with library.read() as connection:
        [known] = shown_tracks(connection, None, [6])
    assert known.artist_name and known.folder_to_name == ""
    row = replace(known.row, path="/music/Asher/01.mp3", title=title, artist="", albumartist="")
    unknown = replace(known, row=row, artist=None)
    assert (unknown.artist_name, unknown.folder_to_name) == ("", "Asher")
