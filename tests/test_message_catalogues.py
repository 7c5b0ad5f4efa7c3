"""What the program says has a key, and each catalogue has a text for each key and no other.

The messages are read from the source: `message(key, text, name=value)` and the constructors of
TagStudioError and its subclasses, with key and text as literals.
"""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from string import Formatter

import pytest
from crnn_tagger.finetuning.new_version import FINE_TUNED
from crnn_tagger.model.checkpoint import read_card
from crnn_tagger.model.install import OFFERS
from crnn_tagger.model.keras_weights import LICENCE

ROOT = Path(__file__).parents[1]
CATALOGUES = ROOT / "resources" / "translations" / "messages"
LANGUAGES = sorted(path.name for path in CATALOGUES.iterdir())
BELOW_THE_FACES = (
    "tagstudio/core",
    "tagstudio/audio",
    "tagstudio/library",
    "tagstudio/plugin_api",
    "tagstudio/plugin_kit",
    "tagstudio/datasets",
    "tagstudio/engine",
    "tagstudio/demo",
    "tagstudio/lab",
    "plugins/crnn_tagger",
    "plugins/ensemble_tagger",
    "plugins/musicnn_tagger",
)
SHOWN_IN_THE_WINDOW = (*BELOW_THE_FACES, "tagstudio/ui")
ROOMS = (*SHOWN_IN_THE_WINDOW, "tagstudio/cli")  # the command line speaks English only
SENTENCES = {"Notice", "Progress"}  # show any text that they get
SPEAKING = {"Failure", "Problem", "Check", "Verdict", *SENTENCES}  # some texts are codes or names
KEY = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+")
WITHOUT_LITERALS = {"tagstudio/core/errors.py"}  # passes a key on


# What earlier versions said of versions and files, as libraries keep it: by key, its values.
EARLIER = {
    "crnn.no-finite-scores": "{path}",
    "crnn.too-little-heard": "{path} {seconds}",
    "crnn.too-short": "{path} {seconds}",
    "gate.figures": "{parent} {candidate} {tracks} {low} {certainty}",
    "gate.not-proven": "{figures}",
    "gate.proven": "{figures}",
    "gate.worse": "{figures}",
    "judge.harmed-tag": "{tag} {after} {out_of} {before}",
    "judge.not-better": "{tracks}",
    "judge.proven": "{tracks} {artists} {after} {out_of} {before}",
    "judge.proven-only": "{tracks} {artists}",
    "judge.still-too-early": "{needed} {artists} {tracks}",
    "judge.too-early": "{needed} {tracks}",
    "judge.too-few": "{needed} {artists}",
    "judge.too-few-by-name": "{needed} {artists}",
    "judge.too-small": "{needed} {library}",
    "judge.trial-picks": "{tracks} {after} {out_of} {before}",
    "suggest.bad-answer": "",
}


@dataclass(frozen=True)
class KeyedText:
    """A message in the source; `values` are the names that are given, None where not all show."""

    key: str
    text: str
    where: str
    values: frozenset[str] | None = None


def name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


@cache
def sources(room: str) -> dict[str, ast.Module]:
    files = sorted((ROOT / room).rglob("*.py"))
    return {
        str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8")) for file in files
    }


@cache
def calls(room: str) -> list[tuple[str, ast.Call]]:
    return [
        (f"{file}:{node.lineno}", node)
        for file, tree in sources(room).items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    ]


@cache
def errors() -> set[str]:
    """Return the names of TagStudioError and the classes that derive from it."""
    classes = [
        node
        for room in ROOMS
        for tree in sources(room).values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    ]
    found, before = {"TagStudioError"}, 0
    while len(found) != before:
        before = len(found)
        found |= {one.name for one in classes if found & set(map(name_of, one.bases))}
    return found


