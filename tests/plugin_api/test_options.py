import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.plugins.discovery import bundled_folder
from tagstudio.plugin_api import read_manifest
from tagstudio.plugin_api.options import Option, read_options

THREADS = {"type": "integer", "default": 2, "minimum": 1, "maximum": 8}


def test_options_are_read_in_their_order():
    found = read_options({"threads": THREADS, "mode": {"type": "text", "default": "a"}})
    assert found == (
        Option("threads", "integer", 2, minimum=1, maximum=8),
        Option("mode", "text", "a"),
    )


def test_the_bundled_plugin_declares_what_it_has():
    names = [o.name for o in read_manifest(bundled_folder() / "crnn_tagger").options]
    assert names == ["runtime", "precision", "threads", "batch"]


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        (3, "must be a table"),
        ({**THREADS, "colour": 1}, "unknown fields colour"),
        ({**THREADS, "type": "color"}, "type must be one of boolean, integer"),
        ({"type": "integer"}, "default is missing"),
        ({**THREADS, "default": 9}, "must be 8 or less"),
        ({**THREADS, "default": 0}, "must be 1 or more"),
        ({**THREADS, "default": "2"}, "must be of type integer"),
        ({**THREADS, "default": True}, "must be of type integer"),
        ({**THREADS, "choices": [4, 8]}, "must be one of 4, 8"),
    ],
)
def test_a_wrong_option_is_said(table, complaint):
    with pytest.raises(TagStudioError, match=complaint):
        read_options({"threads": table})


def test_a_whole_number_is_a_number():
    assert not Option("level", "number", 0.5).problem(1)
