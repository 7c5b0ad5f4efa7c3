import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import Settings, load_settings, settings_file


def test_without_a_file_the_defaults_hold():
    assert load_settings() == Settings(device="auto", windows=3, model="")


def test_what_the_file_says_replaces_the_defaults():
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('windows = 5\nmodel = "msd-cnn"\n')
    assert load_settings() == Settings(windows=5, model="msd-cnn")


@pytest.mark.parametrize("rule", ["1", "25", "100000", "daily", "weekly", "never"])
def test_a_version_is_trained_by_itself_by_number_or_clock(rule, tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text(f'train_after = "{rule}"')
    assert load_settings(file).train_after == rule


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("windows = ", "cannot be read"),
        ("window = 3", "no setting 'window'"),
        ('windows = "3"', "windows' must be of type int"),
        ("windows = true", "windows' must be of type int"),
        ("windows = 0", "1 or more"),
        ("windows = 101", "100 at most"),
        ("plugins = 1", "plugins' must be of type dict"),
        ("plugins.x = 1", "plugins.x' must be a table"),
        ('genre_separators = "and"', "genre_separators' must be signs"),
        ('genre_separators = "/ "', "genre_separators' must be signs"),
        ('device = "gpu"', "device' must be one of auto, cpu"),
        ("train_after = 25", "train_after' must be of type str"),
        ('train_after = "0"', "must be a number of answered tracks in quotes"),
        ('train_after = "100001"', "100000 at most"),
        ('train_after = "hourly"', "or daily, weekly or never"),
        ('train_after = "²"', "must be a number"),
    ],
)
def test_a_mistake_gets_a_sentence_with_the_path(tmp_path, text, complaint):
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(TagStudioError, match=complaint) as caught:
        load_settings(file)
    assert str(file) in str(caught.value)
