"""Faults found below the window are shown in German: from the raise site to the widget."""

import numpy as np
import pytest

from tagstudio.audio.files.regular_file import regular_file_size
from tagstudio.core.errors import TagStudioError
from tagstudio.engine.evaluation.verdict_words import Circumstances, reason_of
from tagstudio.learning import witnesses
from tagstudio.learning.verdict import Evidence, FirstTags, Outcome, Verdict
from tagstudio.library.search.query import parse
from tagstudio.ui.settings_screen.thresholds import ThresholdsPage
from tagstudio.ui.text.message_translation import error_text, translated


def test_the_judge_speaks_german_with_its_figures(german):
    silent = witnesses.Testimony(0.1, 0.001, 1200, 8, np.zeros(8))
    heard = Evidence(silent, silent)
    verdict = Verdict(Outcome.PROVEN, heard, heard, heard, 1)
    first = FirstTags(1175, 1034, 1105, 400)
    circumstances = Circumstances(1275, "starter", ["jazz"] * 8, {}, 1200, first)
    assert translated(reason_of(verdict, circumstances)) == (
        "Bei 1.175 Titeln, aus denen sie nicht gelernt hatte, steht jetzt 94-mal von 100 ein"
        " richtiges Schlagwort an erster Stelle; vorher 88-mal. Sie ist nachweislich besser, nach"
        " Ihren Antworten zu 1.200 Interpreten, die mit Namen bekannt sind."
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
