from PySide6.QtWidgets import QLabel, QSpinBox, QWidget

from tagstudio.ui.widgets.form import FIELD_WIDTH, FormPage, add_row, form


def test_a_field_is_named_for_the_screen_reader_and_explained(shown):
    page, rows, field = FormPage("Page", "An explanation."), form(), QSpinBox()
    add_row(rows, "Windows", field, "How many.")
    whole = QWidget()
    whole.setLayout(rows)
    page.body.addWidget(whole)
    shown(page)
    assert page.accessibleName() == "Page"
    assert (field.accessibleName(), field.lineEdit().accessibleName()) == ("Windows", "Windows")
    assert field.width() == FIELD_WIDTH
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert texts[:2] == ["Page", "An explanation."]
    assert {"Windows", "How many."} <= set(texts)
