"""A form drawn from the options that a plugin declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QLineEdit, QSpinBox, QWidget

from tagstudio.plugin_api.options import Option, Value
from tagstudio.ui.text.message_translation import manifest_text
from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.form import add_row, form

Keep = Callable[[str, Value], object]

BOUND = 2**31 - 1
STEPS = 100  # of a number between its bounds


def options_form(
    options: tuple[Option, ...], values: Mapping[str, Value], keep: Keep, plugin: str = ""
) -> tuple[QWidget, dict[str, QWidget]]:
    """Return a form and its fields by option; each change is given to `keep`.

    `plugin` is the name of the plugin, whose catalogues may translate the titles and helps.
    """
    whole, rows = QWidget(), form()
    rows.setContentsMargins(0, 0, 0, 0)
    fields = {}
    for option in options:
        field = fields[option.name] = _field(option, values[option.name], keep)
        text = partial(manifest_text, plugin)
        title = text(f"options.{option.name}.title", option.title or option.name)
        add_row(rows, title, field, text(f"options.{option.name}.help", option.help))
    whole.setLayout(rows)
    return whole, fields


def _field(option: Option, value: Value, keep: Keep) -> QWidget:
    if option.choices:
        return _choice(option, value, keep)
    make = {"boolean": _switch, "integer": _integer, "number": _number, "text": _text}
    return make[option.type](option, value, keep)


def _choice(option: Option, value: Value, keep: Keep) -> QWidget:
    field = Combo()
    for choice in option.choices:
        field.addItem(str(choice), choice)
    field.setCurrentIndex(option.choices.index(value))
    field.activated.connect(lambda place: keep(option.name, option.choices[place]))
    return field


def _switch(option: Option, value: Value, keep: Keep) -> QWidget:
    field = QCheckBox()
    field.setChecked(bool(value))
    field.clicked.connect(lambda on: keep(option.name, on))
    return field


def _integer(option: Option, value: Value, keep: Keep) -> QWidget:
    low = -BOUND if option.minimum is None else round(option.minimum)
    high = BOUND if option.maximum is None else round(option.maximum)
    field = QSpinBox(minimum=low, maximum=high, value=int(value))
    field.editingFinished.connect(lambda: keep(option.name, field.value()))
    return field


def _number(option: Option, value: Value, keep: Keep) -> QWidget:
    low = float(-BOUND) if option.minimum is None else option.minimum
    high = float(BOUND) if option.maximum is None else option.maximum
    field = QDoubleSpinBox(decimals=4, minimum=low, maximum=high, value=float(value))
    if high - low < BOUND:
        field.setSingleStep((high - low) / STEPS)
    field.editingFinished.connect(lambda: keep(option.name, field.value()))
    return field


def _text(option: Option, value: Value, keep: Keep) -> QWidget:
    field = QLineEdit(str(value))
    field.editingFinished.connect(lambda: keep(option.name, field.text()))
    return field
