from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from tagstudio.core.messages import message
from tagstudio.engine.training.readiness import Readiness, TagReadiness
from tagstudio.ui.model_screen.answer_counts import AnswersPanel

MISSING = message("readiness.one-more-yes", "one more yes")


def ready(*tags, worth=None, obstacle=None) -> Readiness:
    return Readiness(9, 12, 4, 4, tags, obstacle, worth)


@pytest.mark.parametrize(("missing", "text"), [(MISSING, str(MISSING)), (None, "")])
def test_a_row_counts_the_answers_of_a_tag_and_says_what_would_help(
    shown, workspace, missing, text
):
    panel = shown(AnswersPanel(workspace.actions))
    panel.show_answers(ready(TagReadiness("tango", 3, 5, 2, 4, missing)))
    row = [panel.table.index(0, column).data() for column in range(6)]
    assert row == ["tango", "3", "2", "5", "4", text]


def test_it_says_for_how_many_artists_nameless_tracks_count(shown, workspace):
    panel = shown(AnswersPanel(workspace.actions))
    panel.show_answers(replace(ready(), artists=3, known_artists=0, nameless=12))
    [text, *_] = [label.text() for label in panel.findChildren(QLabel)]
    assert "by their sound they count as 3 artists" in text and "Set the artist" in text


def test_it_says_how_many_answers_teach_a_tag_well_and_that_what_is_assumed_is_none(
    shown, workspace
):
    panel = shown(AnswersPanel(workspace.actions))
    panel.show_answers(replace(ready(TagReadiness("tango", 3, 0, 1, 0, MISSING)), finished=8))
    text = " ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())
    assert "from 3 yes and 2 no on, each by another artist" in text
    assert "What is assumed no on finished tracks counts a little in training" in text
    panel.view.resize(700, 300)
    assert panel.view.columnWidth(5) >= panel.view.sizeHintForColumn(5)


@pytest.mark.parametrize("field", ["worth", "obstacle"])
def test_the_sentence_above_is_that_of_the_readiness(shown, workspace, field):
    panel = shown(AnswersPanel(workspace.actions))
    panel.show_answers(ready(**{field: message("test.said", "Nine tracks are a beginning.")}))
    [text, *_] = [label.text() for label in panel.findChildren(QLabel)]
    assert text == "Nine tracks are a beginning."
