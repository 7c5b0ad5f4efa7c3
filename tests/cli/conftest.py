import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.cli.app import main
from tagstudio.core import paths
from tagstudio.core.settings import settings_file
from tagstudio.engine.plugins import installed_models
from tagstudio.engine.plugins.discovery import BUNDLED, Plugin, bundled_folder
from tagstudio.engine.plugins.installed_models import PluginState
from tagstudio.plugin_api.manifest import MEASURER

PLUGINS = Path(__file__).parent.parent / "plugins"
AS_IT_CAME = bundled_folder()


@pytest.fixture(scope="session")
def bundled_states() -> dict[str, PluginState]:
    """The states of the bundled plugins that were started as they come."""
    return {}


@pytest.fixture(autouse=True)
def bundled_once(monkeypatch: pytest.MonkeyPatch, bundled_states: dict[str, PluginState]) -> None:
    """Start each bundled plugin once for all tests that leave it as it came.

    Each command that looks for models starts all of them, which takes a second of a processor.
    """
    try_plugin = installed_models.try_plugin

    def tried(plugin: Plugin) -> PluginState:
        if not is_as_it_came(plugin):
            return try_plugin(plugin)
        if plugin.name not in bundled_states:
            state = try_plugin(plugin)
            if state.problem or state.complaints:
                return state
            bundled_states[plugin.name] = state
        return bundled_states[plugin.name]

    monkeypatch.setattr(installed_models, "try_plugin", tried)


def is_as_it_came(plugin: Plugin) -> bool:
    """Tell whether this home has no model of a bundled plugin, nor options for it."""
    if plugin.source != BUNDLED or plugin.folder.parent != AS_IT_CAME or plugin.problem:
        return False
    if plugin.manifest is None or plugin.kind == MEASURER:
        return False
    names = (plugin.name, *plugin.manifest.uses)
    folders = [paths.models_folder(name) for name in names]
    has_models = any(folder.is_dir() and any(folder.iterdir()) for folder in folders)
    return not (has_models or settings_file().exists())


def install_fake_tagger() -> str:
    """Install the fake tagger as a user would; return the name of its model."""
    shutil.copytree(PLUGINS / "fake_tagger", paths.user_plugins_folder() / "fake_tagger")
    return "loudness"


@pytest.fixture
def fake_tagger() -> str:
    """Install the fake tagger as a user would; return the name of its model."""
    return install_fake_tagger()


@pytest.fixture(scope="session")
def music_made(tmp_path_factory) -> Path:
    """Three short tones: one loud, one quiet, one in between. Not to be changed."""
    folder = tmp_path_factory.mktemp("music_made")
    times = np.arange(8000) / 8000
    for name, peak in (("loud.wav", 0.9), ("middle.flac", 0.5), ("quiet.ogg", 0.1)):
        soundfile.write(folder / name, peak * np.sin(2 * np.pi * 440 * times), 8000)
    return folder


@pytest.fixture(scope="session")
def music_folder(tmp_path_factory) -> Path:
    """The place of the music, the same in every test, so that a library fits all of them."""
    return tmp_path_factory.mktemp("of_all_tests") / "music"


@pytest.fixture
def music(music_made, music_folder) -> Path:
    """Three short tones: one loud, one quiet, one in between."""
    shutil.rmtree(music_folder, ignore_errors=True)
    shutil.copytree(music_made, music_folder)
    return music_folder


@pytest.fixture
def command(capsys, tmp_path) -> Callable[..., tuple[int, str, str]]:
    """Run one command on a library of this test; return exit status, stdout, stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        status = main(["--library", str(tmp_path / "my.db"), *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture(scope="session")
def suggested_library(tmp_path_factory, music_made, music_folder) -> Path:
    """A library of the three tones and their suggestions, made once: a tagger process is slow."""
    folder = tmp_path_factory.mktemp("suggested")
    shutil.rmtree(music_folder, ignore_errors=True)
    shutil.copytree(music_made, music_folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.HOME_VARIABLE, str(tmp_path_factory.mktemp("home")))
        library = ["--library", str(folder / "my.db")]
        assert main([*library, "scan", str(music_folder)]) == 0
        assert main([*library, "suggest", "--model", install_fake_tagger()]) == 0
    return folder


@pytest.fixture
def suggested(
    command, suggested_library, music, fake_tagger, tmp_path
) -> Callable[..., tuple[int, str, str]]:
    """Run one command on three tracks and their suggestions; return status, stdout, stderr."""
    shutil.copytree(suggested_library, tmp_path, dirs_exist_ok=True)
    return command


@pytest.fixture
def tagstudio(suggested) -> Callable[..., tuple[int, str, str]]:
    """Run one command on three tracks and their suggestions, unless a test file says otherwise."""
    return suggested
