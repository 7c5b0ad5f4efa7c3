import pytest

from tagstudio.library.views.tag_states import Tagging
from tagstudio.ui.library_screen.cells import chip_text


@pytest.mark.parametrize(
    ("state", "score", "text"),
    [
        ("yes", 0.9, "✓ jazz"),
        ("suggested", 0.634, "jazz 0.63"),
        ("suggested", None, "jazz"),
        ("suggested", 1.0, "jazz 1.00"),
    ],
)
def test_a_chip_has_a_check_mark_or_a_score(qapp, state, score, text):
    assert chip_text(Tagging("jazz", "genre", state, score, None, 0.5, "", None)) == text
