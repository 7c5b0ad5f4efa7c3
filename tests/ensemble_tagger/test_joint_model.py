import json
from pathlib import Path
from typing import Any

import pytest
from ensemble_tagger.joint_model import JointModel, read_joint_model, write_joint_model

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import Member

MODEL = JointModel(
    "a + b", (Member("p", "a", "1" * 64), Member("q", "b", "2" * 64)), {"jazz": (0.75, 0.25)}
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_joint_model(tmp_path / "both.json", MODEL)
    return tmp_path / "both.json"


def test_a_joint_model_comes_back_as_it_was(file: Path) -> None:
    assert read_joint_model(file) == MODEL


def test_none_is_replaced(file: Path) -> None:
    with pytest.raises(TagStudioError, match="There is a model 'both' already"):
        write_joint_model(file, MODEL)


@pytest.mark.parametrize(
    "changed",
    [
        {"format_version": 2},
        {"members": []},
        {"members": [{"plugin": "p", "name": "a", "sha256": "1"}]},
        {"members": 2 * [{"plugin": "p", "name": "a", "sha256": "1"}]},
        {"members": [{"plugin": "p", "name": str(n), "sha256": "1"} for n in range(9)]},
        {"members": [{"plugin": 1, "name": "a", "sha256": "1"}] * 2},
        {"weights": {"jazz": [1.0, -0.1]}},
        {"weights": {"jazz": [0, 0]}},
        {"weights": {"jazz": ["1", 1]}},
        {"weights": {"jazz": []}},
        {"weights": 7},
        {"title": None},
        {"more": 1},
    ],
)
def test_a_hostile_or_damaged_file_is_refused(file: Path, changed: dict[str, Any]) -> None:
    found = json.loads(file.read_text())
    file.write_text(json.dumps(found | changed))
    with pytest.raises(TagStudioError, match=r"both\.json cannot be used: it describes no joint"):
        read_joint_model(file)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe", b"[" * 100_000])
def test_other_contents_are_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(TagStudioError, match="cannot be used"):
        read_joint_model(file)
