import pytest

from tagstudio.library.db import id_sets
from tagstudio.library.views import browse


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a listing of more than one track come in parts from here on, the first two first."""
    monkeypatch.setattr(id_sets, "FEW", 1)
    monkeypatch.setattr(browse, "FIRST", 2)
