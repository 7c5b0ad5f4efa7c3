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
