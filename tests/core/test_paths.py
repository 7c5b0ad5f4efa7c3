import os
import stat

import pytest

from tagstudio.core import paths


def test_one_variable_moves_all_folders(monkeypatch, tmp_path):
    monkeypatch.setenv("TAGSTUDIO_HOME", str(tmp_path / "elsewhere"))
    folders = [
        paths.data_folder(),
        paths.config_folder(),
        paths.cache_folder(),
        paths.log_folder(),
        paths.default_library(),
        paths.models_folder("crnn_tagger"),
        paths.user_plugins_folder(),
    ]
    assert all(folder.is_relative_to(tmp_path / "elsewhere") for folder in folders)
    assert len(set(folders)) == len(folders)


def test_without_it_the_platform_decides(monkeypatch, tmp_path):
    monkeypatch.delenv("TAGSTUDIO_HOME")
    assert paths.data_folder().name == "tagstudio"
    assert not paths.data_folder().is_relative_to(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_new_folders_are_private_and_a_chosen_mode_stays(home):
    paths.data_folder().mkdir(parents=True)
    paths.data_folder().chmod(0o755)  # as versions before made it
    paths.cache_folder().mkdir()
    paths.cache_folder().chmod(0o2770)
    paths.make_private()
    folders = (paths.data_folder(), paths.config_folder(), paths.log_folder())
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    assert stat.S_IMODE(paths.cache_folder().stat().st_mode) == 0o2770


def test_a_home_that_cannot_be_made_fails_where_it_is_needed(home, monkeypatch):
    home.mkdir(exist_ok=True)
    (home / "file").touch()
    monkeypatch.setenv("TAGSTUDIO_HOME", str(home / "file"))
    paths.make_private()
