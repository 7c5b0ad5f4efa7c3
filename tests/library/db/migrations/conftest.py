import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tagstudio.library.db import migration
from tagstudio.library.db.sqlite.connection import connect

MakeLibrary = Callable[[str, str], Path]


@pytest.fixture
def make_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeLibrary:
    """Make a library of an older schema, "0001" say, with the rows that a script inserts."""

    def make(revision: str, rows: str) -> Path:
        scripts = Path(shutil.copytree(migration.SCRIPTS, tmp_path / "scripts"))
        for file in (scripts / "versions").glob("v*.py"):
            if file.name[1:5] > revision:
                file.unlink()
        path = tmp_path / f"{revision}.db"
        with monkeypatch.context() as patched:
            patched.setattr(migration, "SCRIPTS", scripts)
            migration.create(path)
        with closing(connect(path, "rw")) as library:
            library.executescript(rows)
        return path

    return make
