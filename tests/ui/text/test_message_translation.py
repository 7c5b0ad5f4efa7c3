import ast
import re
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from tagstudio.audio.files.regular_file import regular_file_size
from tagstudio.core.errors import TagStudioError
from tagstudio.engine.evaluation.metrics import AucDifference
from tagstudio.engine.training.train import verdict_on
from tagstudio.library.search.query import parse
from tagstudio.ui.base.languages import TRANSLATIONS
from tagstudio.ui.settings_screen.thresholds import ThresholdsPage
from tagstudio.ui.text.message_translation import TEXTS, translated

ROOT = Path(__file__).parents[3]
SPEAKING = (
    "tagstudio/core",
    "tagstudio/audio",
    "tagstudio/library",
    "tagstudio/engine",
    "tagstudio/lab",
    "tagstudio/plugin_api",
    "plugins/crnn_tagger",
)
PLACEHOLDER = re.compile(r"\{\w+\}")


def said_in_the_source() -> Iterator[str]:
    """Yield each text of the packages that speak, {} in the place of each value."""
    for package in SPEAKING:
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    yield "".join(
                        str(part.value) if isinstance(part, ast.Constant) else "{}"
                        for part in node.values
                    )
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield re.sub(r"\{[^{}]*\}", "{}", node.value)
    manifest = tomllib.loads((ROOT / SPEAKING[-1] / "MANIFEST.toml").read_text(encoding="utf-8"))
    yield manifest["description"]
    for option in manifest["options"].values():
        yield from (option["title"], option["help"])


def test_each_text_is_still_said_by_the_engine():
    said = set(said_in_the_source())
    plain = {text: PLACEHOLDER.sub("{}", text) for text in TEXTS}
    unsaid = [text for text, one in plain.items() if not {one, one.removeprefix("{} ")} & said]
    assert unsaid == []


@pytest.mark.parametrize("text", TEXTS)
def test_each_text_is_found_with_what_stands_in_it(german, translations, text):
    values = {name[1:-1]: f"<{name[1:-1]} 1>" for name in PLACEHOLDER.findall(text)}
    assert translated(text.format(**values)) == translations[text].format(**values)


@pytest.fixture
def translations() -> dict[str, str]:
    return {
        message.findtext("source"): message.findtext("translation")
        for message in ET.parse(TRANSLATIONS / "tagstudio_de.ts").getroot().iter("message")
    }


def test_the_gate_speaks_german_with_its_figures(german):
    verdict = verdict_on(AucDifference(0.8896, 0.9442, 0.0371, 0.07), 175)
    assert translated(verdict.reason) == (
        "Der Gewinn ist bewiesen: Makro-ROC-AUC 0,890 → 0,944 an 175 zurückgehaltenen Titeln,"
        " Unterschied mit 95 % Sicherheit mindestens +0,037."
    )


def test_what_really_goes_wrong_is_said_in_german(german, tmp_path):
    with pytest.raises(TagStudioError) as wrong:
        parse("year:abc")
    assert translated(str(wrong.value)).startswith("year: 'abc' ist keine Zahl")
    empty = tmp_path / "a.mp3"
    empty.touch()
    with pytest.raises(TagStudioError) as wrong:
        regular_file_size(str(empty))
    assert translated(str(wrong.value)) == (
        f"{empty} ist leer. Kopieren Sie die Datei noch einmal von ihrer Quelle."
    )


def test_what_is_unknown_stays_and_english_is_left_alone(german):
    assert translated("A plugin of yours says: hello.") == "A plugin of yours says: hello."


@pytest.mark.parametrize("text", TEXTS[:3])
def test_english_is_said_as_it_is(qapp, text):
    assert translated(text) == text


def test_an_answer_that_cannot_be_written_says_so_in_german(qtbot, german, workspace):
    with qtbot.waitSignal(workspace.decisions.failed) as failed:
        workspace.decisions.answer([1], "rock; pop", "yes", new_tag=True)
    assert "kann kein Schlagwort sein" in failed.args[0]


def test_a_promise_that_cannot_be_kept_says_so_in_german(qtbot, german, workspace, shown):
    page = shown(ThresholdsPage(workspace))
    qtbot.waitUntil(lambda: bool(page.table.rows))
    page.target_precision.activated.emit(1)
    qtbot.waitUntil(lambda: "ein Versprechen braucht" in page.said.text())
