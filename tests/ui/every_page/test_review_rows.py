"""What was answered of a tag is told by more than a colour: by the pixels of a row of Review."""

import pytest
from event_loop import live
from pixels import contrasts, picture, pixels
from PySide6.QtCore import QRect

from tagstudio.library.views.tag_states import Tagging
from tagstudio.ui.review_screen.row_columns import ROW_HEIGHT, answer_rects, columns
from tagstudio.ui.review_screen.row_painter import SuggestionList
from tagstudio.ui.review_screen.tag_list_model import TagListModel
from tagstudio.ui.review_screen.track_review import TagRow


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_answer_that_holds_has_a_wider_edge(shown, workspace, theme):
    workspace.theme.choose(theme)
    rows = TagListModel()
    tagging = Tagging("jazz", "genre", "unseen", 0.1, None, 0.5, "", None)
    rows.show_rows((TagRow(tagging, 0.1, 0, False, False),), "m")
    view = SuggestionList(workspace.theme)
    view.setModel(rows)
    view.resize(1000, 2 * ROW_HEIGHT)
    shown(view)
    for state, others in (("yes", "no"), ("no", "yes")):  # without an answer none has one
        rows.answer(0, others)
        live(0.05)
        before = picture(view)
        rows.answer(0, state)
        live(0.05)
        place = answer_rects(columns(view.visualRect(rows.index(0))).answers)[state]
        place = place.translated(view.viewport().pos())
        edge = QRect(place.left() + 1, place.top() + 8, 1, place.height() - 16)  # inside the edge
        changed = contrasts(pixels(before, edge), pixels(picture(view), edge))
        assert changed.min() >= 3.0, state
    view.setModel(None)
