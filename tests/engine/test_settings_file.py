import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import Settings, load_settings, settings_file
from tagstudio.engine.settings_file import save_settings


def test_what_is_saved_is_what_is_loaded():
    wanted = Settings("cpu", 3, "msd-cnn", {"crnn_tagger": {"threads": 2, "half": True}})
    save_settings(wanted)
    assert load_settings() == wanted


def test_comments_and_what_did_not_change_stay_as_they_were():
    settings_file().parent.mkdir(parents=True)
    before = (
        "# my own\nwindows = 3  # slow but sure\n\n[plugins.mine]\nx = 1 # here too\ny = 0x10\n"
    )
    settings_file().write_text(before)
    save_settings(Settings(windows=3, device="cpu", plugins={"mine": {"x": 2, "y": 16}}))
    text = settings_file().read_text()
    assert "# my own\nwindows = 3  # slow but sure\n" in text
    assert "x = 2 # here too\ny = 0x10\n" in text
    assert load_settings() == Settings("cpu", 3, plugins={"mine": {"x": 2, "y": 16}})


def test_a_default_that_the_file_does_not_name_is_not_written():
    save_settings(Settings(windows=2))
    assert settings_file().read_text() == "windows = 2\n"
    save_settings(Settings())
    assert settings_file().read_text() == "windows = 3\n"


@pytest.mark.parametrize("wrong", [Settings(windows=0), Settings(device="gpu")])
def test_a_wrong_value_is_refused_and_the_file_untouched(wrong):
    save_settings(Settings(windows=2))
    with pytest.raises(TagStudioError, match="must be"):
        save_settings(wrong)
    assert settings_file().read_text() == "windows = 2\n"


def test_a_file_that_is_broken_is_left_to_the_user():
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text("windows = ")
    with pytest.raises(TagStudioError, match="Correct or remove it"):
        save_settings(Settings(windows=2))
    assert settings_file().read_text() == "windows = "


def test_a_folder_that_cannot_be_written_to_is_said():
    settings_file().parent.parent.mkdir(parents=True)
    settings_file().parent.write_text("a file where the folder should be")
    with pytest.raises(TagStudioError, match=r"settings"):
        save_settings(Settings(windows=2))


def test_a_list_of_plugins_is_kept_and_read_back():
    save_settings(Settings(plugins_off=("one", "two")))
    assert load_settings().plugins_off == ("one", "two")
    save_settings(Settings())
    assert load_settings().plugins_off == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('plugins_off = "one"', "must be of type list"),
        ("plugins_off = [1]", "must be a list of names of plugins"),
    ],
)
def test_a_wrong_list_of_plugins_is_said(text, reason):
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(text)
    with pytest.raises(TagStudioError, match=reason):
        load_settings()