def text_of(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def pairs(nodes: Iterable[ast.expr]) -> Iterator[tuple[str, str]]:
    """Yield each key among these that has a text behind it."""
    texts = [text_of(node) for node in nodes]
    for key, text in pairwise(texts):
        if key is not None and text is not None and KEY.fullmatch(key):
            yield key, text


def makes_message(call: ast.Call) -> bool:
    return name_of(call.func) in {"message", *errors()}


@cache
def keyed_texts(room: str) -> list[KeyedText]:
    """Return the messages of a room: those made on the spot, and those of tables of known keys."""
    found = []
    for where, call in calls(room):
        if makes_message(call):
            names = {keyword.arg for keyword in call.keywords}
            values = None if None in names else frozenset(map(str, names))
            found += [KeyedText(key, text, where, values) for key, text in pairs(call.args)]
    made = {one.key for one in found}
    known = {key for language in LANGUAGES for key in catalogue(language)}
    for file, tree in sources(room).items():
        for node in ast.walk(tree):
            row = node.elts if isinstance(node, ast.Tuple) else []
            row = node.args if isinstance(node, ast.Call) else row
            for key, text in pairs(row):
                if key in known - made:
                    found.append(KeyedText(key, text, f"{file}:{node.lineno}"))
    return found


@cache
def manifest_texts() -> list[KeyedText]:
    """Return the texts of the bundled plugins' manifests that the window shows."""
    found = []
    for file in sorted((ROOT / "plugins").glob("*/MANIFEST.toml")):
        manifest = tomllib.loads(file.read_text(encoding="utf-8"))
        texts = {field: manifest[field] for field in ("title", "description")}
        for name, option in manifest.get("options", {}).items():
            texts |= {f"options.{name}.{field}": option[field] for field in ("title", "help")}
        name = manifest["name"]
        found += [KeyedText(f"{name}.{field}", text, str(file)) for field, text in texts.items()]
    return found


@cache
def card_keys() -> set[str]:
    """Return the keys of what the cards say of the models that come with the bundled plugin."""
    starter = read_card(ROOT / "plugins" / "crnn_tagger" / "models" / "starter.safetensors")
    texts = {offer.title for offer in OFFERS} | {starter.title, starter.licence, LICENCE}
    return {f"crnn_tagger.card.{text}" for text in {*texts, FINE_TUNED.removeprefix(", ")}}


@cache
def catalogue(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in sorted((CATALOGUES / language).glob("*.toml")):
        texts = tomllib.loads(file.read_text(encoding="utf-8"))
        assert not texts.keys() & found.keys(), f"{file.name} has keys of another file"
        assert all(isinstance(text, str) for text in texts.values()), file.name
        found |= texts
    return found


def placeholders(template: str) -> set[str]:
    return {
        re.split(r"[.\[]", field)[0]
        for _, field, _, _ in Formatter().parse(template)
        if field is not None
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", SHOWN_IN_THE_WINDOW)
def test_each_message_is_translated_with_its_placeholders(room, language):
    texts, wrong = catalogue(language), []
    for one in keyed_texts(room):
        if one.key not in texts:
            wrong.append(f"{one.where}: {one.key} has no text: {one.text}")
        elif placeholders(texts[one.key]) != placeholders(one.text):
            wrong.append(f"{one.where}: {one.key} has other placeholders: {texts[one.key]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_manifests_are_translated(language):
    assert {one.key for one in manifest_texts()} <= catalogue(language).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cards_of_models_are_translated(language):
    assert card_keys() <= catalogue(language).keys()


@pytest.mark.parametrize("room", ROOMS)
def test_each_placeholder_has_a_value(room):
    wrong = [
        f"{one.where}: {one.key} lacks {placeholders(one.text) - one.values}"
        for one in keyed_texts(room)
        if one.values is not None and not placeholders(one.text) <= one.values
    ]
    assert not wrong, "\n".join(wrong)


def test_a_key_has_one_text():
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for room in ROOMS:
        for one in keyed_texts(room):
            texts[one.key][one.text] = one.where
    assert not {key: found for key, found in texts.items() if len(found) > 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_no_key_that_nobody_says(language):
    used = {one.key for room in ROOMS for one in keyed_texts(room)}
    assert not used & EARLIER.keys()
    used |= {one.key for one in manifest_texts()} | card_keys() | EARLIER.keys()
    assert sorted(catalogue(language).keys() - used) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_libraries_keep_of_earlier_versions_is_translated(language):
    texts = catalogue(language)
    found = {key: placeholders(texts.get(key, "")) for key in EARLIER}
    assert found == {key: placeholders(text) for key, text in EARLIER.items()}


def is_prose(node: ast.expr) -> bool:
    """Tell a sentence that is written on the spot: a literal with blanks, an f-string, a sum."""
    match node:
        case ast.JoinedStr():
            return True
        case ast.Constant(value=str(text)):
            return " " in text
        case ast.BinOp(left=left, right=right):
            return is_prose(left) or is_prose(right)
        case ast.IfExp(body=body, orelse=orelse):
            return is_prose(body) or is_prose(orelse)
        case ast.Call(func=ast.Attribute(value=template, attr="format")):
            return is_prose(template)
    return False


def has_no_key(call: ast.Call) -> bool:
    """Tell a call that shows a sentence without a key, or with one that is not written there."""
    if makes_message(call):
        if any(pairs(call.args)):
            return False
        most = 1 if name_of(call.func) in errors() else 0  # a ready message
        return len(call.args) > most + 1 or any(map(is_prose, call.args))
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if name_of(call.func) in SENTENCES and any(map(text_of, given)):
        return True
    return name_of(call.func) in SPEAKING and any(map(is_prose, given))


@pytest.mark.parametrize("room", BELOW_THE_FACES)
def test_what_is_said_has_a_key(room):
    wrong = [
        f"{where}: {ast.unparse(call)}"
        for where, call in calls(room)
        if where.partition(":")[0] not in WITHOUT_LITERALS and has_no_key(call)
    ]
    assert not wrong, "\n".join(wrong)


COMMAND = re.compile(r"\btagstudio [a-z]|--[a-z]")  # in a sentence; the window has a button for it

# What is said to those alone who typed a command, or who have a server to type one on.
OF_THE_SHELL = re.compile(
    r"(cli|cluster)\.|crnn\.too-few-labels|template\.is-there|library\.(no-roles|unknown-address)"
    r"|database\.(none|other-content|encoding)|window\.(no-display|no-pyside)"
)


def in_the_window() -> dict[str, str]:
    """Return the English texts that the window says in place of the command line's."""
    file = ROOT / "resources" / "translations" / "window" / "en.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def test_the_window_advises_no_command():
    own = in_the_window()
    wrong = [
        f"{one.where}: {one.key}: {text}"
        for room in SHOWN_IN_THE_WINDOW
        for one in keyed_texts(room)
        if COMMAND.search(text := own.get(one.key, one.text)) and not OF_THE_SHELL.match(one.key)
    ]
    for language in LANGUAGES:
        wrong += [
            f"{key}: {text}"
            for key, text in catalogue(language).items()
            if COMMAND.search(text) and not OF_THE_SHELL.match(key)
        ]
    assert not wrong, "\n".join(wrong)


def test_what_the_window_says_in_another_place_is_said_somewhere_with_its_values():
    said = {one.key: one for room in ROOMS for one in keyed_texts(room)}
    for key, text in in_the_window().items():
        assert placeholders(text) <= placeholders(said[key].text), key
        assert COMMAND.search(said[key].text), f"{key} needs no other text"
