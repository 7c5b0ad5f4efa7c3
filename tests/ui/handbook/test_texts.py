"""What the handbook says holds: its commands, keys, menus, links and pictures are there."""

import re
import shlex

import pytest
import typer
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from typer.main import get_command

from tagstudio.cli.app import app
from tagstudio.ui.base.actions import SPECS, Actions, text_of
from tagstudio.ui.base.languages import NAMES
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.handbook.contents import HANDBOOK, pages
from tagstudio.ui.handbook.page_html import KEY_OF_ACTION, anchor, keys_in_words
from tagstudio.ui.shell.main_window import SCREENS
from tagstudio.ui.shell.menus import MENUS

LANGUAGES = list(NAMES)
MOST_MB = 3.0
FENCED = re.compile(r"```sh\n(.*?)```", re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?P<page>[^)#]*)(?:#(?P<anchor>[^)]*))?\)")
PICTURE = re.compile(r"!\[(?P<words>[^\]]*)\]\((?P<file>[^)]*)\)")
MENU_PATH = re.compile(r"\*\*(?P<menu>[^*>]+) > (?P<entry>[^*>]+)\*\*")
# What looks as a key does, outside of <kbd>, where it would not follow a change of keys.
A_KEY = re.compile(r"\b(Ctrl|Shift|Alt|Strg|Umschalt)\+|\b(PgUp|PgDown|Space|F\d+)\b")
USAGE_ERROR = typer.BadParameter.__mro__[1]
KEYS_OF_FIELDS = {"Enter", "Shift+Enter", "Eingabe", "Umschalt+Eingabe"}
KEYS_OF_NO_ACTION = {"Tab", *KEYS_OF_FIELDS}


def texts(language):
    """Return the texts of all pages, the contents too, by their names."""
    return {file.stem: file.read_text("utf-8") for file in (HANDBOOK / language).glob("*.md")}


def commands(text):
    """Return the lines of a page's fenced blocks."""
    return [line for block in FENCED.findall(text) for line in block.splitlines() if line.strip()]


def parsed(line):
    """Parse a command as the shell would hand it over, without running it."""
    name, *words = shlex.split(line)
    assert name == "tagstudio"
    command = get_command(app)
    while hasattr(command, "commands"):  # a group: its options, then a verb
        options = {name: one for one in command.params for name in one.opts}
        while words and words[0].startswith("-") and words[0] != "--help":
            takes_value = not options[words[0]].is_flag
            words = words[1 + takes_value :]
        if not words or words == ["--help"]:
            return
        command, words = command.commands[words[0]], words[1:]
    command.make_context(command.name, words)


@pytest.fixture(params=LANGUAGES)
def language(request):
    if request.param == "de":
        request.getfixturevalue("german")
    return request.param


def test_a_wrong_command_would_be_found():
    for line in ("tagstudio lst", "tagstudio list --no-such", "tagstudio tags renam a b"):
        with pytest.raises((KeyError, USAGE_ERROR)):
            parsed(line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_exists(language):
    lines = [line for text in texts(language).values() for line in commands(text)]
    assert len(lines) > 50
    for line in lines:
        parsed(line)


def test_every_verb_is_named(language):
    verbs = {name for name, one in get_command(app).commands.items() if not one.hidden}
    page = texts(language)["command-line"]
    assert {verb for verb in verbs if f"`{verb}`" not in page} == set()
    readme = (HANDBOOK.parents[1] / "README.md").read_text("utf-8")
    listed = readme.partition("### All verbs")[2].partition("```\n")[2].partition("```")[0]
    words = [name for line in listed.splitlines() for name in line.split("  ")[0].split(", ")]
    assert sorted(filter(None, words)) == sorted(verbs)


def test_both_languages_have_the_same_pages_commands_and_pictures():
    english, german = texts("en"), texts("de")
    assert english.keys() == german.keys()
    for page, text in english.items():
        other = german[page]
        assert commands(text) == commands(other), page
        assert len(re.findall("^#+ ", text, re.M)) == len(re.findall("^#+ ", other, re.M)), page
        files = [[one["file"][-20:] for one in PICTURE.finditer(both)] for both in (text, other)]
        assert [one.rpartition("/")[2] for one in files[0]] == [
            one.rpartition("/")[2] for one in files[1]
        ], page
        assert {key["id"] for key in KEY_OF_ACTION.finditer(text)} == {
            key["id"] for key in KEY_OF_ACTION.finditer(other)
        }, page


def test_every_key_is_the_key_of_its_action(language, qapp):
    actions = Actions(WindowState())
    known = {spec.id for spec in SPECS}
    found = 0
    for page, text in texts(language).items():
        for key in KEY_OF_ACTION.finditer(text):
            assert key["id"] in known, (page, key[0])
            assert key["keys"] == keys_in_words(actions, key["id"]), page
            found += 1
        rest = KEY_OF_ACTION.sub("", text)
        named = re.findall(r"<kbd>([^<]*)</kbd>", rest)
        assert set(named) <= KEYS_OF_NO_ACTION, page
        assert "<kbd" not in re.sub(r"<kbd>[^<]*</kbd>", "", rest), page
        assert not A_KEY.findall(re.sub(r"<kbd>[^<]*</kbd>", "", rest)), page
    assert found > 60


def test_every_menu_that_is_named_is_there(language, qapp):
    translate = QCoreApplication.translate
    names = {spec.id: text_of(spec).rstrip("…").rstrip() for spec in SPECS}
    menus = {
        translate("menus", title).replace("&", ""): {names.get(id) for id in ids}
        for title, ids in MENUS
    }
    settings = translate("SettingsScreen", "Folders"), translate("SettingsScreen", "Thresholds")
    of_settings = {
        *settings,
        *(translate("SettingsScreen", one) for one in ("Analysis", "Keys", "Appearance")),
        *(translate("SettingsScreen", one) for one in ("Plugins", "Vocabularies")),
    }
    menus[translate("screens", "Settings")] = of_settings
    found = [path for text in texts(language).values() for path in MENU_PATH.finditer(text)]
    assert len(found) > 15
    for path in found:
        assert path["entry"] in menus[path["menu"]], path[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_leads_to_a_page_and_a_heading(language):
    every = texts(language)
    for page, text in every.items():
        for link in LINK.finditer(text):
            target = link["page"].removesuffix(".md") or page
            assert target in every, (page, link[0])
            headings = {anchor(one) for one in re.findall(r"^##+ (.+)$", every[target], re.M)}
            assert not link["anchor"] or link["anchor"] in headings, (page, link[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contents_name_every_page_once(language):
    names = [page.name for page in pages(language)]
    assert sorted(names) == sorted(texts(language).keys() - {"README"})
    assert {screen.name for screen in SCREENS} <= set(names)
    assert all(page.group for page in pages(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_there_and_said_in_words(language):
    shown = set()
    for page, text in texts(language).items():
        for picture in PICTURE.finditer(text):
            file = (HANDBOOK / language / picture["file"]).resolve()
            assert not QImage(str(file)).isNull(), (page, picture["file"])
            assert f"/{language}/" in picture["file"], page
            assert len(picture["words"].split()) > 5, page
            shown.add(file)
    assert shown == {*(HANDBOOK / "pictures" / language).resolve().glob("*.png")}


def test_the_pictures_are_small():
    size = sum(file.stat().st_size for file in (HANDBOOK / "pictures").rglob("*.png"))
    assert size < MOST_MB * 1e6
