import pytest
from PySide6.QtCore import Qt

from tagstudio.plugin_api.options import Option
from tagstudio.ui.settings_screen.options_form import options_form

OPTIONS = (
    Option("half", "boolean", True, "Half precision", "Quicker."),
    Option("threads", "integer", 2, minimum=1, maximum=8),
    Option("level", "number", 0.5, minimum=0, maximum=1),
    Option("name", "text", "x"),
    Option("mode", "text", "slow", choices=("slow", "fast")),
)


@pytest.fixture
def kept() -> dict:
    return {}


@pytest.fixture
def fields(kept, shown):
    values = {option.name: option.default for option in OPTIONS}
    whole, fields = options_form(OPTIONS, values, kept.__setitem__)
    shown(whole)
    return fields


def typed(field, text: str, qtbot) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_each_kind_of_option_has_its_field_and_keeps_what_is_chosen(fields, kept, qtbot):
    fields["half"].click()
    typed(fields["threads"], "5", qtbot)
    typed(fields["level"], fields["level"].locale().toString(0.25), qtbot)
    typed(fields["name"], "y", qtbot)
    fields["mode"].setCurrentIndex(1)
    fields["mode"].activated.emit(1)
    assert kept == {"half": False, "threads": 5, "level": 0.25, "name": "y", "mode": "fast"}
    assert not any(option.problem(kept[option.name]) for option in OPTIONS)


def test_a_field_is_called_as_its_option(fields):
    assert fields["half"].accessibleName() == "Half precision"
    assert fields["threads"].accessibleName() == "threads"
    assert (fields["threads"].minimum(), fields["threads"].maximum()) == (1, 8)
