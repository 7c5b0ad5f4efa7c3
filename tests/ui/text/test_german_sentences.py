"""Faults found below the window are shown in German: from the raise site to the widget."""

import pytest

from tagstudio.audio.files.regular_file import regular_file_size
from tagstudio.core.errors import TagStudioError
from tagstudio.engine.evaluation.bootstrap import AucDifference
from tagstudio.engine.evaluation.gate import verdict_on
from tagstudio.library.search.query import parse
from tagstudio.ui.settings_screen.thresholds import ThresholdsPage
from tagstudio.ui.text.message_translation import error_text, translated


def test_the_gate_speaks_german_with_its_figures(german):
    verdict = verdict_on(AucDifference(0.8896, 0.9442, 0.0371, 0.07), 175)
    assert translated(verdict.reason) == (
        "Die Verbesserung ist bewiesen: Makro-ROC-AUC 0,890 → 0,944 an 175 Titeln der Testmenge,"
        " Unterschied mit 95 % Sicherheit mindestens +0,037."
    )


def test_what_really_goes_wrong_is_said_in_german(german, tmp_path):
    with pytest.raises(TagStudioError) as wrong:
        parse("year:abc")
    assert error_text(wrong.value).startswith("year: „abc“ ist keine Zahl")
    empty = tmp_path / "a.mp3"
    empty.touch()
    with pytest.raises(TagStudioError) as wrong:
        regular_file_size(str(empty))
    assert error_text(wrong.value) == (
        f"{empty} ist leer. Kopieren Sie die Datei noch einmal von ihrer Quelle."
    )


def test_an_answer_that_cannot_be_written_says_so_in_german(qtbot, german, workspace):
    with qtbot.waitSignal(workspace.decisions.failed) as failed:
        workspace.decisions.answer([1], "rock; pop", "yes", new_tag=True)
    assert "kann kein Schlagwort sein" in failed.args[0]


def test_a_promise_that_cannot_be_kept_says_so_in_german(qtbot, german, workspace, shown):
    page = shown(ThresholdsPage(workspace))
    qtbot.waitUntil(lambda: bool(page.table.rows))
    page.target_precision.activated.emit(1)
    qtbot.waitUntil(lambda: "eine verlangte Präzision braucht" in page.status.text())
