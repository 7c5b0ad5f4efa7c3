"""Every term and number of Review and Model is explained by a tool tip, with an example."""

import pytest
from event_loop import live

from tagstudio.ui.model_screen import explanations


@pytest.mark.parametrize("page", ["review", "model"])
def test_no_term_or_number_is_without_a_tool_tip(open_pages, unexplained, page):
    pages, faults = open_pages(width=1280, height=800), {}
    for name, shown in getattr(pages, page)():
        live(0.2)
        faults[name] = unexplained(shown.show_screen(page))
    assert not {name: found for name, found in faults.items() if found}


def test_each_explanation_has_an_example():
    assert not [
        name for name in explanations._TEXTS if "Example: " not in explanations.explained(name)
    ]
