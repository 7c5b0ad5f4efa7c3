import shutil
from pathlib import Path

import pytest

from tagstudio.core import paths
from tagstudio.engine.plugins.discovery import Plugin, usable_plugins

PLUGINS = Path(__file__).parent.parent / "plugins"


def install_plugin(name: str) -> Plugin:
    """Put a plugin of the tests into the user's folder, as a user would."""
    shutil.copytree(PLUGINS / name, paths.user_plugins_folder() / name)
    return next(plugin for plugin in usable_plugins() if plugin.name == name)


@pytest.fixture
def trouble() -> Plugin:
    return install_plugin("trouble_tagger")


@pytest.fixture
def fake() -> Plugin:
    return install_plugin("fake_tagger")
