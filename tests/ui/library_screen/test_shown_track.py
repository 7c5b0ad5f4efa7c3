from tagstudio.engine.plugins.installed_models import shown_model
from tagstudio.ui.library_screen.shown_track import shown_tracks


def test_a_row_has_decided_tags_first_then_suggestions_and_the_refused_apart(library):
    with library.read() as connection:
        rows = shown_tracks(connection, shown_model(connection, ""), [3, 2, 99])
    assert [row.row.id for row in rows] == [3, 2]
    assert [(tag.tag, tag.state) for tag in rows[0].tags] == [
        ("jazz", "yes"),
        ("hard rock", "suggested"),
    ]
    assert rows[1].refused == ("jazz",)
    assert [tag.tag for tag in rows[1].tags] == ["Rock"]
