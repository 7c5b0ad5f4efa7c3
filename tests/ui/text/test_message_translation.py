import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message, to_text
from tagstudio.core.settings import settings_in
from tagstudio.library.db.sqlite.lock import WriterLock, writer_lock
from tagstudio.plugin_api import Tagger, read_manifest
from tagstudio.ui.text import message_translation
from tagstudio.ui.text.message_translation import card_text, error_text, manifest_text, translated

PLUGINS = Path(__file__).parents[2] / "plugins"
BROKEN = message("plugins.broken", "The plugin {name} is broken: {why}", name="x", why="y")


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    """Each test has plugins of its own, and so catalogues of its own."""
    message_translation._texts.cache_clear()
    yield
    message_translation._texts.cache_clear()


@pytest.fixture
def plugin() -> Path:
    """A plugin in the user's folder; the test writes its catalogue."""
    return shutil.copytree(PLUGINS / "fake_tagger", paths.user_plugins_folder() / "fake_tagger")


def test_a_message_is_found_by_its_key(german):
    assert translated(BROKEN) == "Das Plugin x ist defekt: y"
    assert translated(to_text(BROKEN)) == "Das Plugin x ist defekt: y"


def test_english_is_said_as_it_is(qapp):
    assert translated(BROKEN) == "The plugin x is broken: y"


@pytest.mark.parametrize("language", ["C", "en_GB"])
def test_in_english_the_window_has_its_own_words_also_where_no_language_is_set(qapp, language):
    before = QLocale()
    QLocale.setDefault(QLocale(language))
    try:
        said = translated(message("correct.no-tag", "No {name!r}: --new-tag.", name="jaz"))
    finally:
        QLocale.setDefault(before)
    assert said == "There is no tag “jaz”. A new tag begins with a yes."


def test_what_is_unknown_stays_and_english_is_left_alone(german):
    assert translated("A plugin of yours says: {hello}.") == "A plugin of yours says: {hello}."
    assert translated(message("x.y", "Unknown {name}.", name="z")) == "Unknown z."
    assert translated("") == ""


def test_a_message_in_a_message_is_translated_too(german, tmp_path):
    with pytest.raises(TagStudioError) as wrong:
        settings_in("windows = 0", tmp_path / "settings.toml")
    assert translated(wrong.value.message) == (
        f"{tmp_path}/settings.toml: Die Einstellung „windows“ muss 1 oder mehr sein und"
        " höchstens 100, nicht 0."
    )
    assert error_text(wrong.value) == translated(wrong.value.message)
    assert error_text(ValueError("a defect")) == "a defect"


@pytest.mark.parametrize(
    ("template", "value", "german_text"),
    [
        ("{x:+.3f}", 0.0371, "+0,037"),
        ("{x:,}", 1234567, "1.234.567"),
        ("{x:,.1f}", 1234.56, "1.234,6"),
        ("{x}", 1960, "1960"),
        ("{x}", 0.5, "0,5"),
        ("{x:.0%}", 0.9, "90\N{NO-BREAK SPACE}%"),
        ("{x:.2f}", None, "–"),
        ("{x!r}", "1.5 %", "„1.5 %“"),
        ("{x}", True, "True"),
        ("{x:.2f}", float("nan"), "nan"),
    ],
)
def test_numbers_are_written_as_the_country_does(german, template, value, german_text):
    assert translated(message("x.number", template, x=value)) == german_text


def test_numbers_follow_the_country_not_only_the_language(german):
    QLocale.setDefault(QLocale("de_CH"))
    assert translated(message("x.number", "{x:,.1f}", x=1234.5)) == "1'234.5"


def test_a_plugin_brings_its_own_texts_but_cannot_change_the_programs(german, plugin):
    (plugin / "messages_de.toml").write_text(
        '"fake_tagger.loud" = "Sehr laut: {level:.1f}"\n'
        '"fake_taggers.loud" = "Auch das nicht"\n'
        '"plugins.broken" = "Alles bestens"\n'
        '"fake_tagger.description" = "Misst die Lautstärke."\n'
    )
    loud = message("fake_tagger.loud", "Very loud: {level:.1f}", level=0.5)
    assert translated(loud) == "Sehr laut: 0,5"
    assert translated(message("fake_taggers.loud", "Of another plugin.")) == "Of another plugin."
    assert translated(BROKEN) == "Das Plugin x ist defekt: y"
    assert manifest_text("fake_tagger", "description", "Loudness.") == "Misst die Lautstärke."
    assert manifest_text("fake_tagger", "options.x.title", "Title {x}") == "Title {x}"


