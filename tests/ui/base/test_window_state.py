from PySide6.QtCore import QByteArray

from tagstudio.core import paths
from tagstudio.ui.base.window_state import WindowState


def test_a_new_state_has_the_defaults():
    state = WindowState()
    assert (state.theme, state.language, state.keys, state.searches) == ("system", "system", {}, {})
    assert state.bytes_of("geometry").isEmpty()
    assert state.document("volume", 80) == 80


def test_values_are_there_in_the_next_run():
    state = WindowState()
    state.theme, state.language = "dark", "de"
    state.searches = {"old": "year:..1960"}
    state.keep_bytes("geometry", QByteArray(b"\x01\x02"))
    state.keep_document("volume", 30)
    state.write()
    again = WindowState()
    assert (again.theme, again.language) == ("dark", "de")
    assert again.searches == {"old": "year:..1960"}
    assert again.bytes_of("geometry") == QByteArray(b"\x01\x02")
    assert again.document("volume", 80) == 30


def test_invalid_values_count_as_missing():
    file = paths.config_folder() / "window.ini"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('[General]\ntheme="pink"\nlanguage=7\nkeys=[1]\nvolume="loud"\n')
    state = WindowState()
    assert (state.theme, state.language, state.keys) == ("system", "system", {})
    assert state.document("volume", 80) == 80
