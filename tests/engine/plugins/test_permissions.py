from pathlib import Path

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.plugins.permissions import in_words
from tagstudio.engine.plugins.requirements import invalid, missing, wanted
from tagstudio.plugin_api import Manifest, read_manifest
from tagstudio.plugin_api.permissions import Permissions

HEAD = 'name = "plain"\ntitle = "P"\nversion = "1"\napi = 3\n'


def said(permissions: Permissions | None, uses: tuple[str, ...] = ()) -> list[str]:
    return [*map(str, in_words(Manifest("x", "X", "1", 3, uses=uses, permissions=permissions)))]


def read(folder: Path, more: str) -> Manifest:
    (folder / "plain").mkdir()
    (folder / "plain" / "MANIFEST.toml").write_text(HEAD + more)
    return read_manifest(folder / "plain")


def test_each_permission_is_said_in_words():
    every = Permissions(True, True, True, True, ("numpy", "no-such>=2"))
    assert said(every, ("crnn_tagger",)) == [
        "It connects to the internet.",
        "It reads files other than your tracks and its own.",
        "It writes files outside its own folder.",
        "It starts other programs.",
        "It needs these Python packages: numpy, no-such>=2. Not there: no-such>=2.",
        "It uses the models of crnn_tagger.",
    ]
    assert said(Permissions(needs=("numpy>1",))) == [
        "It needs these Python packages, which are there: numpy>1."
    ]


def test_nothing_is_said_as_nothing_and_silence_as_silence():
    assert said(Permissions()) == ["It asks for nothing but your tracks and a folder of its own."]
    assert said(None) == ["It does not say what it does."]
    assert said(None, ("a",))[1] == "It uses the models of a."


def test_a_manifest_says_its_permissions(tmp_path):
    manifest = read(tmp_path, '[permissions]\nnetwork = true\nneeds = ["torch"]\n')
    assert manifest.permissions == Permissions(network=True, needs=("torch",))


def test_a_manifest_without_the_table_says_none(tmp_path):
    assert read(tmp_path, "").permissions is None


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("permissions = true", "permissions has the wrong type"),
        ("[permissions]\nall = true", "permissions has unknown fields all"),
        ("[permissions]\nnetwork = 1", "permissions.network must be true or false"),
        ('[permissions]\nneeds = "torch"', "must be a list of Python packages"),
        ("[permissions]\nneeds = [1]", "must be a list of Python packages"),
    ],
)
def test_a_wrong_table_is_refused_with_the_file(tmp_path, table, reason):
    with pytest.raises(TagStudioError, match=reason) as caught:
        read(tmp_path, table)
    assert "MANIFEST.toml" in str(caught.value)


def test_requirements_are_met_or_not():
    needs = ["numpy", "numpy>=99", "no-such", "x; sys_platform == 'amiga'", "y; extra == 'fast'"]
    assert [one.requirement for one in missing(needs)] == ["numpy>=99", "no-such"]
    assert [bool(one.found) for one in missing(needs)] == [True, False]
    assert wanted(needs) == ["numpy", "numpy>=99", "no-such"]
    assert invalid([*needs, "a b", ""]) == ["a b", ""]
