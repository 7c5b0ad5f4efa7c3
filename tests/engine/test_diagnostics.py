import logging
from pathlib import Path

import pytest

from tagstudio.core.program_log import logged
from tagstudio.core.settings import Settings
from tagstudio.engine.diagnostics import diagnostics, size_text, without_home
from tagstudio.library.db.database import open_library


@pytest.fixture
def told(home, tmp_path, add_six):
    with open_library(tmp_path / "library.db", writing=True) as library:
        add_six(library)
        with logged():
            try:
                raise ValueError("Grimhold")
            except ValueError:
                logging.getLogger("tagstudio.x").exception("no luck with %s", "Blue Corner.flac")
        with library.read() as connection:
            yield diagnostics(connection, library.path, Settings(), {"Qt": "6.9"}), connection


def test_it_says_versions_folders_sizes_and_errors(told, home):
    text, _ = told
    for word in ("TagStudio:", "Python:", "Qt: 6.9", "torch:", "crnn_tagger:", "tracks: 6"):
        assert word in text, word
    assert "safety copies: " in text and "room on its disk: " in text
    assert "no luck with …: ValueError at test_diagnostics.py" in text
    assert f"log: {without_home(str(home / 'log' / 'tagstudio.log'))}" in text


def test_no_text_of_any_track_is_in_it(told):
    text, connection = told
    rows = connection.exec_driver_sql("select path, title, artist, album, genre from tracks").all()
    texts = {str(one) for row in rows for one in row if one and len(str(one)) > 3}
    assert len(texts) > 6
    folders = connection.exec_driver_sql("select path from folders").scalars()
    for one in {*texts, *map(str, folders), "Grimhold", "Blue Corner"}:
        assert one not in text, one


def test_the_home_of_the_person_has_no_name():
    assert without_home(f"library: {Path.home()}/x.db") == "library: ~/x.db"


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (999, "999 B"), (1_400_000, "1.4 MB"), (2e15, "2000.0 TB")]
)
def test_sizes_are_told_as_people_read_them(count, text):
    assert size_text(int(count)) == text
