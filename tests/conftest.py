"""What several test files share: where the real music lies, when it is there."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
REAL_DATA = Path(os.environ.get("TAGSTUDIO_TEST_DATA", REPOSITORY.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder with published/, library/, clips/ and manifest.csv; skips the test where absent."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"no real music at {REAL_DATA}; set TAGSTUDIO_TEST_DATA to its folder")
    return REAL_DATA


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has the program's folders to itself."""
    folder = tmp_path / "home"
    monkeypatch.setenv("TAGSTUDIO_HOME", str(folder))
    return folder
