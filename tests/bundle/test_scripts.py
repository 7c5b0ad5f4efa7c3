"""Scripts and descriptions for systems that are not at hand are looked at by their own checkers."""

import plistlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import version_resource
import yaml

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
SCRIPTS = sorted(
    path
    for path in PACKAGING.rglob("*")
    if path.is_file() and path.read_bytes()[:2] == b"#!" and path.suffix != ".py"
)


def checked_by(*command: object) -> None:
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_each_script_is_sound_shell(script):
    shell = "bash" if "bash" in script.read_text().splitlines()[0] else "sh"
    checked_by(shell, "-n", script)
    assert script.stat().st_mode & 0o111, "cannot be run"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_each_script_pleases_shellcheck(script):
    checked_by("shellcheck", "--severity", "warning", script)


def test_desktop_entries_are_valid():
    for entry in (PACKAGING / "linux").glob("*.desktop"):
        checked_by("desktop-file-validate", entry)


def test_the_description_for_software_centres_is_valid():
    file = PACKAGING / "linux" / "org.tagstudio.TagStudio.metainfo.xml"
    checked_by("appstreamcli", "validate", "--no-net", file)


def test_the_type_of_libraries_is_that_of_the_database():
    xml = (PACKAGING / "linux" / "tagstudio.xml").read_text(encoding="utf-8")
    first = ROOT / "tagstudio" / "library" / "db" / "migrations" / "versions" / "v0001_first.py"
    [number] = re.findall(r"application_id = (\d+)", first.read_text(encoding="utf-8"))
    assert f'offset="68" value="{number}"' in xml


def test_what_macos_is_asked_to_allow_can_be_read():
    allowed = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert all(name.startswith("com.apple.security.cs.") for name in allowed)


def test_the_installer_of_windows_names_files_that_are_there_or_are_built():
    text = (PACKAGING / "windows" / "tagstudio.iss").read_text(encoding="utf-8-sig")
    for place in re.findall(r"\.\.\\\.\.\\([\w\\.]+)", text):
        path = ROOT / place.replace("\\", "/")
        assert path.exists() or place.startswith(("dist", "build\\bundle")), place
    assert "#error Name the version" in text
    messages = {code: re.findall(rf"(?m)^{code}\.(\w+)=", text) for code in ("en", "de")}
    assert messages["en"] == messages["de"]
    of_inno_setup = {"CreateDesktopIcon", "LaunchProgram"}
    assert {*re.findall(r"\{cm:(\w+)", text)} == {*messages["en"], *of_inno_setup}
    tasks = re.findall(r'(?m)^Name: "(\w+)"; Description', text)
    assert {*re.findall(r"Tasks: (\w+)|WizardIsTaskSelected\('(\w+)'\)", text)} <= {
        *((one, "") for one in tasks),
        *(("", one) for one in tasks),
    }


@pytest.mark.parametrize(
    ("given", "numbers"),
    [("0.1.0", "(0, 1, 0, 0)"), ("1.2.3.4", "(1, 2, 3, 4)"), ("2.0rc1", "(2, 1, 0, 0)")],
)
def test_windows_gets_four_numbers(given, numbers):
    made = version_resource.resource(given)
    assert f"filevers={numbers}" in made
    compile(made, "version.txt", "eval")


def test_the_workflow_runs_scripts_that_are_there():
    text = (PACKAGING / "ci" / "bundle.yml").read_text(encoding="utf-8")
    [job] = yaml.safe_load(text)["jobs"].values()
    assert {one["system"].split("-")[0] for one in job["strategy"]["matrix"]["include"]} == {
        "ubuntu",
        "windows",
        "macos",
    }
    for name in re.findall(r"packaging/[\w/.-]+", text):
        assert (ROOT / name).exists(), name
