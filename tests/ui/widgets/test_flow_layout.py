from PySide6.QtWidgets import QWidget

from tagstudio.ui.widgets.flow_layout import FlowLayout


def test_widgets_come_into_as_many_rows_as_the_width_needs(qtbot, shown):
    widget = QWidget()
    flow = FlowLayout(widget, spacing=4)
    buttons = [QWidget() for _ in range(6)]
    for button in buttons:
        button.setFixedSize(100, 20)
        flow.addWidget(button)
    shown(widget)
    assert [flow.heightForWidth(width) for width in (620, 312, 100)] == [20, 44, 140]
    assert flow.minimumSize().width() == 100
    buttons[0].hide()
    assert flow.heightForWidth(100) == 116
