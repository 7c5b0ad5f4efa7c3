from tagstudio.core.settings import load_settings, settings_file
from tagstudio.ui.background.saving import keep, keep_option


def test_a_setting_is_kept_beside_the_others_and_used_at_once(workspace):
    assert keep(workspace, windows=3)
    assert keep(workspace, device="cpu")
    assert (load_settings().windows, load_settings().device) == (3, "cpu")
    assert workspace.settings == load_settings()


def test_an_option_is_kept_beside_the_plugin_s_others(workspace):
    assert keep_option(workspace, "crnn_tagger", "threads", 2)
    assert keep_option(workspace, "crnn_tagger", "batch", 4)
    assert load_settings().plugins == {"crnn_tagger": {"threads": 2, "batch": 4}}


def test_a_broken_file_is_said_and_left_alone(qtbot, workspace):
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text("windows = ")
    for change in (
        lambda: keep(workspace, windows=3),
        lambda: keep_option(workspace, "crnn_tagger", "threads", 2),
    ):
        with qtbot.waitSignal(workspace.status_changed):
            assert not change()
    assert settings_file().read_text() == "windows = "
