import shutil
from pathlib import Path

import pytest

from tagstudio.core import paths

PLUGINS = Path(__file__).parent.parent / "plugins"


@pytest.fixture
def fake() -> None:
    """Install the fake tagger as a user would; its model is called loudness."""
    shutil.copytree(PLUGINS / "fake_tagger", paths.user_plugins_folder() / "fake_tagger")
