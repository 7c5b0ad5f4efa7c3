from pathlib import Path

import pytest

from tagstudio.engine.plugin_workshop.checking.folder_checks import validate

REPOSITORY = Path(__file__).parents[4]


def failed(folder: Path) -> dict[str, str]:
    return {one.name: str(one.detail) for one in validate(folder) if not one.passed}


def test_a_plugin_that_is_right_passes_all_checks(make):
    assert failed(make()) == {}


def test_the_bundled_plugins_pass_all_checks():
    bundled = [path.parent for path in (REPOSITORY / "plugins").glob("*/MANIFEST.toml")]
    assert bundled
    assert {folder.name: failed(folder) for folder in bundled} == {
        folder.name: {} for folder in bundled
    }


def test_a_wrong_manifest_ends_the_checks(make):
    folder = make()
    (folder / "MANIFEST.toml").write_text("name = 3")
    checks = list(validate(folder))
    assert [one.name for one in checks] == ["manifest"]
    assert "name has the wrong type" in str(checks[0].detail)


@pytest.mark.parametrize(
    ("old", "new", "check", "reason"),
    [
        ("api = 3", "api = 2", "api", "plugin API 2"),
        ('licence = "MIT"', "", "licence", "SPDX"),
        ('licence = "MIT"', 'licence = "my own"', "licence", "SPDX"),
        ("[permissions]", "", "permissions", "[permissions] is missing"),
        ("[permissions]", '[permissions]\nneeds = ["a b c"]', "permissions", "'a b c'"),
        ("[permissions]", '[permissions]\nneeds = ["no-such-package"]', "packages", "no-such"),
        ("[permissions]", '[permissions]\nneeds = ["numpy>=99"]', "packages", "(there is "),
    ],
)
def test_what_a_manifest_lacks_is_said(make, old, new, check, reason):
    file = make() / "MANIFEST.toml"
    file.write_text(file.read_text().replace(old, new))
    found = failed(file.parent)
    assert reason in found[check]


@pytest.mark.parametrize("card", [None, "", "# Title\n" + "x" * 300, "## Short\n"])
def test_a_model_card_says_something(make, card):
    file = make() / "MODEL_CARD.md"
    file.unlink()
    if card is not None:
        file.write_text(card)
    assert list(failed(file.parent)) == ["model card"]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import tagstudio.library.db.schema", "tagstudio.library.db.schema"),
        ("from tagstudio import engine", "tagstudio.engine"),
        ("def f():\n    import sqlalchemy", "name that in permissions.needs"),
        ("from urllib import request", "permissions.network"),
        ("import subprocess", "permissions.starts_programs"),
        ("x = (", "never closed"),
    ],
)
def test_code_that_the_manifest_does_not_tell_of_is_named(make, code, reason):
    assert reason in failed(make(code=code))["code"]


def test_what_is_said_may_be_imported(make):
    said = 'network = true\nstarts_programs = true\nneeds = ["sqlalchemy", "torch; extra == \'x\'"]'
    code = "def f():\n    import subprocess, urllib.request, sqlalchemy, torch"
    assert failed(make(manifest=said, code=code)) == {}
    assert failed(make(test_more_dot_py="import pytest, sqlalchemy.orm")) == {}


@pytest.mark.parametrize(
    ("code", "did"),
    [
        ("open(__file__ + '.txt', 'w').close()", "open "),
        ("import pathlib; pathlib.Path(__file__ + '.d').mkdir()", "os.mkdir "),
        ("import subprocess; subprocess.run(['true'])", "subprocess.Popen"),
        ("import socket; socket.socket().connect_ex(('127.0.0.1', 9))", "socket.connect"),
        ("import threading; threading.Thread(target=print).start()", "a thread"),
        ("import os; os.remove(os.devnull + 'x') if 0 else os.putenv('A', 'b')", "os.putenv"),
        ("raise ValueError('at import')", "ValueError: at import"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("import os; os._exit(3)", "status 3"),
        ("import no_such_module", "No module named"),
    ],
)
def test_an_import_that_does_something_is_told(make, code, did):
    assert did in failed(make(code=code))["import"]


def test_what_a_library_does_when_it_is_imported_is_no_side_effect(make, tmp_path):
    folder = make(library_dot_py="")
    beside = folder.parent / "a_library_of_tests.py"
    beside.write_text(f"open({str(tmp_path / 'written')!r}, 'w').close()")
    (folder / "plugin.py").write_text(
        "import a_library_of_tests\n" + (folder / "plugin.py").read_text()
    )
    assert "import" not in failed(folder)
    assert (tmp_path / "written").exists()
