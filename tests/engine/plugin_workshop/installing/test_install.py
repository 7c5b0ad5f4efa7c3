import os
import shutil
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import load_settings
from tagstudio.engine.plugin_workshop.installing import install, unpack
from tagstudio.engine.plugin_workshop.installing.install import (
    checked_package,
    remove_plugin,
    switch,
)
from tagstudio.engine.plugins.discovery import SAFE_MODE, find_plugins, usable_plugin
from tagstudio.engine.plugins.installed_models import InstalledModels, try_plugin


def installed(path: Path) -> Path:
    with checked_package(path) as package:
        return install.install(package).folder


def refused(path: Path) -> str:
    """Return why a package is refused; nothing of it may stay."""
    before = listing()
    with pytest.raises(TagStudioError) as caught, checked_package(path):
        pass
    assert listing() == before
    return str(caught.value)


def listing() -> list[str]:
    folder = paths.user_plugins_folder()
    return sorted(path.name for path in folder.rglob("*")) if folder.exists() else []


def state_of(name: str):
    return try_plugin(next(one for one in find_plugins() if one.name == name))


def works(name: str) -> bool:
    return [info.name for info in state_of(name).models] == ["made"]


def test_a_folder_is_installed_and_removed_and_its_models_stay(make):
    folder = make(helper_dot_py="x = 1")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "x.pyc").touch()
    assert installed(folder) == paths.user_plugins_folder() / "made_here"
    assert listing() == ["MANIFEST.toml", "MODEL_CARD.md", "helper.py", "made_here", "plugin.py"]
    assert works("made_here")
    models = remove_plugin("made_here")
    assert models == paths.models_folder("made_here")
    assert listing() == []
    assert folder.is_dir()


@pytest.mark.parametrize("below", ["", "made_here/", "made-here-main/"])
def test_a_zip_is_installed_whatever_its_folder_is_called(make, zipped, below):
    installed(zipped(make(), below=below))
    assert works("made_here")


def wheel(zipped, folder: Path, name: str = "made_here-1.0-py3-none-any.whl", *needs: str) -> Path:
    metadata = "Metadata-Version: 2.1\nName: made-here\nVersion: 1.0\n"
    metadata += "".join(f"Requires-Dist: {one}\n" for one in needs)
    info = "made_here-1.0.dist-info"
    return zipped(
        folder, name, "made_here/", **{f"{info}/METADATA": metadata, f"{info}/RECORD": ""}
    )


def test_a_wheel_is_installed_without_pip(make, zipped):
    needs = ("numpy>=1", "tagstudio>=99", "torch; extra == 'gpu'", "x; sys_platform == 'amiga'")
    installed(wheel(zipped, make(), "made_here-1.0-py3-none-any.whl", *needs))
    assert works("made_here")
    assert "made_here-1.0.dist-info" not in listing()


def test_what_a_wheel_or_a_manifest_needs_and_lacks_is_named(make, zipped):
    lacking = wheel(zipped, make(), "made_here-1.0-py3-none-any.whl", "no-such>=2", "numpy>=99")
    assert "not there: no-such>=2, numpy>=99 (there is " in refused(lacking)
    folder = make(manifest='needs = ["another-one-that-lacks"]')
    assert "another-one-that-lacks" in refused(folder)


def test_a_wheel_for_another_system_is_refused(make, zipped):
    other = "made_here-1.0-cp27-cp27m-amiga_1.whl"
    assert "another system or another Python" in refused(wheel(zipped, make(), other))
    assert "another system" in refused(wheel(zipped, make(), "no wheel at all.whl"))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../escaped.py", "no name of a file inside a folder"),
        ("a/../../escaped.py", "no name of a file inside a folder"),
        ("/escaped.py", "no name of a file inside a folder"),
        ("C:\\escaped.py", "no name of a file inside a folder"),
        ("a\\..\\escaped.py", "no name of a file inside a folder"),
        ("new\nline.py", "no name of a file inside a folder"),
        ("made_here/Plugin.py", "two files called"),
    ],
)
def test_names_that_lead_out_or_are_one_on_some_systems_are_refused(make, zipped, name, reason):
    package = zipped(make(), below="made_here/", **{name: "print()"})
    assert reason in refused(package)
    assert not list(Path(paths.data_folder()).rglob("escaped*"))


