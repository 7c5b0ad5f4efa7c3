"""What is laid around the bundle for a desktop and a shell, and the control file of the .deb."""

import gzip
import os
import shutil
import subprocess
from pathlib import Path

import pack
import pytest

PROGRAM = r"""#!/bin/sh
case "$_TAGSTUDIO_COMPLETE" in
    source_*) printf '\n# for %s\n' "${_TAGSTUDIO_COMPLETE#source_}"; exit ;;
esac
case "$1" in
    --version) echo "tagstudio 9.8.7" ;;
    *) printf 'Usage: tagstudio\n\n.scan  back\\slash\n' ;;
esac
"""


@pytest.fixture
def bundle(tmp_path) -> Path:
    folder = tmp_path / "tagstudio"
    folder.mkdir()
    (folder / "tagstudio").write_text(PROGRAM)
    (folder / "tagstudio").chmod(0o755)
    return folder


@pytest.fixture
def tree(bundle, tmp_path) -> Path:
    made = tmp_path / "tree"
    pack.fill(bundle, made)
    return made


def test_each_shell_has_its_own_completion(tree):
    first = {
        shell: (tree / "share" / file).read_text().splitlines()[0]
        for shell, file in pack.COMPLETIONS.items()
    }
    assert first == {shell: f"# for {shell}" for shell in ("bash", "zsh", "fish")}


def test_the_manual_page_has_no_line_that_troff_takes_for_a_request(tree):
    page = gzip.decompress((tree / "share/man/man1/tagstudio.1.gz").read_bytes()).decode()
    assert "tagstudio 9.8.7" in page
    assert "\n\\&.scan  back\\eslash\n" in page


def test_an_icon_of_each_size_is_there(tree):
    icons = tree / "share" / "icons" / "hicolor"
    for size in pack.SIZES:
        file = icons / f"{size}x{size}" / "apps" / "tagstudio.png"
        assert int.from_bytes(file.read_bytes()[16:20]) == size


def test_the_archive_is_installed_without_root_and_leaves_nothing(tree, tmp_path):
    for script in ("install", "uninstall"):
        shutil.copy(pack.HERE / script, tree / script)
    home = tmp_path / "home"
    others = home / "share" / "applications" / "other.desktop"
    others.parent.mkdir(parents=True)
    others.touch()
    earlier = tree / "share" / "applications" / "earlier.desktop"
    earlier.write_text("[Desktop Entry]\n")
    subprocess.run([tree / "install", home], check=True, capture_output=True)
    assert (home / "share/applications/earlier.desktop").exists()
    earlier.unlink()
    subprocess.run([tree / "install", home], check=True, capture_output=True)  # a newer version
    assert not (home / "share/applications/earlier.desktop").exists()
    shown = subprocess.run(
        [home / "bin" / "tagstudio", "--version"], check=True, capture_output=True, text=True
    )
    assert shown.stdout == "tagstudio 9.8.7\n"
    entry = (home / "share/applications/tagstudio.desktop").read_text()
    assert f'Exec="{home}/bin/tagstudio" %F' in entry
    subprocess.run([home / "lib/tagstudio/uninstall"], check=True, capture_output=True)
    left = [path for path in home.rglob("*") if path.is_file()]
    assert [path for path in left if path.name != "mimeinfo.cache"] == [others]  # of all entries


def test_a_folder_of_that_name_that_is_not_from_here_stays(tree, tmp_path):
    shutil.copy(pack.HERE / "install", tree / "install")
    mine = tmp_path / "home" / "lib" / "tagstudio" / "mine"
    mine.parent.mkdir(parents=True)
    mine.touch()
    done = subprocess.run(
        [tree / "install", tmp_path / "home"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Move it away" in done.stderr
    assert mine.exists()


@pytest.mark.parametrize("is_said", [True, False])
@pytest.mark.parametrize("mine", [True, False], ids=["user", "system"])
def test_folders_are_still_opened_by_the_file_manager(tree, tmp_path, monkeypatch, is_said, mine):
    """Whether a desktop says which one that is, or not; installed for a user or for all."""
    if shutil.which("gio") is None or shutil.which("update-desktop-database") is None:
        pytest.skip("gio or desktop-file-utils is not installed")
    home, system = tmp_path / "home", tmp_path / "system"
    manager = system / "share" / "applications" / "xfce4-file-manager.desktop"
    manager.parent.mkdir(parents=True)
    described = ["Type=Application", "Name=Files", "Exec=true %F", "MimeType=inode/directory;"]
    manager.write_text("\n".join(["[Desktop Entry]", *described, ""]))
    if is_said:
        default = f"[Default Applications]\ninode/directory={manager.name}\n"
        (manager.parent / "mimeapps.list").write_text(default)
    for name, folder in {"DATA_HOME": home / "share", "DATA_DIRS": system / "share",
                         "CONFIG_HOME": home / ".config", "CONFIG_DIRS": home}.items():  # fmt: skip
        monkeypatch.setenv(f"XDG_{name}", str(folder))
    shutil.copy(pack.HERE / "install", tree / "install")
    shutil.copy(pack.HERE / "uninstall", tree / "uninstall")
    subprocess.run([tree / "install", home if mine else system], check=True, capture_output=True)
    subprocess.run(["update-desktop-database", manager.parent], check=True)
    shown = subprocess.run(
        ["gio", "mime", "inode/directory"],
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert manager.name in shown.splitlines()[0]
    assert ("zz-tagstudio-folders.desktop" in shown) == (is_said or not mine)


def test_the_package_can_be_built_and_names_what_it_needs(bundle):
    if shutil.which("dpkg-deb") is None:
        pytest.skip("dpkg-deb is not installed")
    made = pack.package(bundle, "tagstudio", "9.8.7")
    control = subprocess.run(
        ["dpkg-deb", "--field", made], capture_output=True, text=True, check=True
    ).stdout
    assert "Version: 9.8.7" in control
    assert "libegl1" in control
    listed = subprocess.run(["dpkg-deb", "-c", made], capture_output=True, text=True, check=True)
    assert "./usr/bin/tagstudio -> ../lib/tagstudio/tagstudio" in listed.stdout
