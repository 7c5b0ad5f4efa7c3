"""What the disk refuses is never called a defect of the program."""

import os

import pytest

from tagstudio.core import paths
from tagstudio.core.settings import settings_file


@pytest.fixture
def settings(home):
    settings_file().parent.mkdir(parents=True)
    return settings_file()


def test_settings_that_are_a_pipe_or_nested_too_deeply(command, settings):
    os.mkfifo(settings)
    status, _, err = command("list")
    assert (status, "it is a pipe or a device, not a file" in err) == (1, True)
    settings.unlink()
    settings.write_text("a=" + "[" * 100_000)
    status, _, err = command("list")
    assert (status, "its brackets are nested too deeply" in err) == (1, True)
    settings.write_bytes(b"model = '\xff'")
    status, _, err = command("list")
    assert (status, "its text is not in the encoding UTF-8" in err) == (1, True)


@pytest.mark.parametrize("kind", ["pipe", "deep"])
def test_a_manifest_that_is_a_pipe_or_nested_too_deeply(command, kind):
    manifest = paths.user_plugins_folder() / "odd" / "MANIFEST.toml"
    manifest.parent.mkdir(parents=True)
    if kind == "pipe":
        os.mkfifo(manifest)
    else:
        manifest.write_text("a=" + "[" * 100_000)
    status, out, err = command("plugins", "list", "--json")
    assert (status, err) == (0, "")
    assert ("nested too deeply" if kind == "deep" else "a pipe or a device") in out


def test_models_that_are_pipes_hold_nothing_up(command, tmp_path):
    folder = paths.models_folder("crnn_tagger")
    folder.mkdir(parents=True)
    os.mkfifo(folder / "x.safetensors")
    status, out, _ = command("models", "list")
    assert (status, "starter" in out) == (0, True)
    status, _, err = command("models", "install", "msd-crnn", "--from", folder / "x.safetensors")
    assert (status, "it is a pipe or a device, not a file" in err) == (1, True)


def test_a_log_folder_that_cannot_be_made_stops_nothing(command, music, fake_tagger):
    paths.log_folder().parent.mkdir(parents=True, exist_ok=True)
    paths.log_folder().touch()
    assert command("scan", music)[:2] == (0, "3 new\n")
    assert command("suggest", "--model", fake_tagger)[0] == 0


def test_an_error_of_the_system_that_nobody_expected_is_a_sentence(command, monkeypatch):
    def refuse(*arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied", "/music/x")

    monkeypatch.setattr("tagstudio.library.db.database.open_library", refuse)
    status, _, err = command("list")
    assert (status, err) == (
        1,
        "tagstudio: /music/x cannot be used: access is denied."
        " Check who owns it and its permissions.\n",
    )


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://host/music.db", "is an address of a kind that TagStudio does not know"),
        ("postgresql://me@host", "names no database"),
        ("postgresql://me:secret@host/music", "postgresql://me:***@host/music holds a password"),
    ],
)
def test_an_address_that_is_none_of_a_library_makes_nothing(
    command, music, monkeypatch, address, said
):
    monkeypatch.chdir(music.parent)
    before = sorted(music.parent.iterdir())
    status, _, err = command("scan", music, "--library", address)
    assert (status, said in err) == (1, True)
    assert sorted(music.parent.iterdir()) == before
