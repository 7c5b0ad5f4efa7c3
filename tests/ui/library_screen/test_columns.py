from tagstudio.ui.library_screen.columns import COLUMNS, GROWTH, STATE, TAGS, printable


def test_the_columns_that_grow_leave_room_for_the_tags():
    assert 0 < sum(column.grows for column in COLUMNS) < GROWTH
    assert COLUMNS[TAGS].name == "tags"
    assert COLUMNS[STATE].name == "state"
    assert len({column.name for column in COLUMNS}) == len(COLUMNS)


def test_a_path_with_odd_bytes_can_be_shown():
    assert printable("/music/\udce4.mp3") == "/music/\\udce4.mp3"
    assert printable("/music/ä.mp3") == "/music/ä.mp3"
