"""Three short tones with a genre, in a library, and what is done with them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.audio.metadata.file_tags.files import write_file_tags
from tagstudio.audio.metadata.verification.compare import difference
from tagstudio.core.progress import run
from tagstudio.engine.file_tags.copy_check import CopyCheck
from tagstudio.engine.scanning.scan import scan
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored

NAMES = ("a.flac", "b.mp3", "c.ogg")
TAGS = (
    RegisteredTag("jazz", "genre", 0.1, 0.5),
    RegisteredTag("happy", "mood", 0.1, 0.5),
    RegisteredTag("guitar", "voice and instrument", 0.1, 0.5),
    RegisteredTag("60s", "era", 0.1, 0.5),
    RegisteredTag("fast", "tempo", 0.1, 0.5),
)


@pytest.fixture(autouse=True)
def compared_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare copies in this process, but in the tests of the other one: it takes a second."""
    if "copy_check" not in request.node.path.name:

        def compare(self: CopyCheck, *names: str) -> object:
            return difference(*names)  # type: ignore[arg-type]

        monkeypatch.setattr(CopyCheck, "difference", compare)


@pytest.fixture(scope="session")
def sounds(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sounds")
    for number, name in enumerate(NAMES):
        tone = 0.3 * np.sin(np.arange(8000) * (number + 1) / 20)
        soundfile.write(folder / name, tone, 8000)
        write_file_tags(str(folder / name), name, {"genre": ("Dark Folk",)})
    return folder


@pytest.fixture
def folder(tmp_path, sounds) -> Path:
    return Path(shutil.copytree(sounds, tmp_path / "music"))


@pytest.fixture
def library(tmp_path, folder) -> Iterator[Library]:
    """Tracks 1 to 3, a.flac to c.ogg; on 1 jazz .9, happy .6, fast .9, on 3 nothing is known."""
    with open_library(tmp_path / "library.db", writing=True) as opened:
        run(scan(opened, [folder]))
        with opened.write() as connection:
            model_id = models.register(connection, "p", RegisteredModel("m", "0" * 64, TAGS))
            scored = [Scored(1, (0.9, 0.6, 0.1, 0.1, 0.9)), Scored(2, (0.1,) * 5)]
            suggestions.store(connection, model_id, scored)
        yield opened