def test_a_model_s_card_is_read_in_the_user_s_language(german, plugin):
    (plugin / "messages_de.toml").write_text(
        '"fake_tagger.card.Loud, and soft" = "Laut, und leise"\n'
        '"fake_tagger.card.tuned by you" = "von Ihnen gestimmt"\n'
    )
    assert card_text("fake_tagger", "Loud, and soft") == "Laut, und leise"
    assert card_text("fake_tagger", "Loud, and soft, tuned by you") == (
        "Laut, und leise, von Ihnen gestimmt"
    )
    assert card_text("fake_tagger", "Mine, and yours") == "Mine, and yours"


@pytest.mark.parametrize("content", [b"no toml", b"\xff", b'"fake_tagger.loud" = 3', None])
def test_a_catalogue_that_cannot_be_read_leaves_english(german, plugin, content):
    file = plugin / "messages_de.toml"
    file.write_bytes(content) if content is not None else file.mkdir()
    assert translated(message("fake_tagger.loud", "Very loud.")) == "Very loud."
    assert translated(BROKEN) == "Das Plugin x ist defekt: y"


def test_a_template_that_does_not_fit_hides_nothing(german, plugin):
    (plugin / "messages_de.toml").write_text(
        '"fake_tagger.a" = "Laut { {x}"\n"fake_tagger.b" = "{y:.2f}, {x}"\n'
    )
    assert translated(message("fake_tagger.a", "Loud {x}", x=1)) == "Loud 1"
    assert translated(message("fake_tagger.b", "Loud {x}", x=1)) == "Loud 1"
    assert translated(message("fake_tagger.b", "Loud {z}, {x}", x=1)) == "Loud {z}, 1"


def test_what_really_goes_wrong_is_said_in_german(german, tmp_path):
    with pytest.raises(TagStudioError) as wrong:
        read_manifest(tmp_path)
    assert error_text(wrong.value) == f"{tmp_path} hat keine Datei MANIFEST.toml."
    with pytest.raises(TagStudioError) as wrong:
        next(Tagger().train(tmp_path, None))  # type: ignore[arg-type]
    assert error_text(wrong.value) == "Dieses Plugin lässt sich nicht trainieren."


def test_an_error_of_the_disk_is_said_in_the_user_s_language(german):
    error = PermissionError(errno.EACCES, "Permission denied", "/music")
    assert error_text(error) == (
        "/music lässt sich nicht verwenden: der Zugriff wird verweigert."
        " Prüfen Sie den Besitzer und die Rechte."
    )


@pytest.mark.parametrize("kind", ["pipe", "deep"])
def test_a_plugin_s_catalogue_that_cannot_be_read_is_left_out(german, plugin, kind):
    file = plugin / "messages_de.toml"
    file.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(file)
    else:
        file.write_text("a=" + "[" * 100_000)
    assert translated(BROKEN) == "Das Plugin x ist defekt: y"


def test_a_verdict_that_an_earlier_version_stored_is_translated(german):
    stored = (
        '{"key": "judge.proven-only", "text": "It is proven better, on {tracks:,} tracks by'
        ' {artists:,} artists that it had not learned from.",'
        ' "values": {"tracks": 1200, "artists": 40}}'
    )
    assert translated(stored) == (
        "Sie ist nachweislich besser, an 1.200 Titeln von 40 Interpreten, aus denen sie nicht"
        " gelernt hatte."
    )


def test_who_holds_the_lock_is_said_in_german(german, tmp_path, monkeypatch):
    path = tmp_path / "library.db"
    monkeypatch.setattr("sys.argv", ["tagstudio"])
    with writer_lock(path):
        with pytest.raises(TagStudioError) as wrong:
            WriterLock(path)
        assert f"TagStudio geändert (das Fenster, Prozess {os.getpid()} auf " in error_text(
            wrong.value
        )
        path.with_name("library.db.lock.owner").write_text("scan, process 7 on pc, since 2025")
        with pytest.raises(TagStudioError) as wrong:
            WriterLock(path)
        assert "(scan, process 7 on pc, since 2025)" in error_text(wrong.value)
