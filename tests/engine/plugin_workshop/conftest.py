"""Plugins made on the spot, and packages of them."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

MANIFEST = """name = "{name}"
title = "Made here"
version = "1.0"
api = 3
description = "Made by a test."
licence = "MIT"

[permissions]
"""
CODE = """
from tagstudio.plugin_api import ModelInfo, Prediction, Tagger, TagInfo

MODEL = ModelInfo("made", "1" * 64, (TagInfo("loud", "mood", 0.2),))


class Made(Tagger):
    def models(self):
        return [MODEL]

    def predict(self, tracks, options):
        yield [Prediction(track.id, (0.5,)) for track in tracks]


def create(context):
    return Made()
"""
CARD = "# Made here\n\n## What it is\n\n" + "It is made by a test, of no data at all. " * 6


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Write a plugin's folder; `manifest` is added to it, `code` stands before the tagger."""

    def write(name: str = "made_here", manifest: str = "", code: str = "", **files: str) -> Path:
        folder = tmp_path / "made" / name
        folder.mkdir(parents=True, exist_ok=True)
        text = MANIFEST.format(name=name)
        (folder / "MANIFEST.toml").write_text(f"{text}{manifest}")
        (folder / "plugin.py").write_text(f"{code}\n{CODE}")
        (folder / "MODEL_CARD.md").write_text(CARD)
        for file, content in files.items():
            (folder / file.replace("_dot_", ".")).write_text(content)
        return folder

    return write


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Path]:
    """Pack a folder into a zip, its files below `below`."""

    def pack(folder: Path, file: str = "plugin.zip", below: str = "", **more: str) -> Path:
        with ZipFile(tmp_path / file, "w") as archive:
            for path in sorted(folder.rglob("*")):
                archive.write(path, f"{below}{path.relative_to(folder).as_posix()}")
            for name, content in more.items():
                archive.writestr(name, content)
        return tmp_path / file

    return pack