def test_links_and_devices_are_refused(make, zipped, tmp_path):
    package = zipped(make(), below="made_here/")
    link = ZipInfo("made_here/link")
    link.external_attr = 0o120777 << 16
    with ZipFile(package, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "made_here/link is a link" in refused(package)
    folder = make()
    (folder / "link.py").symlink_to("/etc/passwd")
    assert "link.py is a link" in refused(folder)
    (folder / "link.py").unlink()
    (folder / "below").symlink_to(tmp_path, target_is_directory=True)
    assert "below is a link" in refused(folder)
    (folder / "below").unlink()
    os.mkfifo(folder / "pipe")
    assert "pipe is a link or a device" in refused(folder)


def test_a_bomb_is_refused_by_what_comes_out_of_it(make, zipped, monkeypatch, tmp_path):
    package = tmp_path / "bomb.zip"
    with ZipFile(package, "w", ZIP_DEFLATED) as archive:
        archive.writestr("made_here/zeros", bytes(8 << 20))
    monkeypatch.setattr(unpack, "MOST_BYTES", 4 << 20)
    assert "more than 4 MiB" in refused(package)
    monkeypatch.setattr(unpack, "MOST_FILES", 2)
    assert "more than 2 files" in refused(zipped(make()))
    (make() / "zeros").write_bytes(bytes(5 << 20))
    monkeypatch.setattr(unpack, "MOST_FILES", 100)
    assert "more than 4 MiB" in refused(make())


def test_what_is_no_plugin_is_refused(make, zipped, tmp_path):
    text = tmp_path / "plugin.txt"
    text.write_text("no plugin")
    assert "is no plugin: that is a folder" in refused(text)
    assert "There is nothing at" in refused(tmp_path / "nowhere")
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\3\4" + bytes(100))
    assert "damaged or of an unknown kind" in refused(broken)
    (tmp_path / "empty").mkdir()
    assert "it has no MANIFEST.toml" in refused(tmp_path / "empty")
    make("one"), make("two")
    assert "several plugins" in refused(tmp_path / "made")


def test_an_encrypted_zip_is_refused(make, zipped):
    package = zipped(make())
    content = bytearray(package.read_bytes())
    at = content.index(b"PK\x01\x02")  # the directory's first entry: its flags are 8 bytes on
    content[at + 8] |= 1
    package.write_bytes(content)
    assert "encrypted" in refused(package)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("made_here", "is there already"),
        ("crnn_tagger", "comes with the program"),
        ("no-identifier", "must be an identifier"),
    ],
)
def test_names_that_are_taken_or_none_are_refused(make, name, reason):
    installed(make())
    folder = make("another")
    file = folder / "MANIFEST.toml"
    file.write_text(file.read_text().replace('"another"', f'"{name}"'))
    assert reason in refused(folder)


def test_another_api_and_a_broken_import_are_refused(make):
    file = make() / "MANIFEST.toml"
    right = file.read_text()
    file.write_text(right.replace("api = 3", "api = 99"))
    assert "written for plugin API 99" in refused(file.parent)
    file.write_text(right)
    assert "ValueError: at import" in refused(make(code="raise ValueError('at import')"))
    code = "raise ValueError(__file__)"
    said = refused(make(code=code))
    assert "plugin.py" in said
    assert str(paths.user_plugins_folder()) not in said


def test_a_manifest_that_is_refused_is_named_as_it_stands_in_the_package(make):
    file = make() / "MANIFEST.toml"
    file.write_text(file.read_text().replace("api = 3", "api = 99"))
    said = refused(file.parent)
    assert said.startswith(f"{file.parent} is not installed: MANIFEST.toml: written for")
    assert str(paths.user_plugins_folder()) not in said


def test_a_child_of_an_import_is_refused(make):
    assert "os.fork" in refused(make(code="import os, time\nos.fork() or time.sleep(99)"))


def test_what_takes_the_place_meanwhile_stays(make):
    with checked_package(make()) as package:
        there = paths.user_plugins_folder() / "made_here"
        there.mkdir()
        (there / "mine").touch()
        with pytest.raises(TagStudioError, match="is there already"):
            install.install(package)
    assert listing() == ["made_here", "mine"]


def test_folders_that_a_kill_left_are_removed_in_time(make):
    left = paths.user_plugins_folder() / f".{'a' * 32}.new"
    left.mkdir(parents=True)
    installed(make())
    assert left.exists()
    os.utime(left, (0, 0))
    assert "is there already" in refused_with_cleaning(make())
    assert not left.exists()


def refused_with_cleaning(folder: Path) -> str:
    with pytest.raises(TagStudioError) as caught, checked_package(folder):
        pass
    return str(caught.value)


def test_only_the_users_own_plugins_are_removed(make, tmp_path):
    with pytest.raises(TagStudioError, match="can be switched off"):
        remove_plugin("crnn_tagger")
    with pytest.raises(TagStudioError, match="There is no plugin"):
        remove_plugin("../..")
    linked = make()
    paths.user_plugins_folder().mkdir(parents=True)
    (paths.user_plugins_folder() / "made_here").symlink_to(linked, target_is_directory=True)
    remove_plugin("made_here")
    assert (linked / "plugin.py").exists()
    assert listing() == []


def test_a_plugin_is_switched_off_and_on_and_forgotten_when_it_is_removed(make):
    installed(make())
    switch("made_here", on=False)
    switch("made_here", on=False)
    assert load_settings().plugins_off == ("made_here",)
    off = state_of("made_here")
    assert off.plugin.is_off
    assert "Switch it on" in str(off.problem)
    assert InstalledModels.of([off]).problems == []
    with pytest.raises(TagStudioError, match="is switched off"):
        usable_plugin("made_here")
    switch("made_here", on=True)
    assert works("made_here")
    switch("made_here", on=False)
    remove_plugin("made_here")
    assert load_settings().plugins_off == ()
    with pytest.raises(TagStudioError, match="no plugin 'made_here'"):
        switch("made_here", on=False)


def test_in_safe_mode_the_bundled_plugins_alone_are_used(make, monkeypatch):
    installed(make())
    own = paths.user_plugins_folder() / "crnn_tagger"
    shutil.copytree(make("other"), own)
    manifest = own / "MANIFEST.toml"
    manifest.write_text(manifest.read_text().replace('"other"', '"crnn_tagger"'))
    assert usable_plugin("crnn_tagger").source == "user"
    monkeypatch.setenv(SAFE_MODE, "1")
    found = {(one.name, one.source): one.is_off for one in find_plugins()}
    assert found["made_here", "user"]
    assert found["crnn_tagger", "user"]
    assert usable_plugin("crnn_tagger").source == "bundled"
    with pytest.raises(TagStudioError, match="not used in safe mode"):
        usable_plugin("made_here")
